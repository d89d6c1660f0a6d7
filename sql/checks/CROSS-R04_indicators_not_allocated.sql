-- rule: CROSS-R04
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 绩效指标表的项目不在安排表
-- field: project_code
-- message: 项目 {got} 在项目资金安排表中没有找到。{hint}
-- 有指标的每个项目都要在安排表中。每个项目一条，指在它的第一个指标上。这里恰有一个对不上的编号、
-- 那边恰有一个没有指标的项目时，建议改为它的编号。执行情况表中同样的编号是同一处错误的相关单元格。
-- 安排表有编号空白或重复时不提。
WITH unknown AS (
  SELECT i._submission, i._sheet, min(i._row) AS _row, i.project_code
  FROM stg.indicators i
  WHERE i.project_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM stg.allocation a WHERE a._submission = i._submission AND a.project_code = i.project_code)
    AND i._submission NOT IN (SELECT _submission FROM base.unclear_codes WHERE _form = 'allocation')
    AND has_column(i._submission, 'allocation', 'project_code')
  GROUP BY i._submission, i._sheet, i.project_code
), lone AS (
  SELECT a._submission, min(a._sheet) AS _sheet, min(a._row) AS _row, min(a.project_code) AS project_code
  FROM stg.allocation a
  WHERE a.project_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM stg.indicators i WHERE i._submission = a._submission AND i.project_code = a.project_code)
    AND NOT EXISTS (SELECT 1 FROM stg.self_evaluation e
                    WHERE e._submission = a._submission AND name_key(e.project_name) = name_key(a.project_name))
  GROUP BY a._submission HAVING count(*) = 1
)
SELECT _submission, _sheet, _row,
       [{form: 'allocation', sheet: lone_sheet, row: CASE WHEN paired THEN lone_row END, field: 'project_code'},
        {form: 'execution', sheet: executed_sheet, row: executed_row, field: 'project_code'}] AS _related,
       project_code AS got, CASE WHEN paired THEN lone_code END AS suggestion,
       CASE WHEN paired THEN '安排表中只有项目 ' || lone_code || ' 还没有绩效指标，请核对编号是否填错。'
            ELSE '请核对项目编号，或在安排表补填这个项目。' END AS hint
FROM (
  SELECT u.*, e._sheet AS executed_sheet, e._row AS executed_row, l._sheet AS lone_sheet, l._row AS lone_row, l.project_code AS lone_code,
         l._row IS NOT NULL AND count(*) OVER (PARTITION BY u._submission) = 1 AS paired
  FROM unknown u LEFT JOIN lone l ON l._submission = u._submission
  LEFT JOIN (SELECT _submission, project_code, min(_sheet) AS _sheet, min(_row) AS _row FROM stg.execution
             GROUP BY _submission, project_code) e ON e._submission = u._submission AND e.project_code = u.project_code
)
