-- mart: report_inputs
-- title: 绩效评价报告取数表
-- grain: 每个报告期、每个取数项一行：部门工作簿中被报告引用的一个单元格，或资金安排表的一个合计
-- column period: 报告期
-- column input: 取数项
-- column label: 名称
-- column unit: 计量单位
-- column value: 数值
-- column form: 报表
-- column field: 栏目
-- column submission: 报送编号（合计数为空）
-- column sheet: 工作表
-- column record_row: 行号
-- traces: value = from core.department_base, core.department_expenditure, core.key_results, core.allocation
-- What the report's figures are made from, one named number a row. A figure names
-- its inputs in ref.report_figure_terms; an input that nobody filled in is NULL or
-- has no row, and is then said to be missing, never taken for 0.
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
    {field: 'last_wan', value: wide(last_wan)}
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
  SELECT period, 'department_base.' || field AS input, 'department_base' AS form, field,
         NULL AS item, NULL AS item_unit, value, _submission, _sheet, _row
  FROM base
  UNION ALL
  SELECT period, 'department_expenditure.' || classification_code || '.' || item || '.' || field, 'department_expenditure', field,
         item, NULL, value, _submission, _sheet, _row
  FROM expenditure
  UNION ALL
  SELECT period, 'key_results.' || result_code || '.' || field, 'key_results', field,
         result_name, CASE WHEN field IN ('value', 'last_value') THEN result_unit END, value, _submission, _sheet, _row
  FROM results
  UNION ALL
  SELECT period, 'allocation.amount_wan', 'allocation', 'amount_wan', '资金安排表合计', NULL, sum(wide(amount_wan)), NULL, NULL, NULL
  FROM core.allocation GROUP BY period
  UNION ALL
  SELECT period, 'allocation.projects', 'allocation', 'project_code', '资金安排表项目数', '个', wide(count(*)), NULL, NULL, NULL
  FROM core.allocation GROUP BY period
)
SELECT i.period, i.input,
       CASE WHEN i.form = 'allocation' THEN i.item WHEN i.item IS NULL THEN w.label ELSE i.item || '·' || w.label END AS label,
       coalesce(i.item_unit, w.unit, '') AS unit,
       TRY_CAST(i.value AS DECIMAL(18,6)) AS value, i.form, i.field,
       CAST(i._submission AS INTEGER) AS submission, i._sheet AS sheet, i._row AS record_row
FROM inputs i LEFT JOIN words w ON w.form = i.form AND w.field = i.field
ORDER BY i.period, i.input
