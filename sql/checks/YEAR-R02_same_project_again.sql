-- rule: YEAR-R02
-- scope: history
-- form: allocation
-- severity: explain
-- title: 同一单位的同名项目在以前年度已安排过资金
-- yields-to: YEAR-R03, YEAR-R08
-- field: project_name
-- related: organisation, amount_wan
-- message: {earlier_period} 年度已给“{organisation}”的“{got}”（编号 {earlier_code}，{earlier_region}）安排 {earlier_wan} 万元，
--   本年换了编号又安排 {amount_wan} 万元。请核对是否重复安排；分年拨款的，请说明。
-- 项目名称和承担单位与以前年度的一个项目相同，编号不同。名称只差标点、空格、全角半角的算相同；单位按信用代码或名称。
-- 每个项目一条，对照最近的一个年度。编号也用过的由 YEAR-R01 提。
WITH again AS (
  SELECT *, bool_or(same_code) OVER (PARTITION BY _submission, _sheet, _row) AS code_known
  FROM base.earlier_project
  WHERE earlier_year < year AND amount_wan > 0 AND earlier_amount_wan > 0
)
SELECT _submission, _sheet, _row, project_name AS got, organisation, amount_wan, earlier_period, earlier_amount_wan AS earlier_wan, earlier_region, earlier_code
FROM again
WHERE same_name AND same_unit AND NOT code_known
QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
