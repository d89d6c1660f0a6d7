-- rule: EXEC-R04
-- scope: submission
-- form: execution
-- severity: explain
-- title: 到位金额超过预算
-- yields-to: EXEC-R07, EXEC-R08
-- field: received_wan
-- related: budget_wan
-- want: 不大于 {want}
-- message: “{label}”为 {got} 万元，超过全年预算数 {want} 万元，{diff} 万元。请核对，或说明资金来源。
-- 到位不超过预算。每个项目一条。预算数与安排金额不同的，按与执行率相符的一个比较（base.likely_execution）：
-- 错的是预算数时由 CROSS-R05 提。
SELECT _submission, _sheet, _row, received_wan AS got, most_budget_wan AS want, wide(received_wan) - most_budget_wan AS diff
FROM base.likely_execution
WHERE received_wan > most_budget_wan
