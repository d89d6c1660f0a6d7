-- rule: DEPT-R12
-- scope: submission
-- form: key_results
-- severity: explain
-- title: 同比与本年值、上年值不符
-- field: change_rate
-- related: value, last_value
-- message: “{name}”的同比填的是 {got}%，按本年值 {value} 和上年值 {last_value} 应为 {want}%。请核对，或说明原因。
-- 同比是本年值除以上年值减一。每个指标一条。个数是准确的，量出来的数和比率可能舍入过。上年为 0 没有同比，
-- 由 DEPT-R17 提。
SELECT _submission, _sheet, _row,
       change_rate AS got, half_up(wide(percent(value, last_value)) - 100, 2) AS want,
       result_name AS name, plain_number(value) AS value, plain_number(last_value) AS last_value
FROM (
  SELECT k.*, wide(percent(value - slack, last_value + last_slack)) - 100 AS low,
         wide(percent(value + slack, last_value - last_slack)) - 100 AS high
  FROM (
    SELECT k.* REPLACE (wide(k.value) AS value, wide(k.last_value) AS last_value),
           CASE WHEN u.kind = 'count' THEN 0 ELSE least(half_unit(k.value), 0.05) END AS slack,
           CASE WHEN u.kind = 'count' THEN 0 ELSE least(half_unit(k.last_value), 0.05) END AS last_slack
    FROM stg.key_results k LEFT JOIN ref.units u ON u.code = k.unit_code
    WHERE k.last_value > 0
  ) k
)
WHERE change_rate NOT BETWEEN low - half_unit(change_rate) AND high + half_unit(change_rate)
