-- rule: ALLOC-R04
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 项目数与控制数不符
-- yields-to: SHEET-AMBIGUOUS, allocation.project_code.unique
-- field: project_code
-- message: 本县市区填报 {got} 个项目，市局控制数为 {want} 个，{diff} 个{money}。请核对是否有项目合并、拆分或重复填报，或说明原因。
-- 报送的项目数与控制数比较。每个不符的县市区一条。金额也不符的由 ALLOC-R03 一并提，
-- 有金额空白或大得不能相加的除外；没有一个项目属于报送的县市区的由 ALLOC-R02 提。重复的编号算一个项目。
WITH counted AS (
  SELECT a._submission, min(a._sheet) AS _sheet, count(DISTINCT a.project_code) + count(*) FILTER (a.project_code IS NULL) AS projects,
         sum(a.amount_wan) AS amount_wan, bool_and(a.amount_wan IS NOT NULL AND a.amount_wan < 10000) AS summed
  FROM stg.allocation a JOIN base.reporting_regions s ON s._submission = a._submission
  GROUP BY a._submission HAVING bool_or(coalesce(a.region_code = s.region_code, true))
)
SELECT t._submission, t._sheet, NULL AS _row, t.projects AS got, c.projects AS want, t.projects - c.projects AS diff,
       CASE WHEN summed THEN '，而金额合计相符' ELSE '' END AS money
FROM counted t
JOIN base.reporting_regions s ON s._submission = t._submission
JOIN ref.control_figures c ON c.period = s.period AND c.region_code = s.region_code
WHERE t.projects <> c.projects AND (NOT t.summed OR t.amount_wan = c.amount_wan)
