-- rule: EXEC-R04
-- scope: submission
-- form: execution
-- severity: explain
-- title: 到位金额超过预算
-- yields-to: EXEC-R07, EXEC-R08
-- field: received_wan
-- related: budget_wan
-- message: “{label}”为 {got} 万元，超过全年预算数 {want} 万元，{diff} 万元。请核对，或说明资金来源。
-- 到位不超过预算。每个项目一条。不超过安排金额的不提：错的是预算数，由 CROSS-R05 提。
SELECT e._submission, e._sheet, e._row, received_wan AS got, e.budget_wan AS want, wide(received_wan) - e.budget_wan AS diff
FROM stg.execution e
LEFT JOIN base.other_budget o ON o._submission = e._submission AND o._sheet = e._sheet AND o._row = e._row
WHERE received_wan > e.budget_wan AND coalesce(received_wan > o.budget_wan, true)
