-- rule: YEAR-R03
-- scope: history
-- form: allocation
-- severity: explain
-- title: 以前年度建议收回或暂缓，本年仍安排资金
-- field: amount_wan
-- related: project_code
-- message: {earlier_year} 年度对本项目的资金安排建议是“{decision}”（{reasons}），本年仍安排 {got} 万元。请核对，或说明理由。
-- 对照最近一个以前年度的后续资金安排建议表（funding_decision）；那一年有现场抽查的，对照抽查和整改以后的。同一个项目：编号、名称、单位三者至少两者相同。
WITH last_year AS (
  SELECT * FROM base.earlier_project
  WHERE same_project AND earlier_year < year AND earlier_effective
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
)
SELECT _submission, _sheet, _row, amount_wan AS got, earlier_year, decision, reasons
FROM (
  SELECT p.*, d.decision, d.reasons
  FROM last_year p
  JOIN mart.funding_decision d ON d.judged_period = p.earlier_period AND d.region_code = p.earlier_region_code AND d.line = p.earlier_row
   AND d.project_code IS NOT DISTINCT FROM p.earlier_code
  JOIN ref.period n ON n.period = d.period
  WHERE d.period = p.earlier_period OR EXISTS (SELECT 1 FROM core.earlier e WHERE e.period = p.period AND e.earlier_period = d.period AND e.effective)
  QUALIFY row_number() OVER (PARTITION BY p._submission, p._sheet, p._row ORDER BY n.position DESC) = 1
)
WHERE amount_wan > 0 AND decision IN ('收回', '暂缓')
