-- rule: DEPT-R01
-- scope: submission
-- form: department_base
-- severity: blocking
-- title: “三公”经费不等于各项之和
-- identity: vehicles_* = sum(vehicle_purchase_*, vehicle_running_*)
-- identity: three_public_* = sum(vehicles_*, abroad_*, reception_*)
-- message: “{label}”为 {got}，其下各项相加为 {want}，{diff}。请核对合计或各项。
-- “三公”经费是公务用车（购置和运行）、因公出国（境）和公务接待之和，公务用车又是购置与运行之和；各列、
-- 全部支出和一般公共预算拨款都这样。每个合计一条。一列中只要填了一项，空白的按没有计。
WITH stated AS (
  SELECT _submission, _sheet, _row, value,
         regexp_extract(field, '^(three_public|vehicles|vehicle_purchase|vehicle_running|abroad|reception)_((?:appropriated_)?(?:last|budget|actual)_wan)$',
           ['line', 'col']) AS of_field
  FROM base.department_base_value
), col AS MATERIALIZED (
  SELECT _submission, _sheet, _row, of_field.col AS col,
         max(value) FILTER (of_field.line = 'three_public') AS total,
         max(value) FILTER (of_field.line = 'vehicles') AS vehicles,
         sum(value) FILTER (of_field.line IN ('vehicle_purchase', 'vehicle_running')) AS bought_and_run,
         sum(value) FILTER (of_field.line IN ('abroad', 'reception')) AS abroad_and_reception
  FROM stated WHERE of_field.line <> ''
  GROUP BY ALL
), sums AS (
  SELECT _submission, _sheet, _row, 'vehicles_' || col AS _field, ['vehicle_purchase_', 'vehicle_running_'] AS parts, col,
         vehicles AS got, wide(bought_and_run) AS want
  FROM col
  UNION ALL
  SELECT _submission, _sheet, _row, 'three_public_' || col, ['vehicles_', 'abroad_', 'reception_'], col,
         total, sum_of([coalesce(vehicles, bought_and_run), abroad_and_reception])
  FROM col
)
SELECT _submission, _sheet, _row, _field, list_transform(parts, lambda part: part || col) AS _related,
       got, want, got - want AS diff
FROM sums
WHERE got <> want
