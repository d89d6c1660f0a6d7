-- rule: EXEC-R01
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 执行数不等于其中各项之和
-- yields-to: EXEC-R07, EXEC-R08
-- field: spent_wan
-- related: equipment_wan, materials_wan, testing_wan, labour_wan, consulting_wan, other_wan
-- identity: spent_wan = sum(equipment_wan, materials_wan, testing_wan, labour_wan, consulting_wan, other_wan) within rounding
-- message: “{label}”为 {got}，“其中”各项相加为 {want}，{diff}。请核对执行数或各项支出。
-- several: “{label}”有 {n} 格不等于同一行“其中”各项相加：{each}。请核对执行数或各项支出。
-- each: {cell} 为 {got}，各项相加为 {want}
-- 执行数是其中各项之和。每个项目一条。只要填了一项，空白的按没有计；一项也没有时无从比较。
-- 比所写末位的一半还小的差是四舍五入，不算。
SELECT _submission, _sheet, _row, spent_wan AS got, parts_wan AS want, spent_wan - parts_wan AS diff
FROM base.submitted_execution
WHERE apart(spent_wan, parts_wan)
