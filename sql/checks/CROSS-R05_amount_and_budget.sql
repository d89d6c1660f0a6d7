-- rule: CROSS-R05
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 安排金额与全年预算数不一致
-- yields-to: ALLOC-R01, ALLOC-R10, EXEC-R07, EXEC-R08, execution.project_code.unique, allocation.project_code.unique
-- field: amount_wan
-- message: 项目 {project_code} 的安排金额为 {got} 万元，资金执行情况表的全年预算数为 {want} 万元，相差 {diff} 万元。请核对两张表，改成一致。
-- A project's budget of the year is what was allocated to it. One row a project.
SELECT a._submission, a._sheet, a._row,
       [{form: 'execution', sheet: e._sheet, row: e._row, field: 'budget_wan'}] AS _related,
       a.amount_wan AS got, e.budget_wan AS want, a.amount_wan - e.budget_wan AS diff, a.project_code
FROM stg.allocation a
JOIN stg.execution e ON e._submission = a._submission AND e.project_code = a.project_code
WHERE a.amount_wan <> e.budget_wan
