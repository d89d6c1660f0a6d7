-- view: reporting_regions
-- title: 各次报送按哪个县市区审核
-- grain: 每次报送一行；看不出是哪个县市区的，县市区为空
-- stored: checks
-- column _submission: 报送编号
-- column period: 报告期
-- column region_code: 报送单位的代码；都认不出的，看安排表各行：只写了一个县市区的，就是它
-- Whose workbook it is stays open until cover, folder or name say so; what it holds is judged before.
SELECT s.submission AS _submission, s.period, coalesce(s.region_code, r.region_code) AS region_code
FROM meta.submission s
LEFT JOIN (SELECT _submission, min(region_code) AS region_code FROM stg.allocation
           GROUP BY _submission HAVING count(DISTINCT region_code) = 1) r ON r._submission = s.submission
