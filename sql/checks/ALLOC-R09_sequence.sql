-- rule: ALLOC-R09
-- scope: submission
-- form: allocation
-- severity: notice
-- title: 序号不连续
-- field: seq
-- message: “{label}”从 {before} 跳到 {got}，应为 {suggestion}。请看一下是否漏行或重复；序号不影响数据。
-- 序号跳号、重号或重新开始。每张工作表一条，指在第一处。有序号空白时不提。
SELECT _submission, _sheet, _row, [{form: 'allocation', sheet: _sheet, row: earlier, field: 'seq'}] AS _related,
       seq AS got, before, before + 1 AS suggestion
FROM (
  SELECT _submission, _sheet, _row, CAST(seq AS HUGEINT) AS seq,
         lag(CAST(seq AS HUGEINT)) OVER sheet AS before, lag(_row) OVER sheet AS earlier,
         count(*) OVER whole - count(seq) OVER whole AS blanks
  FROM stg.allocation
  WINDOW sheet AS (PARTITION BY _submission, _sheet ORDER BY _row), whole AS (PARTITION BY _submission, _sheet)
)
WHERE blanks = 0 AND seq <> before + 1
QUALIFY row_number() OVER (PARTITION BY _submission, _sheet ORDER BY _row) = 1
