-- rule: EXEC-R03
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 执行率与计算结果不符
-- yields-to: EXEC-R07, EXEC-R08
-- field: execution_rate
-- related: spent_wan, budget_wan
-- identity: execution_rate = percent(spent_wan, budget_wan) or ratio(spent_wan, budget_wan)
-- message: “{label}”填的是 {got}，全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan} 应为 {want}%。请核对执行率、执行数和预算数。
-- 执行率是执行数除以预算数。每个项目一条。可以写成 98、98.00 或 0.98：与所写末位相差不超过半个单位即可，
-- 写成小数的最多差半个百分点。按各项之和，或按到位金额减结余算得通的不提：错的是执行数，由 EXEC-R01 或 EXEC-R02 提；
-- 按安排金额算得通的也不提：错的是预算数，由 CROSS-R05 提。
SELECT _submission, _sheet, _row, execution_rate AS got, half_up(exact, 2) AS want, spent_wan, budget_wan
FROM (
  SELECT e.*, percent(spent_wan, e.budget_wan) AS exact,
         CASE WHEN balance_wan <> wide(received_wan) - spent_wan THEN percent(wide(received_wan) - balance_wan, e.budget_wan) END AS by_balance,
         CASE WHEN spent_wan <> parts_wan THEN percent(parts_wan, e.budget_wan) END AS by_parts,
         percent(spent_wan, o.budget_wan) AS by_allocation
  FROM base.submitted_execution e
  LEFT JOIN base.other_budget o ON o._submission = e._submission AND o._sheet = e._sheet AND o._row = e._row
)
WHERE abs(wide(execution_rate) - exact) > half_unit(execution_rate)
  AND abs(wide(execution_rate) * 100 - exact) > least(half_unit(execution_rate), 0.005) * 100
  AND coalesce(abs(wide(execution_rate) - by_balance) > half_unit(execution_rate), true)
  AND coalesce(abs(wide(execution_rate) - by_parts) > half_unit(execution_rate), true)
  AND coalesce(abs(wide(execution_rate) - by_allocation) > half_unit(execution_rate), true)
