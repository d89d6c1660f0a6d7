-- rule: COVER-R01
-- scope: submission
-- form: cover
-- severity: blocking
-- title: 零报告却有项目
-- field: nil_report
-- message: 封面“{label}”填“是”（本年度没有项目），但“{filled}”有 {rows} 行。有项目的请改填“否”，没有项目的请删去表中各行。
-- 零报告不能有项目。每张封面一条，带上第一张有项目的工作表。安排表没有项目的，改填“否”也不够，所以不作为应为。
WITH filled AS (
  SELECT 1 AS place, _submission, _sheet, count(*) AS rows FROM stg.allocation GROUP BY _submission, _sheet
  UNION ALL
  SELECT 2, _submission, _sheet, count(*) FROM stg.execution GROUP BY _submission, _sheet
  UNION ALL
  SELECT 3, _submission, _sheet, count(*) FROM stg.indicators GROUP BY _submission, _sheet
)
SELECT c._submission, c._sheet, c._row, '是' AS got, CASE WHEN f.place = 1 THEN '否' END AS want, f.rows, f._sheet AS filled
FROM stg.cover c
JOIN filled f ON f._submission = c._submission
WHERE c.nil_report
QUALIFY row_number() OVER (PARTITION BY c._submission, c._sheet, c._row ORDER BY f.place, f._sheet) = 1
