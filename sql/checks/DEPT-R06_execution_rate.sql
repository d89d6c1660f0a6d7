-- rule: DEPT-R06
-- scope: submission
-- form: department_evaluation
-- severity: blocking
-- title: 部门预算执行率与计算结果不符
-- field: execution_rate
-- related: total_spent_wan, total_budget_wan
-- identity: execution_rate = percent(total_spent_wan, total_budget_wan)
-- message: “{label}”填的是 {got}，全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan} 应为 {want}%。请核对执行率、执行数和预算数。
-- “年度资金总额”一行的执行率，是全年执行数除以全年预算数。每张工作表一条。与所写末位相差不超过半个单位即可。
SELECT _submission, _sheet, _row,
       execution_rate AS got, half_up(exact, 2) AS want, total_spent_wan AS spent_wan, total_budget_wan AS budget_wan
FROM (SELECT *, percent(total_spent_wan, total_budget_wan) AS exact FROM stg.department_evaluation)
WHERE abs(wide(execution_rate) - exact) > half_unit(execution_rate)
