-- rule: ALLOC-R05
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 起始日期晚于结束日期
-- field: ends_on
-- message: “结束日期”为 {got}，早于“起始日期” {starts_on}。请核对并改正其中一个。
-- A project ends on or after the day on which it starts. One row a project.
SELECT _submission, _sheet, _row, [{form: 'allocation', sheet: _sheet, row: _row, field: 'starts_on'}] AS _related,
       ends_on AS got, starts_on
FROM stg.allocation
WHERE starts_on > ends_on
