-- rule: ALLOC-R05
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 起始日期晚于结束日期
-- yields-to: ALLOC-R12
-- field: starts_on
-- related: ends_on
-- message: “{label}”为 {got}，晚于“结束日期” {ends_on}。请核对并改正其中一个。
-- A project ends on or after the day on which it starts. One row a project.
SELECT _submission, _sheet, _row, starts_on AS got, ends_on
FROM stg.allocation
WHERE starts_on > ends_on
