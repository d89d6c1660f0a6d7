-- rule: ALLOC-R03
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 安排金额合计与控制数不符
-- yields-to: ALLOC-R01, ALLOC-R10, allocation.project_code.unique
-- field: amount_wan
-- message: 本县市区 {projects} 个项目安排金额合计 {got} 万元，与市局控制数（{control_projects} 个项目、{want} 万元）相差 {diff} 万元。请核对后修改，或说明原因。
-- Submitted total of a region against its control figure. One row per region that
-- differs. Where exactly one amount differs from its project's budget in the
-- execution table, that cell is the suspect and the finding points at it. Silent
-- while an amount is blank, and without a control figure.
WITH a AS (
  SELECT * FROM stg.allocation QUALIFY count(*) OVER (PARTITION BY _submission, project_code) = 1
), e AS (
  SELECT * FROM stg.execution QUALIFY count(*) OVER (PARTITION BY _submission, project_code) = 1
), suspects AS (
  SELECT a._submission, a._sheet, min(a._row) AS _row
  FROM a JOIN e ON e._submission = a._submission AND e.project_code = a.project_code
  WHERE a.amount_wan <> e.budget_wan
  GROUP BY a._submission, a._sheet HAVING count(*) = 1
), totals AS (
  SELECT _submission, min(_sheet) AS _sheet, count(*) AS projects, sum(amount_wan) AS amount_wan
  FROM stg.allocation
  GROUP BY _submission HAVING count(*) = count(amount_wan)
)
SELECT t._submission, t._sheet, u._row,
       t.projects, c.projects AS control_projects,
       t.amount_wan AS got, c.amount_wan AS want, t.amount_wan - c.amount_wan AS diff
FROM totals t
JOIN meta.submission s ON s.submission = t._submission
JOIN ref.control_figures c ON c.period = s.period AND c.region_code = s.region_code
LEFT JOIN suspects u ON u._submission = t._submission AND u._sheet = t._sheet
WHERE t.amount_wan <> c.amount_wan
