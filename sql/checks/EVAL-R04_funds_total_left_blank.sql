-- rule: EVAL-R04
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 年度资金总额为 0 而各项有数
-- yields-to: self_evaluation.total_budget_wan.required, self_evaluation.total_spent_wan.required
-- message: “{label}”为 {got}，而其下各项资金相加为 {want}。请按各项之和填写总额。
-- 各项来源已填，总额一行却是 0。每张工作表一条，指在第一个这样的列上。
SELECT _submission, _sheet, _row, min_by('total_' || col, place) AS _field,
       min_by(coalesce(total, 0), place) AS got, min_by(parts, place) AS want
FROM (
  SELECT _submission, _sheet, _row, place, col, total,
         wide(coalesce(current_part, 0)) + coalesce(carried_part, 0) + coalesce(local_part, 0) + coalesce(other_part, 0) AS parts
  FROM (
    SELECT _submission, _sheet, _row, 1 AS place, 'initial_wan' AS col, total_initial_wan AS total, current_initial_wan AS current_part,
           carried_initial_wan AS carried_part, local_initial_wan AS local_part, other_initial_wan AS other_part FROM stg.self_evaluation
    UNION ALL
    SELECT _submission, _sheet, _row, 2, 'budget_wan', total_budget_wan, current_budget_wan, carried_budget_wan, local_budget_wan, other_budget_wan FROM stg.self_evaluation
    UNION ALL
    SELECT _submission, _sheet, _row, 3, 'spent_wan', total_spent_wan, current_spent_wan, carried_spent_wan, local_spent_wan, other_spent_wan FROM stg.self_evaluation
  )
)
WHERE coalesce(total, 0) = 0 AND parts > 0
GROUP BY _submission, _sheet, _row
