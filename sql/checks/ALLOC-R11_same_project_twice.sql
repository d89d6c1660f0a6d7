-- rule: ALLOC-R11
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 同一单位同名项目
-- yields-to: allocation.project_code.unique
-- field: project_name
-- message: {whose}“{name}”在第 {earlier} 行已有同名项目（编号 {other_code}），本行编号为 {project_code}{unsaid}。请核对是否重复填报，或说明两者的区别。
-- 一个工作簿里，同一单位有两个同名项目，编号不同。每个靠后的项目一条，第一个是相关单元格。名称没有填的，看资金执行情况表中
-- 这个编号的名称；承担单位没有填的，看信用代码，信用代码也说明不了的，与第一个同名项目比较。
WITH named AS (
  SELECT a._submission, a._sheet, a._row, a.uscc, a.project_code, a.project_name AS got, coalesce(a.project_name, x.project_name) AS project_name,
         coalesce(a.organisation, CASE WHEN a.uscc IS NOT NULL THEN min(a.organisation) OVER (PARTITION BY a._submission, a.uscc) END) AS unit
  FROM stg.allocation a
  -- In the key: of a condition on the left alone the engine compares every pair.
  LEFT JOIN base.coded_execution x ON x._submission = a._submission AND x.project_code = CASE WHEN a.project_name IS NULL THEN a.project_code END
), beside AS (
  SELECT *, first_value({sheet: _sheet, row: _row, code: project_code, unit: unit, uscc: uscc}) OVER of_unit AS own,
         first_value({sheet: _sheet, row: _row, code: project_code, unit: unit, uscc: uscc}) OVER of_name AS other
  FROM named WHERE project_name IS NOT NULL
  WINDOW of_unit AS (PARTITION BY _submission, project_name, unit ORDER BY _sheet, _row),
         of_name AS (PARTITION BY _submission, project_name ORDER BY _sheet, _row)
), paired AS (
  SELECT *, CASE WHEN unit IS NOT NULL AND own.code <> project_code THEN own
                 WHEN (unit IS NULL OR other.unit IS NULL) AND coalesce(other.uscc = uscc, true) AND other.code <> project_code THEN other END AS first
  FROM beside
)
SELECT _submission, _sheet, _row, [{form: 'allocation', sheet: first.sheet, row: first.row, field: 'project_name'}] AS _related,
       got, project_name AS name, first.row AS earlier, project_code, first.code AS other_code,
       coalesce('“' || coalesce(unit, first.unit) || '”的', '') AS whose,
       CASE WHEN unit IS NULL THEN '，没有填承担单位' WHEN first.unit IS NULL THEN '，那一行没有填承担单位' ELSE '' END AS unsaid
FROM paired WHERE first IS NOT NULL
