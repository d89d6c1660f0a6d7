-- view: other_budget
-- title: 各次报送中与安排金额不一致的全年预算数，及安排金额
-- grain: 每次报送、每个全年预算数与安排金额不同的项目一行
-- stored: checks
-- column _submission: 报送编号
-- column _sheet: 资金执行情况表的工作表
-- column _row: 资金执行情况表中的行号
-- column budget_wan: 项目资金安排表的安排金额（万元）
-- Where CROSS-R05 asks which of the two is right, a rule on the budget holds only where it holds
-- with either: else it would go with the one mistake.
SELECT e._submission, e._sheet, e._row, a.amount_wan AS budget_wan
FROM base.coded_execution e
JOIN base.coded_allocation a ON a._submission = e._submission AND a.project_code = e.project_code
WHERE e.budget_wan <> a.amount_wan
