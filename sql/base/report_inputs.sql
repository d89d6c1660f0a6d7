-- view: report_inputs
-- title: 绩效评价报告取数表
-- grain: 每个报告期、每个取数项一行：部门工作簿中被报告引用的一个单元格，或资金安排表的一个合计
-- stored: true
-- also: mart.report_inputs
-- column period: 报告期
-- column input: 取数项
-- column label: 名称
-- column unit: 计量单位
-- column value: 数值
-- column form: 报表
-- column field: 栏目
-- column classification_code: 分类方式代码（支出决算表）
-- column item: 项目（支出决算表）
-- column result_code: 指标编码（重点工作成效指标表）
-- column submission: 报送编号（合计数为空）
-- column sheet: 工作表
-- column record_row: 行号
-- traces: value when input = 'department_base.establishment' = value(core.department_base.establishment) by period
-- traces: value when input = 'department_base.establishment_administrative' = value(core.department_base.establishment_administrative) by period
-- traces: value when input = 'department_base.establishment_workers' = value(core.department_base.establishment_workers) by period
-- traces: value when input = 'department_base.establishment_institutional' = value(core.department_base.establishment_institutional) by period
-- traces: value when input = 'department_base.staff' = value(core.department_base.staff) by period
-- traces: value when input = 'department_base.retired' = value(core.department_base.retired) by period
-- traces: value when input = 'department_base.people' = value(core.department_base.people) by period
-- traces: value when input = 'department_base.staff_control_rate' = value(core.department_base.staff_control_rate) by period
-- traces: value when input = 'department_base.internal_offices' = value(core.department_base.internal_offices) by period
-- traces: value when input = 'department_base.institutions' = value(core.department_base.institutions) by period
-- traces: value when input = 'department_base.leaders' = value(core.department_base.leaders) by period
-- traces: value when input = 'department_base.tasks_assigned' = value(core.department_base.tasks_assigned) by period
-- traces: value when input = 'department_base.tasks_done' = value(core.department_base.tasks_done) by period
-- traces: value when input = 'department_base.carried_in_wan' = value(core.department_base.carried_in_wan) by period
-- traces: value when input = 'department_base.initial_budget_wan' = value(core.department_base.initial_budget_wan) by period
-- traces: value when input = 'department_base.added_budget_wan' = value(core.department_base.added_budget_wan) by period
-- traces: value when input = 'department_base.carried_out_wan' = value(core.department_base.carried_out_wan) by period
-- traces: value when input = 'department_base.three_public_last_wan' = value(core.department_base.three_public_last_wan) by period
-- traces: value when input = 'department_base.three_public_last_budget_wan' = value(core.department_base.three_public_last_budget_wan) by period
-- traces: value when input = 'department_base.three_public_budget_wan' = value(core.department_base.three_public_budget_wan) by period
-- traces: value when input = 'department_base.three_public_actual_wan' = value(core.department_base.three_public_actual_wan) by period
-- traces: value when input = 'department_base.three_public_appropriated_last_wan' = value(core.department_base.three_public_appropriated_last_wan) by period
-- traces: value when input = 'department_base.three_public_appropriated_budget_wan' = value(core.department_base.three_public_appropriated_budget_wan) by period
-- traces: value when input = 'department_base.three_public_appropriated_actual_wan' = value(core.department_base.three_public_appropriated_actual_wan) by period
-- traces: value when input = 'department_base.vehicle_purchase_actual_wan' = value(core.department_base.vehicle_purchase_actual_wan) by period
-- traces: value when input = 'department_base.vehicle_purchase_appropriated_actual_wan' = value(core.department_base.vehicle_purchase_appropriated_actual_wan) by period
-- traces: value when input = 'department_base.vehicle_running_last_wan' = value(core.department_base.vehicle_running_last_wan) by period
-- traces: value when input = 'department_base.vehicle_running_actual_wan' = value(core.department_base.vehicle_running_actual_wan) by period
-- traces: value when input = 'department_base.vehicle_running_appropriated_last_wan' = value(core.department_base.vehicle_running_appropriated_last_wan) by period
-- traces: value when input = 'department_base.vehicle_running_appropriated_actual_wan' = value(core.department_base.vehicle_running_appropriated_actual_wan) by period
-- traces: value when input = 'department_base.abroad_last_wan' = value(core.department_base.abroad_last_wan) by period
-- traces: value when input = 'department_base.abroad_actual_wan' = value(core.department_base.abroad_actual_wan) by period
-- traces: value when input = 'department_base.abroad_appropriated_actual_wan' = value(core.department_base.abroad_appropriated_actual_wan) by period
-- traces: value when input = 'department_base.reception_last_wan' = value(core.department_base.reception_last_wan) by period
-- traces: value when input = 'department_base.reception_actual_wan' = value(core.department_base.reception_actual_wan) by period
-- traces: value when input = 'department_base.reception_appropriated_last_wan' = value(core.department_base.reception_appropriated_last_wan) by period
-- traces: value when input = 'department_base.reception_appropriated_actual_wan' = value(core.department_base.reception_appropriated_actual_wan) by period
-- traces: value when input = 'department_base.project_spending_budget_wan' = value(core.department_base.project_spending_budget_wan) by period
-- traces: value when input = 'department_base.project_spending_actual_wan' = value(core.department_base.project_spending_actual_wan) by period
-- traces: value when input = 'department_base.public_expense_budget_wan' = value(core.department_base.public_expense_budget_wan) by period
-- traces: value when input = 'department_base.public_expense_actual_wan' = value(core.department_base.public_expense_actual_wan) by period
-- traces: value when input = 'department_base.agency_running_last_wan' = value(core.department_base.agency_running_last_wan) by period
-- traces: value when input = 'department_base.agency_running_actual_wan' = value(core.department_base.agency_running_actual_wan) by period
-- traces: value when input = 'department_base.procurement_budget_wan' = value(core.department_base.procurement_budget_wan) by period
-- traces: value when input = 'department_base.procurement_actual_wan' = value(core.department_base.procurement_actual_wan) by period
-- traces: value when input = 'department_base.approved_area' = value(core.department_base.approved_area) by period
-- traces: value when input = 'department_base.built_area' = value(core.department_base.built_area) by period
-- traces: value when input = 'department_base.area_control_rate' = value(core.department_base.area_control_rate) by period
-- traces: value when input = 'department_base.building_budget_wan' = value(core.department_base.building_budget_wan) by period
-- traces: value when input = 'department_base.building_actual_wan' = value(core.department_base.building_actual_wan) by period
-- traces: value when input = 'department_base.building_control_rate' = value(core.department_base.building_control_rate) by period
-- traces: value when form = 'department_expenditure' and field = 'budget_wan' = value(core.department_expenditure.budget_wan) by period, classification_code, item
-- traces: value when form = 'department_expenditure' and field = 'actual_wan' = value(core.department_expenditure.actual_wan) by period, classification_code, item
-- traces: value when form = 'department_expenditure' and field = 'last_wan' = value(core.department_expenditure.last_wan) by period, classification_code, item
-- traces: value when form = 'department_expenditure' and field = 'change_wan' = value(core.department_expenditure.change_wan) by period, classification_code, item
-- traces: value when form = 'department_expenditure' and field = 'change_rate' = value(core.department_expenditure.change_rate) by period, classification_code, item
-- traces: value when form = 'key_results' and field = 'value' = value(core.key_results.value) by period, result_code
-- traces: value when form = 'key_results' and field = 'last_value' = value(core.key_results.last_value) by period, result_code
-- traces: value when form = 'key_results' and field = 'change_rate' = value(core.key_results.change_rate) by period, result_code
-- traces: value when form = 'key_results' and field = 'times_more' = value(core.key_results.times_more) by period, result_code
-- traces: value when input = 'allocation.amount_wan' = sum(core.allocation.amount_wan) by period
-- traces: value when input = 'allocation.projects' = count(core.allocation) by period
-- What the report's figures are made from, one named number a row. A figure names
-- its inputs in ref.report_figure_terms, a rate in ref.control_rates; an input that
-- nobody filled in is NULL or has no row: it is said to be missing, never 0.
WITH words AS (
  SELECT table_name AS form, column_name AS field, any_value(comment) AS label, any_value(unit) AS unit
  FROM meta.dictionary WHERE schema_name = 'stg' GROUP BY ALL
), base AS (
  SELECT period, _submission, _sheet, _row, unnest([
    {field: 'establishment', value: wide(establishment)},
    {field: 'establishment_administrative', value: wide(establishment_administrative)},
    {field: 'establishment_workers', value: wide(establishment_workers)},
    {field: 'establishment_institutional', value: wide(establishment_institutional)},
    {field: 'staff', value: wide(staff)},
    {field: 'retired', value: wide(retired)},
    {field: 'people', value: wide(people)},
    {field: 'staff_control_rate', value: wide(staff_control_rate)},
    {field: 'internal_offices', value: wide(internal_offices)},
    {field: 'institutions', value: wide(institutions)},
    {field: 'leaders', value: wide(leaders)},
    {field: 'tasks_assigned', value: wide(tasks_assigned)},
    {field: 'tasks_done', value: wide(tasks_done)},
    {field: 'carried_in_wan', value: wide(carried_in_wan)},
    {field: 'initial_budget_wan', value: wide(initial_budget_wan)},
    {field: 'added_budget_wan', value: wide(added_budget_wan)},
    {field: 'carried_out_wan', value: wide(carried_out_wan)},
    {field: 'three_public_last_wan', value: wide(three_public_last_wan)},
    {field: 'three_public_last_budget_wan', value: wide(three_public_last_budget_wan)},
    {field: 'three_public_budget_wan', value: wide(three_public_budget_wan)},
    {field: 'three_public_actual_wan', value: wide(three_public_actual_wan)},
    {field: 'three_public_appropriated_last_wan', value: wide(three_public_appropriated_last_wan)},
    {field: 'three_public_appropriated_budget_wan', value: wide(three_public_appropriated_budget_wan)},
    {field: 'three_public_appropriated_actual_wan', value: wide(three_public_appropriated_actual_wan)},
    {field: 'vehicle_purchase_actual_wan', value: wide(vehicle_purchase_actual_wan)},
    {field: 'vehicle_purchase_appropriated_actual_wan', value: wide(vehicle_purchase_appropriated_actual_wan)},
    {field: 'vehicle_running_last_wan', value: wide(vehicle_running_last_wan)},
    {field: 'vehicle_running_actual_wan', value: wide(vehicle_running_actual_wan)},
    {field: 'vehicle_running_appropriated_last_wan', value: wide(vehicle_running_appropriated_last_wan)},
    {field: 'vehicle_running_appropriated_actual_wan', value: wide(vehicle_running_appropriated_actual_wan)},
    {field: 'abroad_last_wan', value: wide(abroad_last_wan)},
    {field: 'abroad_actual_wan', value: wide(abroad_actual_wan)},
    {field: 'abroad_appropriated_actual_wan', value: wide(abroad_appropriated_actual_wan)},
    {field: 'reception_last_wan', value: wide(reception_last_wan)},
    {field: 'reception_actual_wan', value: wide(reception_actual_wan)},
    {field: 'reception_appropriated_last_wan', value: wide(reception_appropriated_last_wan)},
    {field: 'reception_appropriated_actual_wan', value: wide(reception_appropriated_actual_wan)},
    {field: 'project_spending_budget_wan', value: wide(project_spending_budget_wan)},
    {field: 'project_spending_actual_wan', value: wide(project_spending_actual_wan)},
    {field: 'public_expense_budget_wan', value: wide(public_expense_budget_wan)},
    {field: 'public_expense_actual_wan', value: wide(public_expense_actual_wan)},
    {field: 'agency_running_last_wan', value: wide(agency_running_last_wan)},
    {field: 'agency_running_actual_wan', value: wide(agency_running_actual_wan)},
    {field: 'procurement_budget_wan', value: wide(procurement_budget_wan)},
    {field: 'procurement_actual_wan', value: wide(procurement_actual_wan)},
    {field: 'approved_area', value: wide(approved_area)},
    {field: 'built_area', value: wide(built_area)},
    {field: 'area_control_rate', value: wide(area_control_rate)},
    {field: 'building_budget_wan', value: wide(building_budget_wan)},
    {field: 'building_actual_wan', value: wide(building_actual_wan)},
    {field: 'building_control_rate', value: wide(building_control_rate)}
  ], recursive := true)
  FROM core.department_base
), expenditure AS (
  SELECT period, _submission, _sheet, _row, classification_code, item, unnest([
    {field: 'budget_wan', value: wide(budget_wan)},
    {field: 'actual_wan', value: wide(actual_wan)},
    {field: 'last_wan', value: wide(last_wan)},
    {field: 'change_wan', value: wide(change_wan)},
    {field: 'change_rate', value: wide(change_rate)}
  ], recursive := true)
  FROM core.department_expenditure
), results AS (
  SELECT period, _submission, _sheet, _row, result_code, result_name, unit AS result_unit, unnest([
    {field: 'value', value: wide(value)},
    {field: 'last_value', value: wide(last_value)},
    {field: 'change_rate', value: wide(change_rate)},
    {field: 'times_more', value: wide(times_more)}
  ], recursive := true)
  FROM core.key_results
), inputs AS (
  SELECT period, 'department_base.' || field AS input, 'department_base' AS form, field, value, _submission, _sheet, _row,
         NULL AS name, NULL AS own_unit, NULL AS classification_code, NULL AS item, NULL AS result_code
  FROM base
  UNION ALL
  SELECT period, 'department_expenditure.' || classification_code || '.' || item || '.' || field, 'department_expenditure', field, value,
         _submission, _sheet, _row, item, NULL, classification_code, item, NULL
  FROM expenditure
  UNION ALL
  SELECT period, 'key_results.' || result_code || '.' || field, 'key_results', field, value, _submission, _sheet, _row,
         result_name, CASE WHEN field IN ('value', 'last_value') THEN result_unit END, NULL, NULL, result_code
  FROM results
  UNION ALL
  SELECT period, 'allocation.amount_wan', 'allocation', 'amount_wan', sum(wide(amount_wan)), NULL, NULL, NULL,
         '资金安排表合计', NULL, NULL, NULL, NULL
  FROM core.allocation GROUP BY period
  UNION ALL
  SELECT period, 'allocation.projects', 'allocation', 'project_code', wide(count(*)), NULL, NULL, NULL,
         '资金安排表项目数', '个', NULL, NULL, NULL
  FROM core.allocation GROUP BY period
)
SELECT i.period, i.input,
       CASE WHEN i.form = 'allocation' THEN i.name WHEN i.name IS NULL THEN w.label ELSE i.name || '·' || w.label END AS label,
       coalesce(i.own_unit, w.unit, '') AS unit,
       TRY_CAST(i.value AS DECIMAL(18,6)) AS value, i.form, i.field, i.classification_code, i.item, i.result_code,
       CAST(i._submission AS INTEGER) AS submission, i._sheet AS sheet, i._row AS record_row
FROM inputs i LEFT JOIN words w ON w.form = i.form AND w.field = i.field
ORDER BY i.period, i.input
