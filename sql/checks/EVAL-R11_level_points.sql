-- rule: EVAL-R11
-- scope: submission
-- form: self_evaluation_indicators
-- severity: blocking
-- title: 一级指标的分值与其名称中写的不符
-- field: weight
-- yields-to: self_evaluation_indicators.level1.required, self_evaluation_indicators.weight.minimum
-- message: “{level1}”下各项分值相加为 {sum}，名称中写的是 {points} 分，{diff}。请核对各项分值。
-- “产出指标（50分）”写明了它下面各项分值的合计。每个一级指标一条，指在它的第一个指标上。有分值空白，
-- 或名称没有写明时不提；整张表的分值也恰好差这么多时由 EVAL-R06 提。
WITH level AS (
  SELECT _submission, _sheet, min(_row) AS _row,
         list({form: 'self_evaluation_indicators', sheet: _sheet, row: _row, field: 'weight'} ORDER BY _row)[2:100] AS _related,
         regexp_replace(level1, '\s', '', 'g') AS level1, min_by(weight, _row) AS got,
         sum(wide(weight)) AS sum, points, sum(wide(weight)) - points AS diff
  FROM (SELECT *, TRY_CAST(regexp_extract(level1, '[（(]\s*([0-9]{1,3})\s*分?\s*[）)]', 1) AS BIGINT) AS points
        FROM stg.self_evaluation_indicators)
  WHERE points IS NOT NULL
  GROUP BY _submission, _sheet, level1, points
  HAVING count(*) = count(weight) AND sum(wide(weight)) <> points
), whole AS (
  SELECT i._submission, i._sheet, sum(wide(i.weight)) + coalesce(e.execution_weight, 0) AS sum,
         [100, CASE WHEN e.execution_weight IS NULL THEN 100 - k.execution_weight END] AS right
  FROM stg.self_evaluation_indicators i
  JOIN stg.self_evaluation e ON e._submission = i._submission AND e._sheet = i._sheet
  LEFT JOIN base.submitted_scheme k ON k._submission = i._submission
  GROUP BY i._submission, i._sheet, e.execution_weight, k.execution_weight
  HAVING count(*) = count(i.weight)
)
SELECT l.*
FROM level l
LEFT JOIN whole w ON w._submission = l._submission AND w._sheet = l._sheet
WHERE coalesce(list_contains(w.right, w.sum) OR NOT list_contains(w.right, w.sum - l.diff), true)
