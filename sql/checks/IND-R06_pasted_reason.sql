-- rule: IND-R06
-- scope: submission
-- form: indicators
-- severity: notice
-- title: 偏差原因雷同
-- field: deviation_reason
-- message: “{label}”有 {rows} 行填的都是“{got}”。请看一下是否针对各指标如实填写；没有扣分的可以不填。
-- 很多指标用同样的话作原因，等于没有说。出现五次以上的一段文字一条，指在第一处：在绩效指标表中，
-- 或在各张自评表中合起来算；自评表可以与绩效指标表相同。
SELECT _submission, _form, min_by(_sheet, (_sheet, _row)) AS _sheet, min_by(_row, (_sheet, _row)) AS _row,
       list({form: _form, sheet: _sheet, row: _row, field: 'deviation_reason'} ORDER BY _sheet, _row)[2:100] AS _related,
       deviation_reason AS got, count(*) AS rows
FROM base.submitted_indicators
WHERE deviation_reason IS NOT NULL
GROUP BY _submission, _form, deviation_reason
HAVING count(*) >= 5
