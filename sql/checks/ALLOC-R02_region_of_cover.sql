-- rule: ALLOC-R02
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 县市区与报送单位不一致
-- field: region
-- message: “{label}”填的是“{got}”（共 {rows} 行），但本工作簿由“{want}”报送。请核对：填错的改为“{want}”，属于其他县市区的项目请移到该县市区的报表中。
-- 项目的县市区就是报送工作簿的县市区。每个填错的县市区一条，指在它的第一个项目上：合并单元格填错只是一处错误。
-- 封面上的报送单位是相关单元格，错的也可能是它。
SELECT a._submission, a._sheet, min(a._row) AS _row,
       list_concat([{form: 'cover', sheet: min(c._sheet), row: min(c._row), field: 'region'}],
         list({form: 'allocation', sheet: a._sheet, row: a._row, field: 'region'} ORDER BY a._row)[2:100]) AS _related,
       min_by(a.region, a._row) AS got, min(s.region) AS want, count(*) AS rows
FROM stg.allocation a
JOIN meta.submission s ON s.submission = a._submission
LEFT JOIN (SELECT _submission, min(_sheet) AS _sheet, min(_row) AS _row FROM stg.cover GROUP BY _submission) c ON c._submission = a._submission
WHERE a.region_code <> s.region_code
GROUP BY a._submission, a._sheet, a.region_code
