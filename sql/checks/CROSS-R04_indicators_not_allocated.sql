-- rule: CROSS-R04
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 绩效指标表的项目不在安排表
-- yields-to: SHEET-AMBIGUOUS
-- field: project_code
-- message: 项目 {got} 在项目资金安排表中没有找到。{hint}
-- several: 有 {n} 个项目在项目资金安排表中没有找到：{each}。请核对整列编号，或在安排表补填这些项目。
-- each: {cell} 的 {got}
-- 有指标的每个项目都要在安排表中。每个项目一条，指在它的第一个指标上。这里恰有一个对不上的编号、
-- 那边恰有一个没有指标的项目时，建议改为它的编号。执行情况表中同样的编号是同一处错误的相关单元格。
-- 只有安排表用的是另一个编号时由 CROSS-R02 提；安排表中编号空白或重复的一行可能就是它时不提。
WITH executed AS (
  SELECT _submission, project_code, min(_sheet) AS _sheet, min(_row) AS _row, min(coalesce(name, '')) AS name, bool_or(code_allocated) AS allocated
  FROM base.project_rows
  WHERE _form = 'execution' AND project_code IS NOT NULL GROUP BY _submission, project_code
), unclear AS ( -- rows whose project the execution table does not tell either
  SELECT u._submission, count(*) AS rows, count(*) FILTER (u.name = '') AS nameless
  FROM base.unclear_codes u
  ANTI JOIN executed e ON e._submission = u._submission AND e.name = u.name AND NOT e.allocated
  WHERE u._form = 'allocation' AND u.surplus
  GROUP BY u._submission
), odd AS ( -- names that the allocation table alone has under another code
  SELECT _submission, name
  FROM base.project_rows
  WHERE _form = 'allocation' AND project_code IS NOT NULL AND NOT code_executed AND NOT code_indicated
  GROUP BY _submission, name HAVING count(*) = 1
), told AS (
  SELECT e._submission, e.project_code FROM executed e
  SEMI JOIN (FROM odd UNION ALL SELECT _submission, name FROM base.unclear_codes WHERE _form = 'allocation') o
    ON o._submission = e._submission AND o.name = e.name
), unknown AS (
  SELECT i._submission, i._sheet, min(i._row) AS _row, i.project_code
  FROM base.project_rows i
  ANTI JOIN told e ON e._submission = i._submission AND e.project_code = i.project_code
  WHERE i._form = 'indicators' AND i.project_code IS NOT NULL AND NOT i.code_allocated
    AND has_column(i._submission, 'allocation', 'project_code')
  GROUP BY i._submission, i._sheet, i.project_code
), lone AS (
  SELECT _submission, min(_sheet) AS _sheet, min(_row) AS _row, min(project_code) AS project_code
  FROM base.project_rows
  WHERE _form = 'allocation' AND project_code IS NOT NULL AND NOT code_indicated AND NOT name_evaluated
  GROUP BY _submission HAVING count(*) = 1
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
  LEFT JOIN executed e ON e._submission = u._submission AND e.project_code = u.project_code
  LEFT JOIN unclear n ON n._submission = u._submission
  QUALIFY count(*) OVER (PARTITION BY u._submission, e._row IS NULL) > coalesce(CASE WHEN e._row IS NULL THEN n.rows ELSE n.nameless END, 0)
)
