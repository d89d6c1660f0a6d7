-- rule: DEPT-R03
-- scope: submission
-- form: department_base
-- severity: blocking
-- title: 控制率与计算结果不符
-- identity: staff_control_rate = percent(staff, establishment)
-- identity: area_control_rate = percent(built_area, approved_area)
-- identity: building_control_rate = percent(building_actual_wan, building_budget_wan)
-- message: “{label}”填的是 {got}，{part_name} {part} ÷ {whole_name} {whole} 应为 {want}%。请核对这三个数。
-- 财政供养人员控制率是实有人数除以编制数，楼堂馆所控制率是实际建设规模（投资）除以批准规模（概算）。每个比率一条。
-- 与所写末位相差不超过半个单位即可。
SELECT _submission, _sheet, _row, _field, [part_field, whole_field] AS _related,
       got, half_up(percent(part, whole), 2) AS want, part, whole, part_name, whole_name
FROM (
  SELECT _submission, _sheet, _row,
         unnest(['staff_control_rate', 'area_control_rate', 'building_control_rate']) AS _field,
         unnest(['staff', 'built_area', 'building_actual_wan']) AS part_field,
         unnest(['establishment', 'approved_area', 'building_budget_wan']) AS whole_field,
         unnest(['在职人数', '实际规模', '实际投资']) AS part_name, unnest(['编制数', '批复规模', '预算投资']) AS whole_name,
         unnest([staff_control_rate, area_control_rate, building_control_rate]) AS got,
         unnest([wide(staff), wide(built_area), wide(building_actual_wan)]) AS part,
         unnest([wide(establishment), wide(approved_area), wide(building_budget_wan)]) AS whole
  FROM stg.department_base
)
WHERE abs(wide(got) - percent(part, whole)) > half_unit(got)
