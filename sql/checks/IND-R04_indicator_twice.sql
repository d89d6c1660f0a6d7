-- rule: IND-R04
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 三级指标重复
-- field: level3
-- message: {project}的三级指标“{got}”在第 {earlier} 行已经出现过。请核对是否重复填报，或说明两者的区别。
-- One indicator stands once in a project: in its rows of the table and on its own
-- sheet; and once on the department's. One row a later one.
SELECT _submission, _form, _sheet, _row, [{form: _form, sheet: _sheet, row: earlier, field: 'level3'}] AS _related,
       level3 AS got, earlier, project
FROM (
  SELECT *, min(_row) OVER (PARTITION BY _submission, _form, _sheet, project, level3) AS earlier
  FROM (
    SELECT _submission, 'indicators' AS _form, _sheet, _row, '项目 ' || project_code || ' ' AS project, level3 FROM stg.indicators
    UNION ALL
    SELECT _submission, 'self_evaluation_indicators', _sheet, _row, '项目“' || project_name || '”', level3 FROM stg.self_evaluation_indicators
    UNION ALL
    SELECT _submission, 'department_evaluation_indicators', _sheet, _row, '部门', level3 FROM stg.department_evaluation_indicators
  )
  WHERE project IS NOT NULL AND level3 IS NOT NULL
)
WHERE _row > earlier
