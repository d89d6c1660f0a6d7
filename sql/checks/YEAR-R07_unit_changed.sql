-- rule: YEAR-R07
-- scope: history
-- form: allocation
-- severity: explain
-- title: 项目换了承担单位
-- field: organisation
-- related: uscc
-- message: 项目 {project_code} 的“{label}”为“{got}”，{earlier_period} 报告期报的是“{want}”。请核对后修改；单位更名或变更的，请说明。
-- 编号和名称都与以前相同的项目，承担单位不同：信用代码和名称都不相同。对照最近的一个报告期。
WITH last_time AS (
  SELECT * FROM base.earlier_project
  WHERE same_code AND same_name
  QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row
    ORDER BY earlier_position DESC, same_unit DESC, earlier_region_code, earlier_sheet, earlier_row) = 1
)
SELECT _submission, _sheet, _row, organisation AS got, earlier_organisation AS want, project_code, earlier_period
FROM last_time
WHERE NOT same_unit AND organisation IS NOT NULL AND earlier_organisation IS NOT NULL
