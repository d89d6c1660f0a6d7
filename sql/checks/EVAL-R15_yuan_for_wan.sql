-- rule: EVAL-R15
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表疑似以元填写
-- message: “{label}”填的是 {got}，像是按元填写的。这一栏的单位是万元，建议改为 {suggestion}。
-- several: “{label}”有 {n} 格像是按元填写的。单位应是万元，请各除以 10000：{each}。
-- each: {cell} 的 {got} 改为 {suggestion}
-- 应填万元的格里填了元。每个单元格一条。项目按名称与安排表对应；10000 以上、大于项目的安排金额、除以一万后又不大于它的
-- 十倍（还有别的资金）的才提；一张表中有三格这样的，同一张表中其余大于安排金额的也是。
WITH known AS (
  SELECT _submission, name_key(project_name) AS name, max(CASE WHEN amount_wan >= 10000 THEN wide(amount_wan) * 0.0001 ELSE amount_wan END) AS amount_wan
  FROM stg.allocation WHERE project_name IS NOT NULL GROUP BY ALL
), beyond AS (
  SELECT v._submission, v._sheet, v._row, v.field, v.value, v.value >= 10000 AS sure
  FROM base.submitted_value v
  JOIN stg.self_evaluation e ON e._submission = v._submission AND e._sheet = v._sheet AND e._row = v._row
  JOIN known k ON k._submission = e._submission AND k.name = name_key(e.project_name)
  WHERE v._form = 'self_evaluation' AND regexp_matches(v.field, '_(initial|budget|spent)_wan$')
    AND v.value > k.amount_wan AND v.value <= wide(k.amount_wan) * 100000
)
SELECT _submission, _sheet, _row, field AS _field, value AS got, wide(value) * 0.0001 AS suggestion
FROM beyond
QUALIFY sure OR count(*) FILTER (sure) OVER (PARTITION BY _submission, _sheet) >= 3
