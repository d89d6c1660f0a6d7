-- rule: ALLOC-R11
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 同一单位同名项目
-- yields-to: allocation.project_code.unique
-- field: project_name
-- message: “{organisation}”的“{got}”在第 {earlier} 行已有同名项目（编号 {other_code}），本行编号为 {project_code}。请核对是否重复填报，或说明两者的区别。
-- 一个工作簿里，同一单位有两个同名项目，编号不同。每个靠后的项目一条，第一个是相关单元格。
SELECT later._submission, later._sheet, later._row,
       [{form: 'allocation', sheet: first._sheet, row: first._row, field: 'project_name'}] AS _related,
       later.project_name AS got, first._row AS earlier, later.organisation, later.project_code, first.project_code AS other_code
FROM stg.allocation later
JOIN (SELECT * FROM stg.allocation
      QUALIFY row_number() OVER (PARTITION BY _submission, organisation, project_name ORDER BY _sheet, _row) = 1) first
  ON first._submission = later._submission AND first.organisation = later.organisation AND first.project_name = later.project_name
WHERE (later._sheet, later._row) <> (first._sheet, first._row) AND later.project_code <> first.project_code
