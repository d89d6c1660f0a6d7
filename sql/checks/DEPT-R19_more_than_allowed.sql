-- rule: DEPT-R19
-- scope: submission
-- form: department_base
-- severity: explain
-- title: 实际数超过编制、预算或总数
-- yields-to: DEPT-R01, DEPT-R02, DEPT-R04, DEPT-R15
-- identity: staff <= establishment
-- identity: tasks_done <= tasks_assigned
-- identity: carried_out_wan <= initial_budget_wan + carried_in_wan + added_budget_wan
-- identity: three_public_actual_wan <= three_public_budget_wan
-- identity: three_public_appropriated_actual_wan <= three_public_appropriated_budget_wan
-- identity: project_spending_actual_wan <= project_spending_budget_wan
-- identity: public_expense_actual_wan <= public_expense_budget_wan
-- identity: agency_running_actual_wan <= agency_running_budget_wan
-- identity: procurement_actual_wan <= procurement_budget_wan
-- identity: built_area <= approved_area
-- identity: building_actual_wan <= building_budget_wan
-- want: 不大于 {want}
-- message: “{label}”为 {got}，超过{most} {want}，{diff}。请核对，或说明原因。
-- 在职人数不超过编制数，办结数不超过交办数，决算数不超过预算数，实际建设不超过批复，年末结余不超过全年可用的预算。每个数一条；
-- “三公”经费只看合计。总数中有空白时不提。
SELECT _submission, _sheet, _row, _field, _related, got, want, got - want AS diff, most
FROM (
  SELECT _submission, _sheet, _row,
         unnest(['staff', 'tasks_done', 'carried_out_wan', 'three_public_actual_wan', 'three_public_appropriated_actual_wan', 'project_spending_actual_wan',
                 'public_expense_actual_wan', 'agency_running_actual_wan', 'procurement_actual_wan', 'built_area', 'building_actual_wan']) AS _field,
         unnest([['establishment'], ['tasks_assigned'], ['initial_budget_wan', 'carried_in_wan', 'added_budget_wan'], ['three_public_budget_wan'],
                 ['three_public_appropriated_budget_wan'], ['project_spending_budget_wan'], ['public_expense_budget_wan'], ['agency_running_budget_wan'],
                 ['procurement_budget_wan'], ['approved_area'], ['building_budget_wan']]) AS _related,
         unnest(['编制数', '交办数', '全年可用的预算（上年结转、年初预算与本年追加之和）', '预算数', '预算数', '预算数', '预算数', '预算数', '预算数',
                 '批复规模', '预算投资']) AS most,
         unnest([wide(staff), tasks_done, carried_out_wan, three_public_actual_wan, three_public_appropriated_actual_wan, project_spending_actual_wan,
                 public_expense_actual_wan, agency_running_actual_wan, procurement_actual_wan, built_area, building_actual_wan]) AS got,
         unnest([wide(establishment), tasks_assigned, wide(initial_budget_wan) + carried_in_wan + added_budget_wan, three_public_budget_wan,
                 three_public_appropriated_budget_wan, project_spending_budget_wan, public_expense_budget_wan, agency_running_budget_wan,
                 procurement_budget_wan, approved_area, building_budget_wan]) AS want
  FROM stg.department_base
)
WHERE got > want
