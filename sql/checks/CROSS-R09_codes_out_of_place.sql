-- rule: CROSS-R09
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 编号与项目名称错位
-- field: project_code
-- message: {what}请核对{where}，改成一致。
-- 编号和名称各自都在安排表中，但两张表配得不同：只排了一列，或填串了行。两个以上互相错位时一张表一条，
-- 指在第一个上；只有一个的由 CROSS-R06 提。金额说明编号没有错位的，错位的是名称，哪一张表的不能判断；
-- 也可能是安排表中这几行的编号对调了，所以也指出那里的编号。
WITH told AS (
  SELECT _submission, _sheet, named, CASE WHEN named THEN 'project_name' ELSE 'project_code' END AS field, count(*) AS rows,
         list(_row ORDER BY _row) AS places, list({sheet: there_sheet, row: there_row} ORDER BY _row) AS other,
         min_by(project_code, _row) AS code, min_by(project_name, _row) AS here, min_by(there, _row) AS there, min_by(right_code, _row) AS right_code
  FROM base.exchanged_codes
  GROUP BY _submission, _sheet, named
)
SELECT _submission, _sheet, places[1] AS _row, field AS _field,
       list_concat(list_transform(places[2:100], lambda row: {form: 'execution', sheet: _sheet, row: row, field: field}),
                   list_transform(other[1:100], lambda one: {form: 'allocation', sheet: one.sheet, row: one.row, field: field}),
                   CASE WHEN named THEN list_transform(other[1:100], lambda one:
                     {form: 'allocation', sheet: one.sheet, row: one.row, field: 'project_code'}) END) AS _related,
       CASE WHEN named THEN here ELSE code END AS got,
       CASE WHEN named THEN '项目名称一列有 ' || rows || ' 个与项目编号错位，如 ' || code || ' 在本表是“' || here || '”，在安排表中是“' || there
              || '”，而两张表的金额相同。可能是其中一张表只排序或粘贴了名称一列，'
            ELSE '项目编号一列有 ' || rows || ' 个与项目名称错位，如 ' || code || ' 是安排表中“' || there || '”的编号，本行却是“' || here
              || '”（安排表中的编号是 ' || right_code || '）。可能是只排序或粘贴了一列，' END AS what,
       CASE WHEN named THEN '两张表的项目名称' ELSE '整列编号' END AS "where"
FROM told
