-- rule: DEPT-R02
-- scope: submission
-- form: department_base
-- severity: blocking
-- yields-to: DEPT-R01
-- title: 一般公共预算拨款大于全部支出
-- identity: *_appropriated_last_wan <= *_last_wan
-- identity: *_appropriated_budget_wan <= *_budget_wan
-- identity: *_appropriated_actual_wan <= *_actual_wan
-- want: 不大于 {want}
-- message: “{label}”为 {got}，大于全部支出 {want}，{diff}。一般公共预算拨款是其中的一部分，请核对。
-- 一般公共预算拨款是一项支出的一部分。每行每列一条。
WITH line AS (
  SELECT _submission, _sheet, _row, replace(field, '_appropriated_', '_') AS whole,
         max(field) FILTER (contains(field, '_appropriated_')) AS _field,
         max(value) FILTER (contains(field, '_appropriated_')) AS got,
         max(value) FILTER (NOT contains(field, '_appropriated_')) AS want
  FROM base.department_base_value
  GROUP BY ALL
)
SELECT _submission, _sheet, _row, _field, [whole] AS _related, got, want, got - want AS diff
FROM line
WHERE got > want
