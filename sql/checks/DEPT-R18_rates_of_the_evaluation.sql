-- rule: DEPT-R18
-- scope: submission
-- form: department_evaluation_indicators
-- severity: explain
-- title: 部门自评表的比率与基础数据表不符
-- yields-to: DEPT-R01, DEPT-R02, DEPT-R04, DEPT-R05
-- field: actual
-- message: 指标“{name}”填的是 {got}，按{formula}应为 {want}%。请与基础数据表核对，改成一致，或说明口径。
-- 部门自评表中的比率，是基础数据表中的数除出来的。每个指标一条。有的比率有两种口径：“三公”经费按一般公共预算拨款或全部支出，变动率按
-- 预算或决算，预算完成率按结余或按执行数；符合一种就不提。与基础数据表所填的控制率一致的也不提：那里错了由 DEPT-R03 提。
-- 分子或分母空白时不提。与所写末位相差不超过半个单位即可。
WITH made AS MATERIALIZED (
  SELECT b._submission, b._sheet AS base_sheet, b._row AS base_row, e._sheet AS total_sheet, e._row AS total_row, unnest(range(11)) AS place,
         unnest(['在职人员控制率|人员控制率', '在职人员控制率|人员控制率', '重点工作办结率|重点工作完成率', '预算完成率', '预算完成率',
                 '预算控制率|预算调整率', '公用经费控制率', '三公经费控制率', '三公经费控制率', '三公经费变动率', '三公经费变动率']) AS names,
         unnest(['在职人数 ÷ 编制数', '所填控制率', '完成数 ÷ 交办数', '（可用预算 − 年末结余）÷ 可用预算', '执行数 ÷ 预算数', '本年追加预算 ÷ 年初预算',
                 '公用经费决算数 ÷ 预算数', '“三公”经费拨款决算数 ÷ 拨款预算数', '“三公”经费决算数 ÷ 预算数',
                 '“三公”经费本年预算数比上年预算数', '“三公”经费本年决算数比上年决算数']) AS formula,
         unnest([['staff', 'establishment'], ['staff_control_rate'], ['tasks_done', 'tasks_assigned'],
                 ['carried_out_wan', 'initial_budget_wan', 'added_budget_wan', 'carried_in_wan'], [], ['added_budget_wan', 'initial_budget_wan'],
                 ['public_expense_actual_wan', 'public_expense_budget_wan'],
                 ['three_public_appropriated_actual_wan', 'three_public_appropriated_budget_wan'], ['three_public_actual_wan', 'three_public_budget_wan'],
                 ['three_public_budget_wan', 'three_public_last_budget_wan'], ['three_public_actual_wan', 'three_public_last_wan']]) AS parts,
         unnest([wide(staff), staff_control_rate, tasks_done, available_wan - carried_out_wan, total_spent_wan, added_budget_wan, public_expense_actual_wan,
                 three_public_appropriated_actual_wan, three_public_actual_wan, wide(three_public_budget_wan) - three_public_last_budget_wan,
                 wide(three_public_actual_wan) - three_public_last_wan]) AS part,
         unnest([wide(establishment), 100, tasks_assigned, available_wan, total_budget_wan, initial_budget_wan, public_expense_budget_wan,
                 three_public_appropriated_budget_wan, three_public_budget_wan, three_public_last_budget_wan, three_public_last_wan]) AS whole
  FROM (SELECT *, wide(initial_budget_wan) + added_budget_wan + carried_in_wan AS available_wan FROM stg.department_base) b
  LEFT JOIN stg.department_evaluation e ON e._submission = b._submission
), stated AS MATERIALIZED (
  SELECT _submission, _sheet, _row, level3, actual, number_of(typed_parts(actual)) AS rate, regexp_replace(name_key(level3), '["''“”‘’]', '', 'g') AS name
  FROM stg.department_evaluation_indicators
), compared AS MATERIALIZED (
  SELECT s.*, m.* EXCLUDE (_submission), wide(percent(part, whole)) AS exact
  FROM stated s JOIN made m ON m._submission = s._submission AND list_contains(string_split(m.names, '|'), s.name)
  WHERE whole > 0 AND (part >= 0 OR s.name = '三公经费变动率')
)
SELECT _submission, _sheet, _row,
       list_append(
         list_transform(list_sort(list_distinct(flatten(list(parts)))),
           lambda one: {form: 'department_base', sheet: any_value(base_sheet), row: any_value(base_row), field: one}),
         {form: 'department_evaluation', sheet: max(total_sheet), row: max(total_row) FILTER (name = '预算完成率'), field: 'total_spent_wan'}) AS _related,
       actual AS got, half_up(min_by(exact, place), 2) AS want, level3 AS name, min_by(formula, place) AS formula
FROM compared
GROUP BY _submission, _sheet, _row, level3, name, actual, rate
HAVING min(abs(rate - exact)) > half_unit(rate)
