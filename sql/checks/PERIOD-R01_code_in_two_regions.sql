-- rule: PERIOD-R01
-- scope: period
-- form: allocation
-- severity: explain
-- title: 项目编号在多个县市区出现
-- field: project_code
-- message: 项目编号 {got} 也由 {others} 报送。请与该县市区核对项目归属，或说明原因。
-- 同一报告期两个县市区报了同一个项目编号。其中每个县市区的每个项目一条。
WITH shared AS (
  SELECT period, project_code, list(DISTINCT reporter ORDER BY reporter) AS reporters
  FROM core.allocation WHERE project_code IS NOT NULL
  GROUP BY period, project_code HAVING count(DISTINCT reporter_code) > 1
)
SELECT a._submission, a._sheet, a._row, a.project_code AS got,
       list_aggregate(list_filter(s.reporters, lambda one: one <> a.reporter), 'string_agg', '、') AS others
FROM core.allocation a
JOIN shared s ON s.period = a.period AND s.project_code = a.project_code
