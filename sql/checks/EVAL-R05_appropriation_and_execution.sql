-- rule: EVAL-R05
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 自评表与资金执行情况表不一致
-- yields-to: EVAL-R01, EVAL-R03, EVAL-R04, EVAL-R15, EXEC-R07, EXEC-R08, CROSS-R05
-- identity: current_* = stg.execution.* by project_name
-- message: “{label}”为 {got}，资金执行情况表中项目 {project_code} 为 {want}，{diff}。请核对，或说明原因。
-- 市级拨款是“当年财政拨款”一行；总额还有别的钱，所以不与它比较。每列一条；总额随之变动的，是同一处错误的相关单元格；
-- 各列都不符时，名称也是。名称或编号不止一个项目用，或这个编号在执行情况表中是另一个项目（CROSS-R06）时不提。
WITH joined AS (
  SELECT e.*, n.project_code, n.name
  FROM stg.self_evaluation e
  JOIN base.named_projects n ON n._submission = e._submission AND n.name = name_key(e.project_name)
)
SELECT _submission, _sheet, _row, 'current_' || col AS _field,
       [{form: 'execution', sheet: other_sheet, row: other_row, field: col},
        {form: 'self_evaluation', sheet: _sheet, row: CASE WHEN total = here THEN _row END, field: 'total_' || col},
        {form: 'self_evaluation', sheet: _sheet, row: CASE WHEN count(*) OVER record > 1 THEN _row END, field: 'project_name'}] AS _related,
       here AS got, there AS want, wide(here) - there AS diff, project_code
FROM (
  SELECT j._submission, j._sheet, j._row, j.project_code, x._sheet AS other_sheet, x._row AS other_row,
         unnest(['initial_wan', 'budget_wan', 'spent_wan']) AS col,
         unnest([j.current_initial_wan, j.current_budget_wan, j.current_spent_wan]) AS here,
         unnest([x.initial_wan, x.budget_wan, x.spent_wan]) AS there,
         unnest([j.total_initial_wan, j.total_budget_wan, j.total_spent_wan]) AS total
  FROM joined j JOIN base.coded_execution x ON x._submission = j._submission AND x.project_code = j.project_code
  WHERE coalesce(x.name = j.name, true)
     OR NOT EXISTS (FROM stg.allocation o WHERE o._submission = j._submission AND name_key(o.project_name) = x.name)
)
WHERE here <> there
WINDOW record AS (PARTITION BY _submission, _sheet, _row)
