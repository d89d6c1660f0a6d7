-- rule: CROSS-R02
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 执行情况表的项目不在安排表
-- field: project_code
-- message: 项目 {got} 在项目资金安排表中没有找到。{hint}
-- 执行情况表的每个项目都要在安排表中。每个项目一条。安排表中有同名而缺执行情况的项目时，建议改为它的编号。
-- 安排表有编号空白或重复时不提。
WITH lone AS (
  SELECT a.* FROM stg.allocation a
  WHERE NOT EXISTS (SELECT 1 FROM stg.execution e WHERE e._submission = a._submission AND e.project_code = a.project_code)
), named AS (
  SELECT _submission, project_name, min(project_code) AS project_code, min(_sheet) AS _sheet, min(_row) AS _row
  FROM lone WHERE project_code IS NOT NULL GROUP BY _submission, project_name HAVING count(*) = 1
)
SELECT e._submission, e._sheet, e._row,
       CASE WHEN n._row IS NOT NULL THEN [{form: 'allocation', sheet: n._sheet, row: n._row, field: 'project_code'}] END AS _related,
       e.project_code AS got, n.project_code AS suggestion,
       CASE WHEN n._row IS NULL THEN '请核对项目编号，或在安排表补填这个项目。'
            ELSE '安排表中同名项目的编号是 ' || n.project_code || '，请核对后改成一致。' END AS hint
FROM stg.execution e
LEFT JOIN named n ON n._submission = e._submission AND n.project_name = e.project_name
WHERE e.project_code IS NOT NULL
  AND has_column(e._submission, 'allocation', 'project_code')
  AND NOT EXISTS (SELECT 1 FROM stg.allocation a WHERE a._submission = e._submission AND a.project_code = e.project_code)
  AND e._submission NOT IN (SELECT _submission FROM base.unclear_codes WHERE _form = 'allocation')
