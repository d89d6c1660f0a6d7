-- rule: CROSS-R09
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 编号与项目名称错位
-- field: project_code
-- message: 项目编号一列有 {rows} 个与项目名称错位，如 {got} 是安排表中“{there}”的编号，本行却是“{here}”（安排表中的编号是 {right_code}）。
--   可能是只排序或粘贴了一列，请核对整列编号后改成一致。
-- 编号和名称各自都在安排表中，但两张表配得不同：只排了一列，或填串了行。两个以上互相错位时一张表一条，
-- 指在第一个上；只有一个的由 CROSS-R06 提。
SELECT _submission, _sheet, min(_row) AS _row,
       list_concat(list({form: 'execution', sheet: _sheet, row: _row, field: 'project_code'} ORDER BY _row)[2:100],
                   list({form: 'allocation', sheet: there_sheet, row: there_row, field: 'project_code'} ORDER BY _row)[1:100]) AS _related,
       count(*) AS rows, min_by(project_code, _row) AS got, min_by(right_code, _row) AS right_code,
       min_by(there, _row) AS there, min_by(project_name, _row) AS here
FROM base.exchanged_codes
GROUP BY _submission, _sheet
