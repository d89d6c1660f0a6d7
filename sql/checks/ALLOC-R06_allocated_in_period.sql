-- rule: ALLOC-R06
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 下达日期不在报告期内
-- field: allocated_on
-- want: {want} 年内
-- message: “{label}”为 {got}，不在 {want} 年内。请核对年份，或说明原因。
-- 只有下达日期必须在报告期内：项目可以更早开始、更晚结束。每个项目一条。
SELECT a._submission, a._sheet, a._row, a.allocated_on AS got, CAST(p.year AS VARCHAR) AS want
FROM stg.allocation a
JOIN meta.submission s ON s.submission = a._submission
JOIN ref.period p ON p.period = s.period
WHERE year(a.allocated_on) <> p.year
