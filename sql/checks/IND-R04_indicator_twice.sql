-- rule: IND-R04
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 同一项目三级指标重复
-- field: level3
-- message: 项目 {project_code} 的三级指标“{got}”在第 {want} 行已经出现过。请核对是否重复填报，或说明两者的区别。
-- One indicator stands once in a project. One row a later one.
SELECT _submission, _sheet, _row, [{form: 'indicators', sheet: _sheet, row: want, field: 'level3'}] AS _related,
       level3 AS got, want, project_code
FROM (SELECT *, min(_row) OVER (PARTITION BY _submission, _sheet, project_code, level3) AS want
      FROM stg.indicators WHERE project_code IS NOT NULL AND level3 IS NOT NULL)
WHERE _row > want
