-- rule: CROSS-R03
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 项目没有绩效指标
-- field: project_code
-- message: 项目 {got} 在绩效指标表中没有找到。请补填这个项目的绩效指标，或核对项目编号。
-- Every project of the allocation table has its indicators. One row a project.
-- Silent where that sheet, its header or its codes are missing or one of its codes is
-- blank, and where exactly one project is missing here and exactly one code there
-- is unknown: CROSS-R04 tells that.
WITH missing AS (
  SELECT a._submission, a._sheet, a._row, a.project_code
  FROM stg.allocation a
  WHERE a.project_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM stg.indicators i WHERE i._submission = a._submission AND i.project_code = a.project_code)
), unknown AS (
  SELECT i._submission, count(DISTINCT i.project_code) AS codes
  FROM stg.indicators i
  WHERE i.project_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM stg.allocation a WHERE a._submission = i._submission AND a.project_code = i.project_code)
  GROUP BY i._submission
)
SELECT m._submission, m._sheet, m._row, m.project_code AS got
FROM missing m
LEFT JOIN unknown u ON u._submission = m._submission
WHERE EXISTS (SELECT 1 FROM meta.sheet_account r
              WHERE r.submission = m._submission AND r.form = 'indicators' AND r.header_rows > 0
                AND (r.read_rows = 0 OR EXISTS (SELECT 1 FROM meta.field_cell f
                       WHERE f.submission = r.submission AND f.form = r.form AND f.sheet = r.sheet AND f.field = 'project_code')))
  AND NOT EXISTS (SELECT 1 FROM stg.indicators i WHERE i._submission = m._submission AND i.project_code IS NULL)
QUALIFY NOT (count(*) OVER (PARTITION BY m._submission) = 1 AND coalesce(u.codes, 0) = 1)
