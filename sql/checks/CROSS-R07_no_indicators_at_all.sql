-- rule: CROSS-R07
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 没有绩效指标表
-- yields-to: SHEET-AMBIGUOUS, HEADER-MISSING, LABEL-MISSING
-- message: 工作簿中没有绩效指标表，也没有项目支出绩效自评表，而项目资金安排表有 {got} 个项目。请补上绩效指标表并填写各项目的指标。
-- Projects are evaluated by their indicators, so where there are projects there is
-- an indicator table or self-evaluation sheets. One row a workbook.
SELECT a._submission, '' AS _sheet, NULL AS _row, count(*) AS got
FROM stg.allocation a
WHERE NOT EXISTS (SELECT 1 FROM meta.sheet_account s WHERE s.submission = a._submission AND s.form IN ('indicators', 'self_evaluation'))
  AND EXISTS (SELECT 1 FROM meta.sheet_account s WHERE s.submission = a._submission)
GROUP BY a._submission
