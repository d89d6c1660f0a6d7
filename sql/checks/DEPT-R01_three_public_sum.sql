-- rule: DEPT-R01
-- scope: submission
-- form: department_base
-- severity: blocking
-- title: “三公”经费不等于各项之和
-- message: “{label}”为 {got}，其下各项相加为 {want}，相差 {diff}。请核对合计或各项。
-- “三公”经费是公务用车（购置和运行）、因公出国（境）和公务接待之和，公务用车又是购置与运行之和；各列、
-- 全部支出和一般公共预算拨款都这样。每个合计一条。一列中只要填了一项，空白的按没有计。
WITH lines AS (
  SELECT _submission, _sheet, _row,
         unnest(['last_wan', 'budget_wan', 'actual_wan', 'appropriated_last_wan', 'appropriated_budget_wan', 'appropriated_actual_wan']) AS col,
         unnest([three_public_last_wan, three_public_budget_wan, three_public_actual_wan,
                 three_public_appropriated_last_wan, three_public_appropriated_budget_wan, three_public_appropriated_actual_wan]) AS total,
         unnest([vehicles_last_wan, vehicles_budget_wan, vehicles_actual_wan,
                 vehicles_appropriated_last_wan, vehicles_appropriated_budget_wan, vehicles_appropriated_actual_wan]) AS vehicles,
         unnest([vehicle_purchase_last_wan, vehicle_purchase_budget_wan, vehicle_purchase_actual_wan,
                 vehicle_purchase_appropriated_last_wan, vehicle_purchase_appropriated_budget_wan, vehicle_purchase_appropriated_actual_wan]) AS bought,
         unnest([vehicle_running_last_wan, vehicle_running_budget_wan, vehicle_running_actual_wan,
                 vehicle_running_appropriated_last_wan, vehicle_running_appropriated_budget_wan, vehicle_running_appropriated_actual_wan]) AS run,
         unnest([abroad_last_wan, abroad_budget_wan, abroad_actual_wan,
                 abroad_appropriated_last_wan, abroad_appropriated_budget_wan, abroad_appropriated_actual_wan]) AS abroad,
         unnest([reception_last_wan, reception_budget_wan, reception_actual_wan,
                 reception_appropriated_last_wan, reception_appropriated_budget_wan, reception_appropriated_actual_wan]) AS reception
  FROM stg.department_base
), sums AS (
  SELECT _submission, _sheet, _row, 'vehicles_' || col AS _field, ['vehicle_purchase_', 'vehicle_running_'] AS parts, col,
         vehicles AS got, wide(coalesce(bought, 0)) + coalesce(run, 0) AS want
  FROM lines WHERE coalesce(bought, run) IS NOT NULL
  UNION ALL
  SELECT _submission, _sheet, _row, 'three_public_' || col, ['vehicles_', 'abroad_', 'reception_'], col,
         total, wide(coalesce(vehicles, wide(coalesce(bought, 0)) + coalesce(run, 0))) + coalesce(abroad, 0) + coalesce(reception, 0)
  FROM lines WHERE coalesce(vehicles, bought, run, abroad, reception) IS NOT NULL
)
SELECT _submission, _sheet, _row, _field,
       list_transform(parts, lambda part: part || col) AS _related,
       got, want, wide(got) - want AS diff
FROM sums
WHERE got <> want
