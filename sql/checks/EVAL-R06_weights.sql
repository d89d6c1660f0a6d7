-- rule: EVAL-R06
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表分值合计不等于 100
-- field: total_weight
-- message: 各指标与预算执行率的分值相加为 {sum}，总分行填的是 {typed}，都应为 100。请核对各项分值。
-- The weights of a sheet's indicators and of its execution rate come to 100, and the
-- row 总分 says so. One row a sheet. Silent while an indicator's weight is blank; a
-- blank weight of the execution rate is the 10 that the form prints, or none.
SELECT _submission, _sheet, _row, cells AS _related,
       CASE WHEN sum <> 100 AND NOT implied THEN sum ELSE total_weight END AS got, 100 AS want,
       sum, coalesce(plain_number(total_weight), '空白') AS typed
FROM (
  SELECT e._submission, e._sheet, e._row,
         list_append(list({form: 'self_evaluation_indicators', sheet: i._sheet, row: i._row, field: 'weight'} ORDER BY i._row)[1:100],
           {form: 'self_evaluation', sheet: e._sheet, row: e._row, field: 'execution_weight'}) AS cells,
         sum(i.weight) + coalesce(any_value(e.execution_weight), 0) AS sum, any_value(e.total_weight) AS total_weight,
         any_value(e.execution_weight) IS NULL AND sum(i.weight) = 90 AS implied
  FROM stg.self_evaluation e
  JOIN stg.self_evaluation_indicators i ON i._submission = e._submission AND i._sheet = e._sheet
  GROUP BY e._submission, e._sheet, e._row
  HAVING count(*) = count(i.weight)
)
WHERE sum <> 100 AND NOT implied OR total_weight <> 100
