-- rule: ALLOC-R01
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 疑似以元填写
-- field: amount_wan
-- message: “{label}”填的是 {got}，像是按元填写的。这一栏的单位是万元，建议改为 {suggestion}。
-- several: “{label}”有 {n} 格像是按元填写的。这一栏的单位是万元，请各除以 10000：{each}。
-- each: {cell} 的 {got} 改为 {suggestion}
-- 应填万元的格里填了元，多了一万倍。每个单元格一条。10000 以上、且除以一万后与别处相符才提：执行情况表中该项目的预算、
-- 县市区的控制数；两者都没有时，看同一张表中小得多的其他金额。
WITH smallest AS (
  SELECT _submission, min(amount_wan) AS amount_wan FROM stg.allocation WHERE amount_wan > 0 GROUP BY _submission
)
SELECT a._submission, a._sheet, a._row, a.amount_wan AS got, wide(a.amount_wan) * 0.0001 AS suggestion
FROM stg.allocation a
JOIN base.reporting_regions s ON s._submission = a._submission
JOIN smallest m ON m._submission = a._submission
LEFT JOIN ref.control_figures c ON c.period = s.period AND c.region_code = s.region_code
WHERE a.amount_wan >= 10000
  AND (EXISTS (SELECT 1 FROM stg.execution e
               WHERE e._submission = a._submission AND e.project_code = a.project_code AND wide(e.budget_wan) * 10000 = a.amount_wan)
       OR (a.amount_wan > c.amount_wan AND a.amount_wan <= wide(c.amount_wan) * 10000)
       OR (c.amount_wan IS NULL AND m.amount_wan < 10000 AND a.amount_wan <= wide(m.amount_wan) * 1000000))
