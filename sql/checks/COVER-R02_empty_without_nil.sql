-- rule: COVER-R02
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 没有项目又未声明零报告
-- yields-to: SHEET-MISSING, HEADER-MISSING, LABEL-MISSING, COVER-R01
-- field: project_code
-- message: “{sheet}”中没有任何项目，封面也没有填“零报告：是”。有项目的请填报；本年度确实没有项目的，请在封面“零报告”填“是”。
-- 没有项目要说明，不能什么都不填。安排表已找到而没有项目的工作簿一条。
SELECT r.submission AS _submission, min(r.sheet) AS _sheet, NULL AS _row, 0 AS got
FROM meta.sheet_account r
WHERE r.form = 'allocation' AND r.header_rows > 0
  AND NOT EXISTS (SELECT 1 FROM stg.allocation a WHERE a._submission = r.submission)
  AND NOT EXISTS (SELECT 1 FROM stg.cover c WHERE c._submission = r.submission AND c.nil_report)
GROUP BY r.submission
