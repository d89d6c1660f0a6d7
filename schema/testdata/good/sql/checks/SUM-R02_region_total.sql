-- rule: SUM-R02
-- scope: submission
-- form: project
-- severity: explain
-- title: 与控制数不符
-- yields-to: SUM-R10, project.amount_wan.number
-- field: amount_wan
-- message: 合计 {got}，控制数 {want}。
-- Total of a region against its control figure.
-- One row per region: those that differ; others are silent.
SELECT s._submission, s._sheet, NULL AS _row, ';' AS got, 1 AS want -- a mart.comment
FROM stg.project s;
