-- rule: EXEC-R05
-- scope: submission
-- form: execution
-- severity: explain
-- title: 执行数超过到位金额
-- yields-to: EXEC-R01, EXEC-R07, EXEC-R08, execution.spent_wan.minimum, execution.received_wan.minimum
-- field: spent_wan
-- related: received_wan
-- want: 不大于 {want}
-- message: “{label}”为 {got} 万元，超过到位金额 {want} 万元，{diff} 万元。请核对，或说明垫付情况。
-- 执行不超过到位，除非有人垫付。每个项目一条。
SELECT _submission, _sheet, _row, spent_wan AS got, received_wan AS want, wide(spent_wan) - received_wan AS diff
FROM stg.execution
WHERE spent_wan > received_wan
