-- rule: EVAL-R13
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 自评表执行数超过预算数
-- yields-to: EVAL-R03, EVAL-R04, EVAL-R15, EVAL-R05, DEPT-R05, DEPT-R15
-- want: 不大于 {want}
-- message: “{label}”为 {got} 万元，超过全年预算数 {want} 万元，{diff} 万元，执行率超过 100%。请核对两个数，或说明资金来源。
-- 执行不超过预算：资金部分的每一行都这样，项目的和部门的自评表都这样。每张工作表一条：总额超过的指在总额，
-- 总额没有超过的指在超过最多的一行。
WITH line AS (
  SELECT _submission, _form, _sheet, _row, regexp_extract(field, '^(.+)_(budget|spent)_wan$', ['line', 'col']) AS of_field, value
  FROM base.submitted_value WHERE _form IN ('self_evaluation', 'department_evaluation')
), pair AS (
  SELECT _submission, _form, _sheet, _row, of_field.line AS line,
         wide(max(value) FILTER (of_field.col = 'spent')) AS got, wide(max(value) FILTER (of_field.col = 'budget')) AS want
  FROM line WHERE of_field.line <> ''
  GROUP BY ALL
)
SELECT _submission, _form, _sheet, _row, line || '_spent_wan' AS _field, [line || '_budget_wan'] AS _related, got, want, got - want AS diff
FROM pair
WHERE got > want
QUALIFY row_number() OVER (PARTITION BY _submission, _form, _sheet, _row ORDER BY line <> 'total', got - want DESC, line) = 1
