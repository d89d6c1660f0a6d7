-- rule: SPOT-R02
-- scope: submission
-- form: spot_check_record
-- severity: explain
-- title: 列入抽查名单的项目没有抽查记录
-- message: 抽查名单中有 {projects} 个项目没有抽查记录：{got}。请补上，或说明为什么没有去。
-- 名单是市局选定的（schema/codes/spot_checks.csv），只看本报告期的。每张记录表一条，按县市区代码和项目编号列出。
WITH sheet AS (
  SELECT DISTINCT r.submission AS _submission, s.period, r.sheet AS _sheet
  FROM meta.sheet_account r
  JOIN meta.submission s ON s.submission = r.submission
  WHERE r.form = 'spot_check_record' AND r.header_rows > 0
), missing AS (
  SELECT t._submission, t._sheet, g.name || ' ' || k.project_code AS project, k.region_code, k.project_code
  FROM sheet t
  JOIN ref.spot_checks k ON k.period = t.period
  LEFT JOIN ref.regions g ON g.code = k.region_code
  WHERE NOT EXISTS (SELECT 1 FROM stg.spot_check_record c
                    WHERE c._submission = t._submission AND c.region_code = k.region_code AND c.project_code = k.project_code)
)
SELECT _submission, _sheet, NULL AS _row, count(*) AS projects, string_agg(project, '、' ORDER BY region_code, project_code) AS got
FROM missing GROUP BY _submission, _sheet
