-- rule: CROSS-R05
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 全年预算数与安排金额不一致
-- yields-to: ALLOC-R01, ALLOC-R10, EXEC-R07, EXEC-R08
-- field: budget_wan
-- identity: budget_wan = stg.allocation.amount_wan by project_code
-- message: 项目 {project_code} 的“{label}”为 {got}，项目资金安排表的安排金额为 {want} 万元，{diff} 万元。请核对两张表，改成一致。
-- several: “{label}”有 {n} 格与项目资金安排表的安排金额不同：{each}。请核对两张表，改成一致。
-- each: {cell} 为 {got}，安排金额为 {want}
-- 项目的全年预算数就是安排给它的金额。每个项目一条，指在预算上，金额是相关单元格；如果错的是金额，
-- 县市区合计会与控制数不符，由 ALLOC-R03 指出。编号重复时不提，因为不知道是哪一行；本表的名称在安排表中是另一个编号的，
-- 由 CROSS-R06 提。
SELECT e._submission, e._sheet, e._row,
       [{form: 'allocation', sheet: a._sheet, row: a._row, field: 'amount_wan'}] AS _related,
       e.budget_wan AS got, a.amount_wan AS want, wide(e.budget_wan) - a.amount_wan AS diff, e.project_code
FROM base.coded_execution e
JOIN base.coded_allocation a ON a._submission = e._submission AND a.project_code = e.project_code
WHERE e.budget_wan <> a.amount_wan
  AND (e.name = a.name
       OR NOT EXISTS (FROM stg.allocation o WHERE o._submission = e._submission AND name_key(o.project_name) = e.name))
