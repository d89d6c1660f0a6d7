-- rule: PERIOD-R01
-- scope: period
-- form: allocation
-- severity: explain
-- title: 项目编号在多个县市区出现
-- field: project_code
-- message: 项目编号 {got} 也由 {others} 报送。请与该县市区核对项目归属，或说明原因。
-- One project code from two regions in a period. One row a project in each of them.
SELECT a._submission, a._sheet, a._row, a.project_code AS got, string_agg(DISTINCT b.reporter, '、' ORDER BY b.reporter) AS others
FROM core.allocation a
JOIN core.allocation b ON b.period = a.period AND b.project_code = a.project_code AND b.reporter_code <> a.reporter_code
GROUP BY a._submission, a._sheet, a._row, a.project_code
