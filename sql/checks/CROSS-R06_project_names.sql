-- rule: CROSS-R06
-- scope: submission
-- form: execution
-- severity: explain
-- title: 两张表的项目名称不一致
-- field: project_name
-- message: 项目 {project_code} 在本表的名称是“{got}”，在项目资金安排表是“{listed}”。{hint}
-- 一个编号对应一个名称。每个项目一条。比较时不计空格和全角半角，（第三批）与 (第三批) 相同。编号重复时不提。
-- 名称在安排表中另有编号的，错的可能是编号，名称就不作为应为；这样的有两个以上时由 CROSS-R09 一并提。
SELECT e._submission, e._sheet, e._row,
       [{form: 'allocation', sheet: a._sheet, row: a._row, field: 'project_name'},
        {form: 'allocation', sheet: a._sheet, row: CASE WHEN o._row IS NOT NULL THEN a._row END, field: 'project_code'},
        {form: 'allocation', sheet: o._sheet, row: o._row, field: 'project_code'}] AS _related,
       e.project_name AS got, a.project_name AS listed, CASE WHEN o._row IS NULL THEN a.project_name END AS want, e.project_code,
       CASE WHEN o._row IS NULL THEN '请改成一致，或核对项目编号。'
            ELSE '安排表中“' || e.project_name || '”的编号是 ' || o.project_code || '。请核对编号是否填错或填串行，或把名称改成一致。' END AS hint
FROM base.coded_execution e
JOIN base.coded_allocation a ON a._submission = e._submission AND a.project_code = e.project_code
LEFT JOIN (FROM base.coded_allocation QUALIFY count(*) OVER (PARTITION BY _submission, name) = 1) o
  ON o._submission = e._submission AND o.name = e.name
WHERE e.name <> a.name
  AND NOT EXISTS (SELECT 1 FROM base.exchanged_codes x WHERE x._submission = e._submission AND x._sheet = e._sheet AND x._row = e._row)
