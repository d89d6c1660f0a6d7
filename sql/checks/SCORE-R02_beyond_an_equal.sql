-- rule: SCORE-R02
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 要求等于的指标远远超过
-- field: actual
-- message: 三级指标“{indicator}”要求等于 {target}，实际完成值是 {got}，是指标值的 {percent}%。请核对指标性质、指标值和完成值，或在“偏差原因分析及改进措施”中说明。
-- An = that was passed in the good direction counts as met; far beyond it is asked
-- about. How far is in the region's scheme (over-fulfilment). One row an indicator.
-- Silent where its reason is filled in.
SELECT _submission, _sheet, _row, _form, [{form: _form, sheet: _sheet, row: _row, field: 'target'}] AS _related,
       actual AS got, target, plain_number(half_up(percent(done, aim), 0)) AS percent, coalesce(level3, '') AS indicator
FROM (
  SELECT i.*, k.over_from, typed_number(target) AS aim, typed_number(actual) AS done
  FROM (
    SELECT 'indicators' AS _form, * FROM stg.indicators
    UNION ALL BY NAME
    SELECT 'self_evaluation_indicators' AS _form, * FROM stg.self_evaluation_indicators
  ) i
  JOIN meta.submission s ON s.submission = i._submission
  JOIN core.scheme k ON k.period = s.period AND k.region_code = s.region_code
  WHERE i.sense_code = 'EQ' AND i.deviation_reason IS NULL
    AND coalesce(typed_unit(target), _typed(unit)) IS NOT DISTINCT FROM coalesce(typed_unit(actual), _typed(unit), typed_unit(target))
)
WHERE far_above('EQ', aim, done, over_from)
