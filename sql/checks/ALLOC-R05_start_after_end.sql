-- rule: ALLOC-R05
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 起始日期晚于结束日期
-- field: starts_on
-- related: ends_on
-- message: “{label}”为 {got}，晚于“结束日期” {ends_on}。请核对并改正其中一个。
-- 项目结束不早于开始。每个项目一条。
SELECT _submission, _sheet, _row, starts_on AS got, ends_on
FROM stg.allocation
WHERE starts_on > ends_on
