-- rule: IND-R02
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 得分超过分值
-- field: score
-- message: “{label}”为 {got}，超过分值 {want}。请核对得分和分值。
-- An indicator scores at most its weight. One row an indicator.
SELECT _submission, _sheet, _row, [{form: 'indicators', sheet: _sheet, row: _row, field: 'weight'}] AS _related,
       score AS got, weight AS want, wide(score) - weight AS diff
FROM stg.indicators
WHERE score > weight
