-- rule: IND-R02
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 得分超过分值
-- field: score
-- related: weight, execution_weight
-- identity: score <= weight
-- identity: self_evaluation_indicators: score <= weight
-- identity: department_evaluation_indicators: score <= weight
-- identity: self_evaluation: execution_score <= execution_weight
-- identity: department_evaluation: execution_score <= execution_weight
-- want: 不大于 {want}
-- message: “{label}”为 {got}，超过分值 {want}，{diff}。请核对得分和分值。
-- 指标得分最高为它的分值，自评表（包括部门的）的预算执行率也是。每个指标一条。
SELECT _submission, _sheet, _row, _form, _field, score AS got, weight AS want, wide(score) - weight AS diff
FROM (
  SELECT _submission, _sheet, _row, _form, 'score' AS _field, score, weight FROM base.submitted_indicators
  UNION ALL
  SELECT _submission, _sheet, _row, _form, 'execution_score', execution_score, execution_weight FROM base.submitted_evaluations
)
WHERE score > weight
