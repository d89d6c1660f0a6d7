-- rule: ALLOC-R10
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 金额大得不合理
-- yields-to: ALLOC-R01
-- field: amount_wan
-- want: 不大于 {want}
-- message: “{label}”为 {got} 万元，超过 {want} 万元（一百亿元），不可能是一个项目的金额。请核对数字和单位。
-- 一个项目超过一百亿元。每个单元格一条。这样无论填了什么，合计都不会超出 DECIMAL(18,6)。
SELECT _submission, _sheet, _row, amount_wan AS got, 1000000 AS want
FROM stg.allocation
WHERE amount_wan > 1000000
