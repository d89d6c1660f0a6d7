-- view: exchanged_codes
-- title: 资金执行情况表中与项目名称错位的编号
-- grain: 每次报送、每个错位的编号一行；一张表中只有一个时不在其中
-- stored: checks
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column project_code: 填写的编号
-- column project_name: 项目名称
-- column right_code: 安排表中这个名称的编号；有几行用这个名称的，第一行的
-- column there: 安排表中这个编号的名称
-- column there_sheet: 安排表的工作表
-- column there_row: 安排表中这个编号的行号
-- column named: 错位的是名称：本表各个编号的预算与安排表中这个编号的金额相同，与这个名称的不都相同
-- Code and name both stand in the allocation table, but not together: one column was
-- sorted or pasted by itself.
-- Materialized: else all rows of a workbook are paired with all, who handed it in being the
-- only key that the three tables have in common.
WITH moved AS MATERIALIZED (
  SELECT e._submission, e._sheet, e._row, e.project_code, e.project_name, e.name, e.budget_wan, a.amount_wan,
         a.project_name AS there, a._sheet AS there_sheet, a._row AS there_row
  FROM base.coded_execution e
  JOIN base.coded_allocation a ON a._submission = e._submission AND a.project_code = e.project_code
  WHERE e.name <> a.name
)
SELECT m._submission, m._sheet, m._row, m.project_code, m.project_name, o.project_code AS right_code, m.there, m.there_sheet, m.there_row,
       coalesce(bool_and(m.budget_wan = m.amount_wan) OVER sheet AND NOT bool_and(m.budget_wan = o.amount_wan) OVER sheet, false) AS named
FROM moved m
JOIN (FROM base.coded_allocation QUALIFY row_number() OVER (PARTITION BY _submission, name ORDER BY _sheet, _row) = 1) o
  ON o._submission = m._submission AND o.name = m.name
WINDOW sheet AS (PARTITION BY m._submission, m._sheet)
QUALIFY count(*) OVER sheet > 1
