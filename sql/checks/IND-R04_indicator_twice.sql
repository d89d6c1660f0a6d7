-- rule: IND-R04
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 三级指标重复
-- field: level3
-- message: {project}的三级指标“{got}”在第 {earlier} 行已经出现过。请核对是否重复填报，或说明两者的区别。
-- 一个指标在一个项目中只出现一次：在绩效指标表的行中、在它的自评表上、在部门的自评表上都这样。每个靠后的一条。
WITH named AS (
  SELECT _submission, _form, _sheet, _row, level3,
         CASE _form WHEN 'indicators' THEN '项目 ' || project_code || ' '
                    WHEN 'self_evaluation_indicators' THEN '项目“' || project_name || '”'
                    ELSE '部门' END AS project
  FROM base.submitted_indicators
)
SELECT _submission, _form, _sheet, _row, [{form: _form, sheet: _sheet, row: earlier, field: 'level3'}] AS _related,
       level3 AS got, earlier, project
FROM (
  SELECT *, min(_row) OVER (PARTITION BY _submission, _form, _sheet, project, level3) AS earlier
  FROM named WHERE project IS NOT NULL AND level3 IS NOT NULL
)
WHERE _row > earlier
