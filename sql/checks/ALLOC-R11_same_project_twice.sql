-- rule: ALLOC-R11
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 同一单位同名项目
-- yields-to: allocation.project_code.unique
-- field: project_name
-- message: “{organisation}”的“{name}”在第 {earlier} 行已有同名项目（编号 {other_code}），本行编号为 {project_code}。请核对是否重复填报，或说明两者的区别。
-- 一个工作簿里，同一单位有两个同名项目，编号不同。每个靠后的项目一条，第一个是相关单元格。名称没有填的，看资金执行情况表中
-- 这个编号的名称。
WITH named AS (
  SELECT a._submission, a._sheet, a._row, a.organisation, a.project_code, a.project_name AS got, coalesce(a.project_name, x.project_name) AS project_name
  FROM stg.allocation a
  -- In the key: of a condition on the left alone the engine compares every pair.
  LEFT JOIN base.coded_execution x ON x._submission = a._submission AND x.project_code = CASE WHEN a.project_name IS NULL THEN a.project_code END
)
SELECT later._submission, later._sheet, later._row,
       [{form: 'allocation', sheet: first._sheet, row: first._row, field: 'project_name'}] AS _related,
       later.got, later.project_name AS name, first._row AS earlier, later.organisation, later.project_code, first.project_code AS other_code
FROM named later
JOIN (SELECT * FROM named
      QUALIFY row_number() OVER (PARTITION BY _submission, organisation, project_name ORDER BY _sheet, _row) = 1) first
  ON first._submission = later._submission AND first.organisation = later.organisation AND first.project_name = later.project_name
WHERE (later._sheet, later._row) <> (first._sheet, first._row) AND later.project_code <> first.project_code
