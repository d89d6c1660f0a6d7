-- rule: EVAL-R04
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 年度资金总额为 0 而各项有数
-- yields-to: self_evaluation.total_budget_wan.required, self_evaluation.total_spent_wan.required
-- message: “{label}”为 {got}，而其下各项资金相加为 {want}。请按各项之和填写总额。
-- 各项来源已填，总额却是 0。每列一条。工作表没有这一格时不提：那是缺少，不是 0。
SELECT f._submission, f._sheet, f._row, 'total_' || col AS _field,
       list_transform(['current_', 'carried_', 'local_', 'other_'], lambda part: part || col) AS _related,
       coalesce(total, 0) AS got, parts AS want
FROM (
  SELECT _submission, _sheet, _row, col, total,
         wide(coalesce(current_part, 0)) + coalesce(carried_part, 0) + coalesce(local_part, 0) + coalesce(other_part, 0) AS parts
  FROM (
    SELECT _submission, _sheet, _row, 'initial_wan' AS col, total_initial_wan AS total, current_initial_wan AS current_part,
           carried_initial_wan AS carried_part, local_initial_wan AS local_part, other_initial_wan AS other_part FROM stg.self_evaluation
    UNION ALL
    SELECT _submission, _sheet, _row, 'budget_wan', total_budget_wan, current_budget_wan, carried_budget_wan, local_budget_wan, other_budget_wan FROM stg.self_evaluation
    UNION ALL
    SELECT _submission, _sheet, _row, 'spent_wan', total_spent_wan, current_spent_wan, carried_spent_wan, local_spent_wan, other_spent_wan FROM stg.self_evaluation
  )
) f
WHERE coalesce(total, 0) = 0 AND parts > 0
  AND EXISTS (SELECT 1 FROM meta.field_cell c
              WHERE c.submission = f._submission AND c.form = 'self_evaluation' AND c.sheet = f._sheet AND c.field = 'total_' || col)
