-- rule: SPOT-R01
-- scope: history
-- form: spot_check_record
-- severity: explain
-- title: 抽查的项目不在本年的项目资金安排表中
-- field: project_code
-- related: region
-- message: {region}报的 {year} 年度项目资金安排表中没有项目编号 {got}。请核对县市区和项目编号，或说明原因。
-- 按县市区和项目编号对照同一年度的年度自评。那个县市区还没有有效报送时不提。
SELECT c._submission, c._sheet, c._row, c.project_code AS got, c.region, p.year
FROM stg.spot_check_record c
JOIN meta.submission s ON s.submission = c._submission AND s.effective
JOIN ref.period p ON p.period = s.period
JOIN core.earlier e ON e.period = s.period AND e.earlier_year = p.year AND e.region_code = c.region_code
JOIN ref.period y ON y.period = e.earlier_period AND y.kind = '年度自评'
WHERE c.project_code IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM stg.allocation a WHERE a._submission = e.submission AND a.project_code = c.project_code)
