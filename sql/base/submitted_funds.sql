-- view: submitted_funds
-- title: 各次报送的项目支出绩效自评表中的年度资金
-- grain: 每次报送、每张自评表、资金的每一列（年初预算数、全年预算数、全年执行数）一行
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column amount: 资金的哪一列，即栏目名的后一半
-- column total: 年度资金总额（万元）
-- column parts: 其下各项资金之和（万元）
-- A blank source counts as nothing once any is filled in; without sources the sum is blank.
SELECT _submission, _sheet, _row, of_field.amount AS amount,
       max(value) FILTER (of_field.source = 'total') AS total,
       wide(sum(value) FILTER (of_field.source <> 'total')) AS parts
FROM (
  SELECT *, regexp_extract(field, '^(total|current|carried|local|special|other)_(initial_wan|budget_wan|spent_wan)$', ['source', 'amount']) AS of_field
  FROM base.self_evaluation_value
)
WHERE of_field.source <> ''
GROUP BY ALL
