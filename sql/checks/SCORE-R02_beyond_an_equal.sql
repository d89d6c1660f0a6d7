-- rule: SCORE-R02
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 完成值远远超过指标值
-- yields-to: IND-R09
-- field: actual
-- related: target
-- message: 三级指标“{indicator}”的年度指标值是 {target}，实际完成值是 {got}，是指标值的 {percent}%。请核对指标值、完成值和单位，
--   或在“偏差原因分析及改进措施”中说明。
-- 完成值高于指标值较多的，要分析是不是指标值定得过低（财预〔2020〕10号）。要求等于的，多少算多见县市区所用方案的 over-fulfilment；
-- 要求不低于的，三倍以上才问：往往是单位或小数点错了。部门的自评表一样。每个指标一条。填了原因的不提。
WITH typed AS MATERIALIZED (
  SELECT i.*, k.over_from, typed_parts(i.target) AS aim, typed_parts(i.actual) AS done, typed_text(i.unit) AS row_unit
  FROM base.submitted_indicators i
  JOIN meta.submission s ON s.submission = i._submission
  LEFT JOIN core.scheme k ON k.period = s.period AND k.region_code = s.region_code
  WHERE i.deviation_reason IS NULL
), compared AS MATERIALIZED (
  SELECT *, coalesce(sense_code, sense_of(aim), 'GE') AS meant, number_of(aim) AS target_number, number_of(done) AS actual_number
  FROM typed WHERE same_unit(aim, done, row_unit)
)
SELECT _submission, _sheet, _row, _form,
       actual AS got, coalesce(sense, '') || target AS target, plain_number(half_up(percent(actual_number, target_number), 0)) AS percent,
       coalesce(level3, '') AS indicator
FROM compared
WHERE far_above(meant, target_number, actual_number, CASE meant WHEN 'EQ' THEN over_from ELSE 300 END)
