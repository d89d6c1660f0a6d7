-- rule: LOCAL-R01
-- scope: submission
-- form: execution
-- severity: explain
-- title: 劳务费超过执行数的一半
-- yields-to: EXEC-R01, execution.labour_wan.minimum
-- field: labour_wan
-- related: spent_wan
-- message: “{label}”为 {got} 万元，占全年执行数 {spent_wan} 万元的 {share}%，超过一半。请核对，或说明原因。
-- 一个项目的执行数有一半以上是劳务费，值得问一下。每个项目一条。各项之和与执行数不等的（EXEC-R01），
-- 不知道错的是哪一个，所以不提。
SELECT _submission, _sheet, _row, labour_wan AS got, spent_wan, half_up(percent(labour_wan, spent_wan), 2) AS share
FROM stg.execution
WHERE wide(labour_wan) * 2 > wide(spent_wan)
