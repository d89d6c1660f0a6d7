-- rule: EVAL-R07
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表总分不等于各项得分之和
-- field: total_score
-- identity: total_score = execution_score + sum(stg.self_evaluation_indicators.score) by _sheet
-- identity: department_evaluation: total_score = execution_score + sum(stg.department_evaluation_indicators.score) by _sheet
-- message: “{label}”为 {got}，各指标与预算执行率的得分相加为 {want}，{diff}。请核对总分或各项得分。
-- 总分是各指标得分与预算执行率得分之和；项目的和部门的都这样。每张工作表一条。有指标的得分空白时不提；
-- 预算执行率的得分空白时，总分可以多出它的分值或方案给的分值（部门的不限）。
SELECT _submission, _form, _sheet, _row, cells AS _related,
       total_score AS got, sum AS want, wide(total_score) - sum AS diff
FROM (
  SELECT e._submission, e._form, e._sheet, e._row, e.total_score,
         list_append(list({form: i._form, sheet: i._sheet, row: i._row, field: 'score'} ORDER BY i._row)[1:100],
           {form: e._form, sheet: e._sheet, row: e._row, field: 'execution_score'}) AS cells,
         sum(i.score) + coalesce(e.execution_score, 0) AS sum,
         CASE WHEN e.execution_score IS NULL THEN coalesce(e.execution_weight, k.execution_weight) ELSE 0 END AS open
  FROM base.submitted_evaluations e
  JOIN base.submitted_indicators i ON i._submission = e._submission AND i._sheet = e._sheet AND i._form = e._form || '_indicators'
  LEFT JOIN base.submitted_scheme k ON k._submission = e._submission
  GROUP BY e._submission, e._form, e._sheet, e._row, e.total_score, e.execution_score, e.execution_weight, k.execution_weight
  HAVING count(*) = count(i.score)
)
WHERE total_score < sum OR total_score > sum + open
