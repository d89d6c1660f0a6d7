-- rule: IND-R06
-- scope: submission
-- form: indicators
-- severity: notice
-- title: 偏差原因雷同
-- field: deviation_reason
-- message: “{label}”有 {rows} 行填的都是“{got}”。请看一下是否针对各指标如实填写；没有扣分的可以不填。
-- The same words as reason of many indicators say nothing of any. One row a text
-- that stands five times or more, at its first place.
SELECT _submission, _sheet, min(_row) AS _row,
       list({form: 'indicators', sheet: _sheet, row: _row, field: 'deviation_reason'} ORDER BY _row)[2:100] AS _related,
       deviation_reason AS got, count(*) AS rows
FROM stg.indicators
WHERE deviation_reason IS NOT NULL
GROUP BY _submission, _sheet, deviation_reason
HAVING count(*) >= 5
