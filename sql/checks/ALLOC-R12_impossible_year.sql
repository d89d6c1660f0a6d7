-- rule: ALLOC-R12
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 日期的年份不合理
-- message: “{label}”为 {got}，与报告期 {period} 年相差三十年以上。请核对年份，或说明原因。
-- 本期的项目不会几十年前就开始，也不会几十年后才结束：这样的年份是笔误，或是显示成日期的数字。一列中每个错误的日期一条，
-- 指在第一处。
SELECT d._submission, d._form, d._sheet, min(d._row) AS _row, d._field,
       list({form: d._form, sheet: d._sheet, row: d._row, field: d._field} ORDER BY d._row)[2:100] AS _related,
       d.day AS got, any_value(p.year) AS period
FROM (
  SELECT _submission, 'allocation' AS _form, _sheet, _row, 'starts_on' AS _field, starts_on AS day FROM stg.allocation
  UNION ALL
  SELECT _submission, 'allocation', _sheet, _row, 'ends_on', ends_on FROM stg.allocation
  UNION ALL
  SELECT _submission, 'execution', _sheet, _row, 'received_on', received_on FROM stg.execution
) d
JOIN meta.submission s ON s.submission = d._submission
JOIN ref.period p ON p.period = s.period
WHERE abs(year(d.day) - p.year) >= 30
GROUP BY d._submission, d._form, d._sheet, d._field, d.day
