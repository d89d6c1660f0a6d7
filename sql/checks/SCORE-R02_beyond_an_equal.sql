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
SELECT i._submission, i._sheet, i._row, i._form,
       i.actual AS got, coalesce(i.sense, '') || i.target AS target, plain_number(half_up(percent(i.actual_number, i.target_number), 0)) AS percent,
       coalesce(i.level3, '') AS indicator
FROM base.submitted_indicators i
LEFT JOIN base.submitted_scheme k ON k._submission = i._submission
WHERE i.deviation_reason IS NULL AND i.one_unit
  AND far_above(i.meant, i.target_number, i.actual_number, CASE i.meant WHEN 'EQ' THEN k.over_from ELSE 300 END)
