-- rule: IND-R01
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 指标分值合计不符
-- yields-to: CROSS-R04
-- field: weight
-- message: 项目 {project_code} 各指标的“{label}”合计为 {sum}，应为 {whole}（预算执行率的 {execution} 分另计），相差 {diff}。请核对各指标的分值。
-- The weights of a project's indicators come to what the region's scheme leaves
-- beside the execution rate: 90 and 10 in most. One row a project, at its first
-- indicator. Silent while a weight or a code of the sheet is blank.
SELECT i._submission, i._sheet, min(i._row) AS _row,
       list({form: 'indicators', sheet: i._sheet, row: i._row, field: 'weight'} ORDER BY i._row)[2:100] AS _related,
       min_by(i.weight, i._row) AS got, sum(i.weight) - (100 - k.execution_weight) AS diff,
       sum(i.weight) AS sum, plain_number(100 - k.execution_weight) AS whole, plain_number(k.execution_weight) AS execution, i.project_code
FROM stg.indicators i
JOIN meta.submission s ON s.submission = i._submission
JOIN core.scheme k ON k.period = s.period AND k.region_code = s.region_code
WHERE i._submission NOT IN (SELECT _submission FROM stg.indicators WHERE project_code IS NULL)
GROUP BY i._submission, i._sheet, i.project_code, k.execution_weight
HAVING count(*) = count(i.weight) AND sum(i.weight) <> 100 - k.execution_weight
