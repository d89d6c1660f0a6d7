-- rule: DEPT-R15
-- scope: submission
-- form: department_base
-- severity: explain
-- title: 同一个数在两张表中不一致
-- yields-to: DEPT-R01, DEPT-R02, DEPT-R05
-- message: “{label}”为 {got}，{other}为 {want}，相差 {diff}。同一个数在两处应当一致，请核对，或说明原因。
-- 基础数据表、整体支出自评表和支出决算表都有的数是同一个。每个数与另一处不符一条，基础数据表有的指在基础数据表。
-- 有一处空白，或表中一行重复时不提。
WITH pairs AS (
  -- base data and expenditure
  SELECT b._submission, b._sheet, b._row, 'department_base' AS _form, f.field AS _field, f.amount AS got,
         i._sheet AS other_sheet, i._row AS other_row, 'department_expenditure' AS other_form, f.other_field,
         CASE f.other_field WHEN 'budget_wan' THEN i.budget_wan WHEN 'last_wan' THEN i.last_wan ELSE i.actual_wan END AS want,
         '支出决算表中“' || i.item || '”' AS other
  FROM stg.department_base b,
  LATERAL (SELECT unnest([
    {field: 'project_spending_actual_wan', amount: b.project_spending_actual_wan, class: 'X02', names: ['项目支出'], other_field: 'actual_wan'},
    {field: 'project_spending_budget_wan', amount: b.project_spending_budget_wan, class: 'X02', names: ['项目支出'], other_field: 'budget_wan'},
    {field: 'three_public_actual_wan', amount: b.three_public_actual_wan, class: 'X04', names: ['三公经费', '三公经费合计'], other_field: 'actual_wan'},
    {field: 'three_public_last_wan', amount: b.three_public_last_wan, class: 'X04', names: ['三公经费', '三公经费合计'], other_field: 'last_wan'},
    {field: 'vehicle_running_actual_wan', amount: b.vehicle_running_actual_wan, class: 'X04', names: ['公车运行维护费', '公务用车运行维护费'], other_field: 'actual_wan'},
    {field: 'vehicle_running_last_wan', amount: b.vehicle_running_last_wan, class: 'X04', names: ['公车运行维护费', '公务用车运行维护费'], other_field: 'last_wan'},
    {field: 'reception_actual_wan', amount: b.reception_actual_wan, class: 'X04', names: ['公务接待费'], other_field: 'actual_wan'},
    {field: 'reception_last_wan', amount: b.reception_last_wan, class: 'X04', names: ['公务接待费'], other_field: 'last_wan'},
    {field: 'abroad_actual_wan', amount: b.abroad_actual_wan, class: 'X04', names: ['因公出国(境)费用', '因公出国(境)费'], other_field: 'actual_wan'},
    {field: 'three_public_appropriated_actual_wan', amount: b.three_public_appropriated_actual_wan, class: 'X05', names: ['一般公共预算拨款三公经费', '三公经费'], other_field: 'actual_wan'},
    {field: 'three_public_appropriated_last_wan', amount: b.three_public_appropriated_last_wan, class: 'X05', names: ['一般公共预算拨款三公经费', '三公经费'], other_field: 'last_wan'},
    {field: 'vehicle_running_appropriated_actual_wan', amount: b.vehicle_running_appropriated_actual_wan, class: 'X05', names: ['公车运行维护费', '公务用车运行维护费'], other_field: 'actual_wan'},
    {field: 'reception_appropriated_actual_wan', amount: b.reception_appropriated_actual_wan, class: 'X05', names: ['公务接待费'], other_field: 'actual_wan'},
    {field: 'agency_running_actual_wan', amount: b.agency_running_actual_wan, class: 'X06', names: ['机关运行经费'], other_field: 'actual_wan'},
    {field: 'agency_running_last_wan', amount: b.agency_running_last_wan, class: 'X06', names: ['机关运行经费'], other_field: 'last_wan'}
  ], recursive := true)) f
  JOIN base.expenditure_items i ON i._submission = b._submission AND i.classification_code = f.class AND list_contains(f.names, i.name)
  UNION ALL
  -- self-evaluation and expenditure
  SELECT e._submission, e._sheet, e._row, 'department_evaluation', f.field, f.amount, i._sheet, i._row, 'department_expenditure', f.other_field,
         CASE f.other_field WHEN 'budget_wan' THEN i.budget_wan ELSE i.actual_wan END, '支出决算表中“' || i.item || '”'
  FROM stg.department_evaluation e,
  LATERAL (SELECT unnest([
    {field: 'basic_spent_wan', amount: e.basic_spent_wan, item: '基本支出', other_field: 'actual_wan'},
    {field: 'project_spent_wan', amount: e.project_spent_wan, item: '项目支出', other_field: 'actual_wan'},
    {field: 'project_budget_wan', amount: e.project_budget_wan, item: '项目支出', other_field: 'budget_wan'}
  ], recursive := true)) f
  JOIN base.expenditure_items i ON i._submission = e._submission AND i.classification_code = 'X02' AND i.name = f.item
)
SELECT _submission, _form, _sheet, _row, _field,
       [{form: other_form, sheet: other_sheet, row: other_row, field: other_field}] AS _related,
       got, want, wide(got) - want AS diff, other
FROM pairs
WHERE got <> want
