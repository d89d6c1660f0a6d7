-- rule: YEAR-R05
-- scope: history
-- form: allocation
-- severity: explain
-- title: 项目阶段倒退
-- field: stage
-- want: 不早于 {want}
-- message: “{label}”为“{got}”，而 {earlier_period} 报告期已报“{want}”。请核对后修改，或说明原因。
-- 阶段的先后是代码表 stages 的顺序。对照最近的一个报告期，同一年度的也对照。同一个项目：编号、名称、单位三者至少两者相同。
WITH last_time AS (
  SELECT * FROM base.earlier_project
  WHERE same_project AND earlier_stage_code IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
)
SELECT p._submission, p._sheet, p._row, p.stage AS got, p.earlier_stage AS want, p.earlier_period
FROM last_time p
JOIN ref.stages n ON n.code = p.stage_code
JOIN ref.stages b ON b.code = p.earlier_stage_code
WHERE n.position < b.position
