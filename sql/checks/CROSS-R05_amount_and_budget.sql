-- rule: CROSS-R05
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 全年预算数与安排金额不一致
-- yields-to: ALLOC-R01, ALLOC-R10, EXEC-R07, EXEC-R08
-- field: budget_wan
-- message: 项目 {project_code} 的“{label}”为 {got}，项目资金安排表的安排金额为 {want} 万元，相差 {diff} 万元。请核对两张表，改成一致。
-- A project's budget of the year is what was allocated to it. One row a project, at
-- the budget, with the amount as the other cell; where the amount is the wrong one
-- the region's total differs from its control figure and ALLOC-R03 points at it.
-- Silent for a code that stands twice: which row is meant is not known; and where the
-- name of the execution table has another code there: CROSS-R06 tells that.
SELECT e._submission, e._sheet, e._row,
       [{form: 'allocation', sheet: a._sheet, row: a._row, field: 'amount_wan'}] AS _related,
       e.budget_wan AS got, a.amount_wan AS want, wide(e.budget_wan) - a.amount_wan AS diff, e.project_code
FROM base.coded_execution e
JOIN base.coded_allocation a ON a._submission = e._submission AND a.project_code = e.project_code
WHERE e.budget_wan <> a.amount_wan
  AND (e.name = a.name
       OR NOT EXISTS (FROM stg.allocation o WHERE o._submission = e._submission AND name_key(o.project_name) = e.name))
