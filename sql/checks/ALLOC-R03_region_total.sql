-- rule: ALLOC-R03
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 安排金额合计与控制数不符
-- yields-to: SHEET-AMBIGUOUS, ALLOC-R01, ALLOC-R10, allocation.project_code.unique
-- field: amount_wan
-- identity: sum(stg.allocation.amount_wan) = ref.control_figures.amount_wan by period, region_code
-- message: 本县市区 {projects} 个项目安排金额合计 {total} 万元，比市局控制数（{control_projects} 个项目、{control_wan} 万元）{diff} 万元。
--   请核对后修改，或说明原因。
-- 县市区报送的合计与控制数比较。每个不符的县市区一条。只改一格就能解释差额时，意见指在那一格：
-- 恰有一个金额与执行情况表中该项目的预算不同，或恰有一个项目只在其中一张表里、金额正好是差额。有金额空白、没有控制数，
-- 或没有一个项目属于报送的县市区（由 ALLOC-R02 提）时不提。
WITH suspects AS (
  SELECT a._submission, min(a._sheet) AS _sheet, min(a._row) AS _row, min(a.amount_wan) AS amount_wan, min(e.budget_wan) AS budget_wan
  FROM base.coded_allocation a JOIN base.coded_execution e ON e._submission = a._submission AND e.project_code = a.project_code
  WHERE a.amount_wan <> e.budget_wan
  GROUP BY a._submission HAVING count(*) = 1
), added AS (
  SELECT a._submission, min(a._sheet) AS _sheet, min(a._row) AS _row, min(a.amount_wan) AS amount_wan
  FROM base.coded_allocation a LEFT JOIN base.coded_execution e ON e._submission = a._submission AND e.project_code = a.project_code
  WHERE e._row IS NULL AND a.project_code IS NOT NULL
  GROUP BY a._submission HAVING count(*) = 1
), left_out AS (
  SELECT e._submission, min(e._sheet) AS _sheet, min(e._row) AS _row, min(e.budget_wan) AS budget_wan
  FROM base.coded_execution e LEFT JOIN base.coded_allocation a ON a._submission = e._submission AND a.project_code = e.project_code
  WHERE a._row IS NULL AND e.project_code IS NOT NULL
  GROUP BY e._submission HAVING count(*) = 1
), totals AS (
  SELECT a._submission, min(a._sheet) AS _sheet, count(*) AS projects, sum(a.amount_wan) AS amount_wan
  FROM stg.allocation a JOIN base.reporting_regions s ON s._submission = a._submission
  GROUP BY a._submission
  HAVING count(*) = count(a.amount_wan) AND bool_or(coalesce(a.region_code = s.region_code, true))
)
SELECT t._submission, t._sheet, coalesce(u._row, p._row) AS _row,
       [{form: 'allocation', sheet: p._sheet, row: p._row, field: 'project_code'},
        {form: 'execution', sheet: o._sheet, row: o._row, field: 'project_code'}] AS _related,
       coalesce(u.amount_wan, p.amount_wan, t.amount_wan) AS got,
       CASE WHEN u.amount_wan - u.budget_wan = t.amount_wan - c.amount_wan THEN u.budget_wan
            WHEN u._row IS NULL AND p._row IS NULL THEN c.amount_wan END AS want,
       t.amount_wan - c.amount_wan AS diff,
       t.projects, t.amount_wan AS total, c.projects AS control_projects, c.amount_wan AS control_wan
FROM totals t
JOIN base.reporting_regions s ON s._submission = t._submission
JOIN ref.control_figures c ON c.period = s.period AND c.region_code = s.region_code
LEFT JOIN suspects u ON u._submission = t._submission AND u._sheet = t._sheet
LEFT JOIN added p ON p._submission = t._submission AND p._sheet = t._sheet AND u._row IS NULL AND p.amount_wan = t.amount_wan - c.amount_wan
LEFT JOIN left_out o ON o._submission = t._submission AND u._row IS NULL AND o.budget_wan = c.amount_wan - t.amount_wan
WHERE t.amount_wan <> c.amount_wan
