-- rule: EXEC-R07
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 疑似以元填写
-- message: “{label}”填的是 {got}，像是按元填写的。这一栏的单位是万元，建议改为 {suggestion}。
-- several: “{label}”有 {n} 格像是按元填写的。单位应是万元，请各除以 10000：{each}。
-- each: {cell} 的 {got} 改为 {suggestion}
-- 应填万元的格里填了元。每个单元格一条。10000 以上、且大于项目的安排金额、除以一万后又不大于的才提；一行中有三格这样的，
-- 同一行中其余大于安排金额的也是。安排金额本身也可能是以元填写的；安排表中没有这个项目或它的金额的，看同一行年初预算、全年预算、
-- 到位金额中居中的一个。
WITH known AS (
  SELECT _submission, project_code, max(CASE WHEN amount_wan >= 10000 THEN wide(amount_wan) * 0.0001 ELSE amount_wan END) AS amount_wan
  FROM stg.allocation WHERE amount_wan > 0 GROUP BY _submission, project_code
), row_of_project AS (
  SELECT e.*, coalesce(k.amount_wan, list_sort(funds)[len(funds) // 2 + 1]) AS known_wan
  FROM (SELECT *, list_filter([initial_wan, budget_wan, received_wan], lambda fund: fund > 0) AS funds FROM stg.execution) e
  LEFT JOIN known k ON k._submission = e._submission AND k.project_code = e.project_code
), beyond AS (
  FROM row_of_project
  UNPIVOT (value FOR field IN (initial_wan, budget_wan, received_wan, spent_wan, equipment_wan, materials_wan,
                               testing_wan, labour_wan, consulting_wan, other_wan, balance_wan))
  SELECT _submission, _sheet, _row, field, value, value >= 10000 AS sure
  WHERE value > known_wan AND value <= wide(known_wan) * 10000
)
SELECT _submission, _sheet, _row, field AS _field, value AS got, wide(value) * 0.0001 AS suggestion
FROM beyond
QUALIFY sure OR count(*) FILTER (sure) OVER (PARTITION BY _submission, _sheet, _row) >= 3
