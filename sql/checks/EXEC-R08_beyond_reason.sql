-- rule: EXEC-R08
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 金额大得不合理
-- yields-to: EXEC-R07
-- want: 不大于 {want}
-- message: “{label}”为 {got} 万元，超过 {want} 万元（一百亿元），不可能是一个项目的金额。请核对数字和单位。
-- 一个项目超过一百亿元。每个单元格一条。这样无论填了什么，合计都不会超出 DECIMAL(18,6)。
SELECT _submission, _sheet, _row, field AS _field, value AS got, 1000000 AS want
FROM stg.execution
UNPIVOT (value FOR field IN (initial_wan, budget_wan, received_wan, spent_wan, equipment_wan, materials_wan,
                             testing_wan, labour_wan, consulting_wan, other_wan, balance_wan))
WHERE abs(value) > 1000000
