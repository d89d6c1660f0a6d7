-- rule: DEPT-R03
-- scope: submission
-- form: department_base
-- severity: blocking
-- title: 控制率与计算结果不符
-- message: “{label}”填的是 {got}，{part} ÷ {whole} 应为 {want}%。请核对。
-- The rate of staff is staff over establishment, that of a building what was built
-- over what was approved, in area and in money. One row a rate. Right within half a
-- unit of the last digit that it shows.
SELECT _submission, _sheet, _row, _field, [part_field, whole_field] AS _related,
       got, half_up(percent(part, whole), 2) AS want, part, whole
FROM (
  SELECT _submission, _sheet, _row,
         unnest(['staff_control_rate', 'area_control_rate', 'building_control_rate']) AS _field,
         unnest(['staff', 'built_area', 'building_actual_wan']) AS part_field,
         unnest(['establishment', 'approved_area', 'building_budget_wan']) AS whole_field,
         unnest([staff_control_rate, area_control_rate, building_control_rate]) AS got,
         unnest([wide(staff), wide(built_area), wide(building_actual_wan)]) AS part,
         unnest([wide(establishment), wide(approved_area), wide(building_budget_wan)]) AS whole
  FROM stg.department_base
)
WHERE abs(wide(got) - percent(part, whole)) > half_unit(got)
