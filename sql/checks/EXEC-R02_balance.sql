-- rule: EXEC-R02
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 结余不等于到位减执行
-- yields-to: EXEC-R07, EXEC-R08
-- field: balance_wan
-- related: received_wan, spent_wan
-- identity: balance_wan = received_wan - spent_wan within rounding
-- message: “{label}”为 {got}，到位金额 {received_wan} 减全年执行数 {spent_wan} 应为 {want}，{diff}。请核对三个数。
-- several: “{label}”有 {n} 格不等于同一行到位金额减全年执行数：{each}。请核对这三栏。
-- each: {cell} 为 {got}，应为 {want}
-- 结余是到位金额减执行数。每个项目一条。按各项之和算得通的不提：错的是执行数，由 EXEC-R01 提。四舍五入的差不算。
-- 执行数没有读到的，看各项之和（base.submitted_execution 的 executed_wan）。
SELECT _submission, _sheet, _row,
       balance_wan AS got, wide(received_wan) - executed_wan AS want, wide(balance_wan) - received_wan + executed_wan AS diff,
       received_wan, executed_wan AS spent_wan
FROM base.submitted_execution
WHERE apart(balance_wan, wide(received_wan) - executed_wan)
  AND coalesce(balance_wan <> received_wan - parts_wan, true)
