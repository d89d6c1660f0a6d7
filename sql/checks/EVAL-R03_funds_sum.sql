-- rule: EVAL-R03
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 年度资金总额不等于各项之和
-- yields-to: EVAL-R04
-- message: “{label}”为 {got}，其下各项资金相加为 {want}，相差 {diff}。请核对总额或各项资金。
-- 年度资金是各项来源之和。资金部分每列一条。只要填了一项来源，空白的按没有计；一项也没有时无从比较。
-- 总额为 0 的由 EVAL-R04 提。
SELECT _submission, _sheet, _row, 'total_' || col AS _field,
       list_transform(['current_', 'carried_', 'local_', 'other_'], lambda part: part || col) AS _related,
       total AS got, parts AS want, wide(total) - parts AS diff
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
  WHERE coalesce(current_part, carried_part, local_part, other_part) IS NOT NULL
)
WHERE apart(total, parts) AND total <> 0
