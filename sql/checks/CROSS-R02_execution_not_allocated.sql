-- rule: CROSS-R02
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 执行情况表的项目不在安排表
-- yields-to: SHEET-AMBIGUOUS
-- field: project_code
-- message: {what}
-- several: 项目编号有 {n} 个与别的表对不上：{each}。请核对整列编号后改成一致。
-- each: {cell} 的 {got}{other}
-- 执行情况表的每个项目都要在安排表中。每个项目一条。安排表中有同名而缺执行情况的项目时，建议改为它的编号；
-- 绩效指标表也用执行情况表的编号时，与众不同的是安排表的编号，就指在那里。安排表中编号空白或重复的一行
-- 可能就是它时不提。
WITH named AS (
  SELECT _submission, name_key(project_name) AS name, min(project_code) AS project_code, min(_sheet) AS _sheet, min(_row) AS _row
  FROM stg.allocation a
  ANTI JOIN stg.execution e ON e._submission = a._submission AND e.project_code = a.project_code
  WHERE project_code IS NOT NULL GROUP BY ALL HAVING count(*) = 1
), indicated AS (
  SELECT _submission, project_code, min(_sheet) AS _sheet, min(_row) AS _row
  FROM stg.indicators WHERE project_code IS NOT NULL GROUP BY _submission, project_code
), unknown AS (
  SELECT e.*, n._sheet AS named_sheet, n._row AS named_row, n.project_code AS named_code, i._sheet AS indicated_sheet, i._row AS indicated_row,
         n._row IS NOT NULL AND i._row IS NOT NULL AND o._row IS NULL AS odd
  FROM (SELECT *, name_key(project_name) AS name FROM stg.execution) e
  ANTI JOIN stg.allocation a ON a._submission = e._submission AND a.project_code = e.project_code
  ANTI JOIN base.unclear_codes u ON u._submission = e._submission AND u._form = 'allocation' AND u.name = coalesce(e.name, '')
  LEFT JOIN named n ON n._submission = e._submission AND n.name = e.name
  LEFT JOIN indicated i ON i._submission = e._submission AND i.project_code = e.project_code
  LEFT JOIN indicated o ON o._submission = e._submission AND o.project_code = n.project_code
  WHERE e.project_code IS NOT NULL
    AND has_column(e._submission, 'allocation', 'project_code')
  QUALIFY count(*) OVER (PARTITION BY e._submission) >
          (SELECT count(*) FROM base.unclear_codes u WHERE u._submission = e._submission AND u._form = 'allocation' AND u.surplus AND u.name = '')
)
SELECT _submission, CASE WHEN odd THEN 'allocation' ELSE 'execution' END AS _form,
       CASE WHEN odd THEN named_sheet ELSE _sheet END AS _sheet, CASE WHEN odd THEN named_row ELSE _row END AS _row,
       CASE WHEN odd THEN [{form: 'execution', sheet: _sheet, row: _row, field: 'project_code'},
                           {form: 'indicators', sheet: indicated_sheet, row: indicated_row, field: 'project_code'}]
            WHEN named_row IS NOT NULL THEN [{form: 'allocation', sheet: named_sheet, row: named_row, field: 'project_code'}] END AS _related,
       CASE WHEN odd THEN named_code ELSE project_code END AS got,
       CASE WHEN odd THEN project_code ELSE named_code END AS suggestion,
       CASE WHEN odd THEN '项目编号“' || named_code || '”只在本表，资金执行情况表和绩效指标表中同一项目的编号都是 ' || project_code || '。请核对后改成一致。'
            ELSE '项目 ' || project_code || ' 在项目资金安排表中没有找到。' ||
                 coalesce('安排表中同名项目的编号是 ' || named_code || '，请核对后改成一致。', '请核对项目编号，或在安排表补填这个项目。') END AS what,
       CASE WHEN odd THEN '，另两张表都是 ' || project_code ELSE coalesce('，安排表中同名项目是 ' || named_code, '，安排表中没有') END AS other
FROM unknown
