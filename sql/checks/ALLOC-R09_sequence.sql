-- rule: ALLOC-R09
-- scope: submission
-- form: allocation
-- severity: notice
-- title: 序号不连续
-- field: seq
-- message: “{label}”为 {got}，上一行是 {before}，应为 {suggestion}。请看一下是否漏行或重复；序号不影响数据。
-- 序号跳号、重号或重新开始。每张工作表一条，指在第一处，其余各处是相关单元格。序号空白或不是数字的行，其上下不比较。
SELECT _submission, _sheet, _row,
       list_concat([{form: 'allocation', sheet: _sheet, row: earlier, field: 'seq'}],
         list({form: 'allocation', sheet: _sheet, row: _row, field: 'seq'}) OVER later) AS _related,
       seq AS got, before, before + 1 AS suggestion
FROM (
  SELECT _submission, _sheet, _row, CAST(seq AS HUGEINT) AS seq,
         lag(CAST(seq AS HUGEINT)) OVER sheet AS before, lag(_row) OVER sheet AS earlier
  FROM stg.allocation
  WINDOW sheet AS (PARTITION BY _submission, _sheet ORDER BY _row)
)
WHERE seq <> before + 1
WINDOW later AS (PARTITION BY _submission, _sheet ORDER BY _row ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
QUALIFY row_number() OVER (PARTITION BY _submission, _sheet ORDER BY _row) = 1
