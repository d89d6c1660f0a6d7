-- rule: EXEC-R07
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 疑似以元填写
-- message: “{label}”填的是 {got}，像是按元填写的。这一栏的单位是万元，建议改为 {suggestion}。
-- Yuan typed where 万元 is asked. One row a cell. From 10000 on, where the value is
-- more than the project's allocated amount and a ten-thousandth is not. The amount
-- may itself stand in yuan.
WITH typed AS (
  FROM stg.execution
  UNPIVOT (value FOR field IN (initial_wan, budget_wan, received_wan, spent_wan, equipment_wan, materials_wan,
                               testing_wan, labour_wan, consulting_wan, other_wan, balance_wan))
), known AS (
  SELECT _submission, project_code, max(CASE WHEN amount_wan >= 10000 THEN wide(amount_wan) * 0.0001 ELSE amount_wan END) AS amount_wan
  FROM stg.allocation GROUP BY _submission, project_code
)
SELECT t._submission, t._sheet, t._row, t.field AS _field, t.value AS got, wide(t.value) * 0.0001 AS suggestion
FROM typed t
JOIN known k ON k._submission = t._submission AND k.project_code = t.project_code
WHERE t.value >= 10000 AND t.value > k.amount_wan AND t.value <= wide(k.amount_wan) * 10000
