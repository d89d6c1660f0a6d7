-- rule: YEAR-R10
-- scope: history
-- form: allocation
-- severity: notice
-- shadow: true
-- title: 数字远离历年
-- field: amount_wan
-- message: {what}为 {got}，以前 {years} 个年度在 {least} 到 {most} 之间。请看一下是否填错。
-- 县市区的安排金额合计、市科技局的重点工作成效，比以前各年度最大的三倍还多，或者不到最小的三分之一。有两个以上年度可比才提。
WITH figure AS (
  SELECT _submission, min(_sheet) AS _sheet, NULL AS _row, 'allocation' AS _form, 'amount_wan' AS _field, '' AS item,
         '安排金额合计' AS what, TRY_CAST(sum(amount_wan) AS DECIMAL(18,6)) AS value
  FROM stg.allocation GROUP BY _submission
  UNION ALL
  SELECT _submission, _sheet, _row, 'key_results', 'value', result_code, result_name, value FROM stg.key_results
), past AS (
  SELECT e.period, e.region_code, f._form, f.item, e.earlier_year, f.value
  FROM core.earlier e JOIN figure f ON f._submission = e.submission
  WHERE e.earlier_year < e.year AND f.value > 0
  QUALIFY row_number() OVER (PARTITION BY e.period, e.region_code, f._form, f.item, e.earlier_year ORDER BY e.earlier_position DESC, f._sheet, f._row) = 1
), range_of AS (
  SELECT period, region_code, _form, item, count(*) AS years, min(value) AS least, max(value) AS most FROM past GROUP BY ALL HAVING count(*) >= 2
)
SELECT f._submission, f._form, f._sheet, f._row, f._field, f.what, f.value AS got, r.years, r.least, r.most
FROM figure f
JOIN meta.submission s ON s.submission = f._submission AND s.effective
JOIN range_of r ON r.period = s.period AND r.region_code = s.region_code AND r._form = f._form AND r.item = f.item
WHERE wide(f.value) > wide(r.most) * 3 OR wide(f.value) * 3 < wide(r.least)
