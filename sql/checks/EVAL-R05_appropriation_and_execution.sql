-- rule: EVAL-R05
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 自评表与资金执行情况表不一致
-- yields-to: EVAL-R03, EVAL-R04, EVAL-R15, EXEC-R07, EXEC-R08, CROSS-R05
-- identity: current_* = stg.execution.* by project_name
-- message: “{label}”为 {got}，资金执行情况表中项目 {project_code} 为 {want}，{diff}。请核对，或说明原因。
-- 市级拨款是“当年财政拨款”一行；总额还有别的钱，所以不与它比较。每列一条；总额随之变动的，是同一处错误的相关单元格；
-- 各列都不符时，名称也是。与执行情况表中用这个名称的一行比较（编号空白的也是），没有的与这个名称的编号比较，
-- 名称哪里也找不到的（EVAL-R01），与最可能的项目比较，只差一列时才提；
-- 名称或编号不止一个项目用、这个编号在执行情况表中是另一个项目（CROSS-R06）、执行情况表的名称错位（CROSS-R09）时不提。
WITH joined AS (
  SELECT e.*, coalesce(x.project_code, n.project_code, l.project_code) AS project_code, x._row IS NULL AND n.project_code IS NULL AS likely,
         coalesce(x._sheet, y._sheet) AS other_sheet, coalesce(x._row, y._row) AS other_row, coalesce(x.name, y.name) AS other_name,
         [coalesce(x.initial_wan, y.initial_wan), coalesce(x.budget_wan, y.budget_wan), coalesce(x.spent_wan, y.spent_wan)] AS other_wan
  FROM (SELECT *, name_key(project_name) AS name FROM stg.self_evaluation) e
  LEFT JOIN (FROM base.coded_execution QUALIFY count(*) OVER (PARTITION BY _submission, name) = 1) x
    ON x._submission = e._submission AND x.name = e.name
  LEFT JOIN base.named_projects n ON n._submission = e._submission AND n.name = e.name
  LEFT JOIN base.likely_projects l ON l._submission = e._submission AND l._sheet = e._sheet
  LEFT JOIN base.coded_execution y
    ON y._submission = e._submission AND y.project_code = CASE WHEN x._row IS NULL THEN coalesce(n.project_code, l.project_code) END
)
SELECT _submission, _sheet, _row, 'current_' || col AS _field,
       [{form: 'execution', sheet: other_sheet, row: other_row, field: col},
        {form: 'self_evaluation', sheet: _sheet, row: CASE WHEN total = here THEN _row END, field: 'total_' || col},
        {form: 'self_evaluation', sheet: _sheet, row: CASE WHEN count(*) OVER record > 1 THEN _row END, field: 'project_name'}] AS _related,
       here AS got, there AS want, wide(here) - there AS diff, project_code
FROM (
  SELECT _submission, _sheet, _row, project_code, other_sheet, other_row,
         unnest(['initial_wan', 'budget_wan', 'spent_wan']) AS col,
         unnest([current_initial_wan, current_budget_wan, current_spent_wan]) AS here,
         unnest(other_wan) AS there,
         unnest([total_initial_wan, total_budget_wan, total_spent_wan]) AS total
  FROM joined j
  WHERE CASE WHEN likely THEN (current_initial_wan = other_wan[1])::INT + (current_budget_wan = other_wan[2])::INT
                              + (current_spent_wan = other_wan[3])::INT = 2
             ELSE coalesce(other_name = name, true)
                  OR NOT EXISTS (FROM stg.allocation o WHERE o._submission = j._submission AND name_key(o.project_name) = other_name) END
    AND NOT EXISTS (FROM base.exchanged_codes c WHERE c._submission = j._submission AND c._sheet = other_sheet AND c._row = other_row AND c.named)
)
WHERE here <> there
WINDOW record AS (PARTITION BY _submission, _sheet, _row)
