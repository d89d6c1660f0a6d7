-- rule: YEAR-R08
-- scope: history
-- form: allocation
-- severity: explain
-- title: 以前年度已结束的项目又安排资金
-- yields-to: YEAR-R03
-- field: amount_wan
-- related: project_code
-- message: {earlier_period} 年度已报本项目（{earlier_code}，{earlier_region}）“{earlier_stage}”，安排 {earlier_wan} 万元；
--   本年又安排 {got} 万元。请核对是否重复安排，或说明理由。
-- 以前年度所报的阶段不是代码表 stages 的第一个（在研）的项目，本年又有安排。对照最近的一个年度。
-- 同一个项目：编号、名称、单位三者至少两者相同。
WITH last_year AS (
  SELECT * FROM base.earlier_project
  WHERE same_project AND earlier_year < year
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
)
SELECT p._submission, p._sheet, p._row, p.amount_wan AS got, p.earlier_period, p.earlier_code, p.earlier_region, p.earlier_stage,
       p.earlier_amount_wan AS earlier_wan
FROM last_year p
JOIN ref.stages s ON s.code = p.earlier_stage_code
WHERE p.amount_wan > 0 AND s.position > 1
