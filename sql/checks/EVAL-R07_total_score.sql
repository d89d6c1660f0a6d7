-- rule: EVAL-R07
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表总分不等于各项得分之和
-- field: total_score
-- message: “{label}”为 {got}，各指标与预算执行率的得分相加为 {want}，相差 {diff}。请核对总分或各项得分。
-- The total score is the sum of the indicators' scores and of the execution rate's.
-- One row a sheet. Silent while an indicator's score is blank; while the execution
-- rate's is, the total may hold up to 10 more.
SELECT _submission, _sheet, _row, cells AS _related,
       total_score AS got, sum AS want, wide(total_score) - sum AS diff
FROM (
  SELECT e._submission, e._sheet, e._row,
         list_append(list({form: 'self_evaluation_indicators', sheet: i._sheet, row: i._row, field: 'score'} ORDER BY i._row)[1:100],
           {form: 'self_evaluation', sheet: e._sheet, row: e._row, field: 'execution_score'}) AS cells,
         any_value(e.total_score) AS total_score, sum(i.score) + coalesce(any_value(e.execution_score), 0) AS sum,
         CASE WHEN any_value(e.execution_score) IS NULL THEN 10 ELSE 0 END AS open
  FROM stg.self_evaluation e
  JOIN stg.self_evaluation_indicators i ON i._submission = e._submission AND i._sheet = e._sheet
  GROUP BY e._submission, e._sheet, e._row
  HAVING count(*) = count(i.score)
)
WHERE total_score < sum OR total_score > sum + open
