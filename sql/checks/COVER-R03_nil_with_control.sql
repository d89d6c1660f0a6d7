-- rule: COVER-R03
-- scope: submission
-- form: cover
-- severity: explain
-- title: 零报告但有控制数
-- yields-to: COVER-R01
-- field: nil_report
-- message: 封面“{label}”填“是”，但市局控制数为 {projects} 个项目、{control_wan} 万元。请核对；确实没有项目的，请说明原因。
-- 市局安排了项目的县市区却是零报告。每张封面一条。
SELECT c._submission, c._sheet, c._row, '是' AS got, f.projects, f.amount_wan AS control_wan
FROM stg.cover c
JOIN meta.submission s ON s.submission = c._submission
JOIN ref.control_figures f ON f.period = s.period AND f.region_code = s.region_code
WHERE c.nil_report AND f.projects > 0
