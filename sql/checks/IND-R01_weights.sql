-- rule: IND-R01
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 分值合计不等于 90
-- yields-to: CROSS-R04
-- field: weight
-- message: 项目 {project_code} 各指标的“{label}”合计为 {got}，应为 {want}（预算执行率的 10 分另计），相差 {diff}。请核对各指标的分值。
-- The weights of a project's indicators come to 90; the execution rate carries the
-- other 10. One row a project, at its first indicator. Silent while a weight or a
-- code of the sheet is blank.
SELECT _submission, _sheet, min(_row) AS _row,
       list({form: 'indicators', sheet: _sheet, row: _row, field: 'weight'} ORDER BY _row)[2:100] AS _related,
       sum(weight) AS got, 90 AS want, sum(weight) - 90 AS diff, project_code
FROM stg.indicators
WHERE _submission NOT IN (SELECT _submission FROM stg.indicators WHERE project_code IS NULL)
GROUP BY _submission, _sheet, project_code
HAVING count(*) = count(weight) AND sum(weight) <> 90
