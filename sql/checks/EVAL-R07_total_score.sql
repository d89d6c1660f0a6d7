-- rule: EVAL-R07
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表总分不等于各项得分之和
-- field: total_score
-- message: “{label}”为 {got}，各指标与预算执行率的得分相加为 {want}，相差 {diff}。请核对总分或各项得分。
-- The total score is the sum of the indicators' scores and of the execution rate's.
-- One row a sheet. Silent while a score is blank.
SELECT e._submission, e._sheet, e._row,
       list({form: 'self_evaluation_indicators', sheet: i._sheet, row: i._row, field: 'score'} ORDER BY i._row)[1:100] AS _related,
       any_value(e.total_score) AS got, sum(i.score) + coalesce(any_value(e.execution_score), 0) AS want,
       any_value(wide(e.total_score)) - sum(i.score) - coalesce(any_value(e.execution_score), 0) AS diff
FROM stg.self_evaluation e
JOIN stg.self_evaluation_indicators i ON i._submission = e._submission AND i._sheet = e._sheet
GROUP BY e._submission, e._sheet, e._row
HAVING count(*) = count(i.score)
   AND any_value(e.total_score) <> sum(i.score) + coalesce(any_value(e.execution_score), 0)
