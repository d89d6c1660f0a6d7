-- rule: COVER-R01
-- scope: submission
-- form: cover
-- severity: blocking
-- title: 零报告却有项目
-- field: nil_report
-- message: 封面“{label}”填“是”（本年度没有项目），但项目资金安排表有 {got} 个项目。有项目的请改填“否”，没有项目的请删去表中各行。
-- A nil report holds no project. One row a cover.
SELECT c._submission, c._sheet, c._row, count(*) AS got, 0 AS want
FROM stg.cover c
JOIN stg.allocation a ON a._submission = c._submission
WHERE c.nil_report
GROUP BY c._submission, c._sheet, c._row
