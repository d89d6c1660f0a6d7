-- rule: CROSS-R07
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 没有绩效指标表
-- yields-to: SHEET-AMBIGUOUS, HEADER-MISSING, LABEL-MISSING
-- message: {what}，{got} 个项目也没有项目支出绩效自评表。请补上绩效指标表并填写这些项目的指标。
-- 项目按绩效指标评价：在绩效指标表中，或各有自评表。没有这张表或表中没有内容、而有项目又没有自评表的工作簿一条。
-- 本期不要报绩效指标表的不提。
-- 没有自评表的一个项目与名称对不上的一张自评表可能是同一个的，由 EVAL-R01 提。
WITH empty AS (
  SELECT submission, min(sheet) AS sheet FROM meta.sheet_account
  WHERE form = 'indicators' GROUP BY submission HAVING sum(read_rows) = 0
), missing AS (
  SELECT a._submission, count(*) AS projects,
         list({form: 'allocation', sheet: a._sheet, row: a._row, field: 'project_code'} ORDER BY a._row)[1:100] AS cells
  FROM stg.allocation a
  ANTI JOIN stg.self_evaluation e ON e._submission = a._submission AND name_key(e.project_name) = name_key(a.project_name)
  GROUP BY a._submission
), unknown AS (
  SELECT e._submission, count(*) AS sheets
  FROM stg.self_evaluation e
  ANTI JOIN stg.allocation a ON a._submission = e._submission AND name_key(a.project_name) = name_key(e.project_name)
  GROUP BY e._submission
)
SELECT m._submission, coalesce(e.sheet, '') AS _sheet, NULL AS _row, m.cells AS _related, m.projects AS got,
       CASE WHEN e.sheet IS NULL THEN '工作簿中没有绩效指标表' ELSE '绩效指标表没有数据' END AS what
FROM missing m
LEFT JOIN empty e ON e.submission = m._submission
LEFT JOIN unknown u ON u._submission = m._submission
WHERE EXISTS (SELECT 1 FROM meta.sheet_account s WHERE s.submission = m._submission)
  AND (e.sheet IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM meta.sheet_account s WHERE s.submission = m._submission AND s.form = 'indicators'))
  AND asked(m._submission, 'indicators')
  AND NOT (m.projects = 1 AND coalesce(u.sheets, 0) = 1)
