-- rule: EVAL-R06
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表分值合计不等于 100
-- field: total_weight
-- identity: total_weight = 100
-- identity: 100 = execution_weight + sum(stg.self_evaluation_indicators.weight) by _sheet
-- identity: department_evaluation: total_weight = 100
-- identity: department_evaluation: 100 = execution_weight + sum(stg.department_evaluation_indicators.weight) by _sheet
-- message: 各指标与预算执行率的分值相加为 {sum}，总分行填的是 {typed}，都应为 100。请核对各项分值。
-- 自评表各指标和预算执行率的分值合计为 100，“总分”一行也应写 100；项目的和部门的都这样。每张工作表一条。
-- 有指标的分值空白时不提。预算执行率的分值空白时，按方案给的；它的得分比方案给的还多，就看别的方案（湖北的 20 分）；
-- 部门的没有方案可依，余下多少算多少，但不会多过任何方案。各项相加不是 100 的，只把“总分”改成 100 没有用，所以不作为应为。
SELECT _submission, _form, _sheet, _row, cells AS _related,
       total_weight AS got, CASE WHEN short THEN NULL ELSE 100 END AS want, CASE WHEN short THEN sum - meant END AS diff,
       sum, coalesce(plain_number(total_weight), '空白') AS typed
FROM (
  SELECT *, CASE WHEN execution_weight IS NULL AND (execution_score > scheme_weight) IS NOT TRUE AND abs(sum - (100 - scheme_weight)) < abs(sum - 100)
                 THEN 100 - scheme_weight ELSE 100 END AS meant, -- the nearer one
         CASE WHEN execution_weight IS NOT NULL THEN sum <> 100
                 WHEN scheme_weight IS NULL THEN sum > 100 OR sum < 100 - list_max(weights)
                 WHEN execution_score > scheme_weight THEN NOT list_contains(weights, 100 - sum) OR execution_score > 100 - sum
                 ELSE sum NOT IN (100, 100 - scheme_weight) END AS short
  FROM (
    SELECT e._submission, e._form, e._sheet, e._row, e.total_weight, e.execution_weight, e.execution_score, k.execution_weight AS scheme_weight,
           list_append(list({form: i._form, sheet: i._sheet, row: i._row, field: 'weight'} ORDER BY i._row)[1:100],
             {form: e._form, sheet: e._sheet, row: e._row, field: 'execution_weight'}) AS cells,
           sum(i.weight) + coalesce(e.execution_weight, 0) AS sum,
           (SELECT list(DISTINCT weight ORDER BY weight) FROM ref.scheme_weight WHERE is_execution) AS weights
    FROM base.submitted_evaluations e
    JOIN base.submitted_indicators i ON i._submission = e._submission AND i._sheet = e._sheet AND i._form = e._form || '_indicators'
    LEFT JOIN base.submitted_scheme k ON k._submission = e._submission
    GROUP BY e._submission, e._form, e._sheet, e._row, e.total_weight, e.execution_weight, e.execution_score, k.execution_weight
    HAVING count(*) = count(i.weight)
  )
)
WHERE short OR total_weight <> 100
