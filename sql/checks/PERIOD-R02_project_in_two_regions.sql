-- rule: PERIOD-R02
-- scope: period
-- form: allocation
-- severity: explain
-- title: 同一单位同名项目在多个县市区出现
-- yields-to: PERIOD-R01
-- field: project_name
-- message: “{organisation}”的“{got}”也由 {others} 报送。请核对是否重复安排，或说明原因。
-- One organisation with a project of one name in two regions, under other codes.
-- One row a project in each of them.
SELECT a._submission, a._sheet, a._row, a.project_name AS got, a.organisation,
       string_agg(DISTINCT b.reporter, '、' ORDER BY b.reporter) AS others
FROM core.allocation a
JOIN core.allocation b ON b.period = a.period AND b.reporter_code <> a.reporter_code
  AND b.organisation = a.organisation AND b.project_name = a.project_name
GROUP BY a._submission, a._sheet, a._row, a.project_name, a.organisation
