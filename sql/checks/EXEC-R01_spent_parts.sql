-- rule: EXEC-R01
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 执行数不等于其中各项之和
-- yields-to: EXEC-R07, EXEC-R08
-- field: spent_wan
-- related: equipment_wan, materials_wan, testing_wan, labour_wan, consulting_wan, other_wan
-- message: “{label}”为 {got}，“其中”各项相加为 {want}，相差 {diff}。请核对执行数或各项支出。
-- What was spent is the sum of its parts. One row a project. A blank part counts as
-- nothing once any part is filled in; without parts there is nothing to compare.
SELECT _submission, _sheet, _row, spent_wan AS got, parts_wan AS want, spent_wan - parts_wan AS diff
FROM base.submitted_execution
WHERE spent_wan <> parts_wan
