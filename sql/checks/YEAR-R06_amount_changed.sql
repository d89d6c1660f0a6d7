-- rule: YEAR-R06
-- scope: history
-- form: allocation
-- severity: explain
-- title: 同一年度内安排金额前后不同
-- field: amount_wan
-- message: “{label}”为 {got} 万元，同一年度的 {earlier_period} 报告期报的是 {want} 万元，{diff} 万元。请核对后修改，或说明原因。
-- 同一年度的几个报告期（年中运行监控、年度自评）中，同一个项目的安排金额应当不变。对照最近的一个报告期。
-- 不同年度各有安排的，由 YEAR-R01、YEAR-R02 提。
WITH last_time AS (
  SELECT * FROM base.earlier_project
  WHERE same_project AND earlier_year = year AND earlier_amount_wan IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
)
SELECT _submission, _sheet, _row, amount_wan AS got, earlier_amount_wan AS want, amount_wan - earlier_amount_wan AS diff, earlier_period
FROM last_time
WHERE amount_wan <> earlier_amount_wan
