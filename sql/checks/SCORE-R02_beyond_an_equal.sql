-- rule: SCORE-R02
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 要求等于的指标远远超过
-- field: actual
-- related: target
-- message: 三级指标“{indicator}”要求等于 {target}，实际完成值是 {got}，是指标值的 {percent}%。请核对指标性质、指标值和完成值，
--   或在“偏差原因分析及改进措施”中说明。
-- 要求等于的指标朝好的方向超过，算完成；超过很多就问一下。多少算多，见县市区所用方案的 over-fulfilment。每个指标一条。
-- 填了原因的不提。
WITH typed AS MATERIALIZED (
  SELECT i.*, k.over_from, typed_parts(i.target) AS aim, typed_parts(i.actual) AS done, typed_text(i.unit) AS row_unit
  FROM base.submitted_indicators i
  JOIN meta.submission s ON s.submission = i._submission
  JOIN core.scheme k ON k.period = s.period AND k.region_code = s.region_code
  WHERE i._form <> 'department_evaluation_indicators' AND i.sense_code = 'EQ' AND i.deviation_reason IS NULL
), compared AS MATERIALIZED (
  SELECT *, number_of(aim) AS target_number, number_of(done) AS actual_number
  FROM typed WHERE same_unit(aim, done, row_unit)
)
SELECT _submission, _sheet, _row, _form,
       actual AS got, target, plain_number(half_up(percent(actual_number, target_number), 0)) AS percent, coalesce(level3, '') AS indicator
FROM compared
WHERE far_above('EQ', target_number, actual_number, over_from)
