-- rule: EXEC-R03
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 执行率与计算结果不符
-- yields-to: EXEC-R07, EXEC-R08
-- field: execution_rate
-- message: “{label}”填的是 {got}，全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan} 应为 {want}%。请核对执行率、执行数和预算数。
-- The rate is what was spent over the budget. One row a project. It may be typed as
-- 98, 98.00 or 0.98: right within half a unit of the last digit that it shows, a
-- fraction within half a percent at most.
SELECT _submission, _sheet, _row,
       [{form: 'execution', sheet: _sheet, row: _row, field: 'spent_wan'},
        {form: 'execution', sheet: _sheet, row: _row, field: 'budget_wan'}] AS _related,
       execution_rate AS got, half_up(exact, 2) AS want, spent_wan, budget_wan
FROM (SELECT *, percent(spent_wan, budget_wan) AS exact FROM stg.execution)
WHERE abs(wide(execution_rate) - exact) > half_unit(execution_rate)
  AND abs(wide(execution_rate) * 100 - exact) > least(half_unit(execution_rate), 0.005) * 100
