-- rule: YEAR-R03
-- scope: history
-- form: allocation
-- severity: explain
-- title: 以前年度建议收回或暂缓，本年仍安排资金
-- field: amount_wan
-- related: project_code
-- message: {earlier_period} 年度对本项目的资金安排建议是“{decision}”（{reasons}），本年仍安排 {got} 万元。请核对，或说明理由。
-- 对照最近一个以前年度的后续资金安排建议表（funding_decision）。同一个项目：编号、名称、单位三者至少两者相同。
WITH last_year AS (
  SELECT * FROM base.earlier_project
  WHERE same_project AND earlier_year < year AND earlier_effective
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
)
SELECT p._submission, p._sheet, p._row, p.amount_wan AS got, p.earlier_period, d.decision, d.reasons
FROM last_year p
JOIN mart.funding_decision d ON d.period = p.earlier_period AND d.region_code = p.earlier_region_code AND d.line = p.earlier_row
 AND d.project_code IS NOT DISTINCT FROM p.earlier_code
WHERE p.amount_wan > 0 AND d.decision IN ('收回', '暂缓')
