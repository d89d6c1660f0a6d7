-- rule: YEAR-R01
-- scope: history
-- form: allocation
-- severity: explain
-- title: 项目编号在以前年度已安排过资金
-- yields-to: YEAR-R03, YEAR-R08
-- field: project_code
-- related: amount_wan
-- message: {earlier_period} 年度已按项目编号 {got} 给{earlier_region}“{earlier_name}”安排 {earlier_wan} 万元，本年又安排 {amount_wan} 万元。
--   请核对是否重复安排；分年拨款的，请说明。
-- 同一个项目编号在以前年度安排过资金，本年又有安排。每个项目一条，对照最近的一个年度。
-- 同一年度的几个报告期报同一个项目是应当的，不提。
SELECT _submission, _sheet, _row, project_code AS got, amount_wan, earlier_period, earlier_amount_wan AS earlier_wan, earlier_region, earlier_name
FROM base.earlier_project
WHERE same_code AND earlier_year < year AND amount_wan > 0 AND earlier_amount_wan > 0
QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
