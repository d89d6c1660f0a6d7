-- rule: YEAR-R04
-- scope: history
-- form: self_evaluation
-- severity: explain
-- title: 上年结转与上年所报结余不符
-- field: carried_budget_wan
-- message: “{label}”为 {got} 万元，{earlier_period} 年度报的{named}是 {want} 万元，{diff} 万元。请核对后修改，或说明原因（如结余已收回）。
-- 自评表的上年结转资金应当等于上一年度资金执行情况表中同一个项目的结余；部门的上年结转应当等于上一年度的年末结余。
-- 差在舍入以内的、有一个空白的不提。
WITH last_year AS (
  SELECT * FROM base.earlier_project
  WHERE same_project AND earlier_year = year - 1
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row ORDER BY earlier_position DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
), compared AS (
  SELECT e._submission, e._sheet, e._row, 'self_evaluation' AS _form,
         CASE WHEN e.carried_budget_wan IS NULL THEN 'carried_initial_wan' ELSE 'carried_budget_wan' END AS _field,
         coalesce(e.carried_budget_wan, e.carried_initial_wan) AS got, x.balance_wan AS want, p.earlier_period, '结余' AS named
  FROM core.self_evaluation e
  JOIN last_year p ON p._submission = e._submission AND name_key(p.project_name) = name_key(e.project_name)
  JOIN stg.execution x ON x._submission = p.earlier_submission AND x.project_code = p.earlier_code
  UNION ALL
  SELECT d._submission, d._sheet, d._row, 'department_base', 'carried_in_wan', d.carried_in_wan, x.carried_out_wan, e.earlier_period, '年末结余'
  FROM core.department_base d
  JOIN core.earlier e ON e.period = d.period AND e.region_code = d.reporter_code AND e.earlier_year = e.year - 1
  JOIN stg.department_base x ON x._submission = e.submission
  QUALIFY row_number() OVER (PARTITION BY d._submission, d._sheet, d._row ORDER BY e.earlier_position DESC, x._sheet, x._row) = 1
)
SELECT _submission, _form, _sheet, _row, _field, got, want, got - want AS diff, earlier_period, named
FROM compared
WHERE apart(got, want)
