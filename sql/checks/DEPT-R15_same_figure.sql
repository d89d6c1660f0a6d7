-- rule: DEPT-R15
-- scope: submission
-- form: department_base
-- severity: explain
-- title: 同一个数在两张表中不一致
-- yields-to: DEPT-R01, DEPT-R02, DEPT-R05
-- want: 另一处为 {want}
-- message: “{label}”为 {got}，{other}为 {want}，{diff}。同一个数在两处应当一致，请核对，或说明原因。
-- 基础数据表、整体支出自评表和支出决算表都有的数是同一个。每个数与另一处不符一条，基础数据表有的指在基础数据表。
-- 有一处空白，或表中一行重复时不提。
WITH twin(_form, field, classification_code, names, other_field) AS (
  VALUES ('department_base', 'project_spending_actual_wan', 'X02', ['项目支出'], 'actual_wan'),
         ('department_base', 'project_spending_budget_wan', 'X02', ['项目支出'], 'budget_wan'),
         ('department_base', 'three_public_actual_wan', 'X04', ['三公经费', '三公经费合计'], 'actual_wan'),
         ('department_base', 'three_public_last_wan', 'X04', ['三公经费', '三公经费合计'], 'last_wan'),
         ('department_base', 'vehicle_running_actual_wan', 'X04', ['公车运行维护费', '公务用车运行维护费'], 'actual_wan'),
         ('department_base', 'vehicle_running_last_wan', 'X04', ['公车运行维护费', '公务用车运行维护费'], 'last_wan'),
         ('department_base', 'reception_actual_wan', 'X04', ['公务接待费'], 'actual_wan'),
         ('department_base', 'reception_last_wan', 'X04', ['公务接待费'], 'last_wan'),
         ('department_base', 'abroad_actual_wan', 'X04', ['因公出国(境)费用', '因公出国(境)费'], 'actual_wan'),
         ('department_base', 'three_public_appropriated_actual_wan', 'X05', ['一般公共预算拨款三公经费', '三公经费'], 'actual_wan'),
         ('department_base', 'three_public_appropriated_last_wan', 'X05', ['一般公共预算拨款三公经费', '三公经费'], 'last_wan'),
         ('department_base', 'vehicle_running_appropriated_actual_wan', 'X05', ['公车运行维护费', '公务用车运行维护费'], 'actual_wan'),
         ('department_base', 'reception_appropriated_actual_wan', 'X05', ['公务接待费'], 'actual_wan'),
         ('department_base', 'agency_running_actual_wan', 'X06', ['机关运行经费'], 'actual_wan'),
         ('department_base', 'agency_running_last_wan', 'X06', ['机关运行经费'], 'last_wan'),
         ('department_evaluation', 'basic_spent_wan', 'X02', ['基本支出'], 'actual_wan'),
         ('department_evaluation', 'project_spent_wan', 'X02', ['项目支出'], 'actual_wan'),
         ('department_evaluation', 'project_budget_wan', 'X02', ['项目支出'], 'budget_wan')
)
SELECT v._submission, v._form, v._sheet, v._row, v.field AS _field,
       [{form: 'department_expenditure', sheet: i._sheet, row: i._row, field: t.other_field}] AS _related,
       v.value AS got, wide(CASE t.other_field WHEN 'budget_wan' THEN i.budget_wan WHEN 'last_wan' THEN i.last_wan ELSE i.actual_wan END) AS want,
       got - want AS diff, '支出决算表中“' || i.item || '”' AS other
FROM twin t
JOIN (FROM base.department_base_value UNION ALL FROM base.department_evaluation_value) v ON v._form = t._form AND v.field = t.field
JOIN base.expenditure_items i ON i._submission = v._submission AND i.classification_code = t.classification_code AND list_contains(t.names, i.name)
WHERE got <> want
