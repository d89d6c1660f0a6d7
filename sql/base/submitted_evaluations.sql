-- view: submitted_evaluations
-- title: 各次报送的绩效自评表（项目的和部门的合在一起）
-- grain: 每次报送、每张自评表一行：项目支出绩效自评表和部门整体支出绩效自评表
-- stored: checks
-- column _submission: 报送编号
-- column _form: 报表
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column total_budget_wan: 年度资金总额全年预算数（万元）
-- column total_spent_wan: 年度资金总额全年执行数（万元）
-- column execution_rate: 执行率（%）
-- column execution_weight: 预算执行率的分值
-- column execution_score: 预算执行率的得分
-- column total_weight: 总分的分值
-- column total_score: 总分
-- What the two forms of self-evaluation have in common, as staged. Their indicators are
-- those of base.submitted_indicators on the same sheet.
SELECT _submission, 'self_evaluation' AS _form, _sheet, _row,
       total_budget_wan, total_spent_wan, execution_rate, execution_weight, execution_score, total_weight, total_score
FROM stg.self_evaluation
UNION ALL
SELECT _submission, 'department_evaluation', _sheet, _row,
       total_budget_wan, total_spent_wan, execution_rate, execution_weight, execution_score, total_weight, total_score
FROM stg.department_evaluation
