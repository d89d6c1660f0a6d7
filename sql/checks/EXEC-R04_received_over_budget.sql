-- rule: EXEC-R04
-- scope: submission
-- form: execution
-- severity: explain
-- title: 到位金额超过预算
-- yields-to: EXEC-R07, EXEC-R08, CROSS-R05
-- field: received_wan
-- related: budget_wan
-- message: “{label}”为 {got} 万元，超过全年预算数 {want} 万元，多 {diff} 万元。请核对，或说明资金来源。
-- 到位不超过预算。每个项目一条。
SELECT _submission, _sheet, _row, received_wan AS got, budget_wan AS want, wide(received_wan) - budget_wan AS diff
FROM stg.execution
WHERE received_wan > budget_wan
