-- rule: CROSS-R06
-- scope: submission
-- form: execution
-- severity: explain
-- title: 两张表的项目名称不一致
-- field: project_name
-- message: 项目 {project_code} 在本表的名称是“{got}”，在项目资金安排表是“{want}”。请改成一致，或核对项目编号。
-- One code, one name. One row a project. Names are compared without spaces and with
-- brackets and marks of one width, （第三批） or (第三批). Silent for a code that stands
-- twice.
WITH a AS (
  SELECT * FROM stg.allocation QUALIFY count(*) OVER (PARTITION BY _submission, project_code) = 1
), e AS (
  SELECT * FROM stg.execution QUALIFY count(*) OVER (PARTITION BY _submission, project_code) = 1
)
SELECT e._submission, e._sheet, e._row,
       [{form: 'allocation', sheet: a._sheet, row: a._row, field: 'project_name'}] AS _related,
       e.project_name AS got, a.project_name AS want, e.project_code
FROM e JOIN a ON a._submission = e._submission AND a.project_code = e.project_code
WHERE plain_name(e.project_name) <> plain_name(a.project_name)
