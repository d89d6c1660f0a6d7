-- rule: PERIOD-R02
-- scope: period
-- form: allocation
-- severity: explain
-- title: 同一单位同名项目在多个县市区出现
-- field: project_name
-- message: “{organisation}”的“{got}”也由 {others} 报送。请核对是否重复安排，或说明原因。
-- 同一单位的同名项目在两个县市区都有，编号不同。其中每个县市区的每个项目一条。
-- 编号也在两个县市区的由 PERIOD-R01 提。
WITH shared AS (
  SELECT period, organisation, project_name, list(DISTINCT reporter ORDER BY reporter) AS reporters
  FROM core.allocation WHERE organisation IS NOT NULL AND project_name IS NOT NULL
  GROUP BY period, organisation, project_name HAVING count(DISTINCT reporter_code) > 1
), codes AS (
  SELECT period, project_code FROM core.allocation WHERE project_code IS NOT NULL
  GROUP BY period, project_code HAVING count(DISTINCT reporter_code) > 1
)
SELECT a._submission, a._sheet, a._row, a.project_name AS got, a.organisation,
       list_aggregate(list_filter(s.reporters, lambda one: one <> a.reporter), 'string_agg', '、') AS others
FROM core.allocation a
JOIN shared s ON s.period = a.period AND s.organisation = a.organisation AND s.project_name = a.project_name
WHERE NOT EXISTS (SELECT 1 FROM codes c WHERE c.period = a.period AND c.project_code = a.project_code)
