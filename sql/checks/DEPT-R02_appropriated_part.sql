-- rule: DEPT-R02
-- scope: submission
-- form: department_base
-- severity: blocking
-- yields-to: DEPT-R01
-- title: 一般公共预算拨款大于全部支出
-- message: “{label}”为 {got}，大于全部支出 {want}，多 {diff}。一般公共预算拨款是其中的一部分，请核对。
-- 一般公共预算拨款是一项支出的一部分。每行每列一条。
SELECT _submission, _sheet, _row, part AS _field, [whole] AS _related, got, want, wide(got) - want AS diff
FROM (
  SELECT _submission, _sheet, _row,
         line || '_appropriated_' || col AS part, line || '_' || col AS whole,
         got[position] AS got, want[position] AS want
  FROM (
    SELECT _submission, _sheet, _row,
           unnest(['three_public', 'vehicles', 'vehicle_purchase', 'vehicle_running', 'abroad', 'reception']) AS line,
           unnest([
             [three_public_appropriated_last_wan, three_public_appropriated_budget_wan, three_public_appropriated_actual_wan],
             [vehicles_appropriated_last_wan, vehicles_appropriated_budget_wan, vehicles_appropriated_actual_wan],
             [vehicle_purchase_appropriated_last_wan, vehicle_purchase_appropriated_budget_wan, vehicle_purchase_appropriated_actual_wan],
             [vehicle_running_appropriated_last_wan, vehicle_running_appropriated_budget_wan, vehicle_running_appropriated_actual_wan],
             [abroad_appropriated_last_wan, abroad_appropriated_budget_wan, abroad_appropriated_actual_wan],
             [reception_appropriated_last_wan, reception_appropriated_budget_wan, reception_appropriated_actual_wan]], max_depth := 1) AS got,
           unnest([
             [three_public_last_wan, three_public_budget_wan, three_public_actual_wan],
             [vehicles_last_wan, vehicles_budget_wan, vehicles_actual_wan],
             [vehicle_purchase_last_wan, vehicle_purchase_budget_wan, vehicle_purchase_actual_wan],
             [vehicle_running_last_wan, vehicle_running_budget_wan, vehicle_running_actual_wan],
             [abroad_last_wan, abroad_budget_wan, abroad_actual_wan],
             [reception_last_wan, reception_budget_wan, reception_actual_wan]], max_depth := 1) AS want
    FROM stg.department_base
  )
  CROSS JOIN (VALUES (1, 'last_wan'), (2, 'budget_wan'), (3, 'actual_wan')) AS columns(position, col)
)
WHERE got > want
