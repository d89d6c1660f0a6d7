-- rule: DEPT-R14
-- scope: submission
-- form: key_results
-- severity: explain
-- title: “增长N倍”与上年值不符
-- field: times_more
-- related: value, last_value
-- message: “{name}”填的是增长 {got} 倍，即本年为上年的 {factor} 倍；本年值 {value} 是上年值 {last_value} 的 {times} 倍{hint}。请核对，或说明原因。
-- 增长 N 倍是上年的 N+1 倍；想说 N 倍的，应写增长 N-1 倍。每个指标一条。在 N 的舍入范围内即可。上年为 0 没有倍数，
-- 由 DEPT-R17 提。
SELECT _submission, _sheet, _row,
       times_more AS got, half_up(exact - 1, 2) AS want, result_name AS name,
       plain_number(wide(times_more) + 1) AS factor, plain_number(value) AS value, plain_number(last_value) AS last_value,
       plain_number(half_up(exact, 2)) AS times,
       CASE WHEN abs(exact - times_more) <= half_unit(times_more) THEN '，应写“增长' || plain_number(half_up(exact - 1, 2)) || '倍”' ELSE '' END AS hint
FROM (SELECT *, wide(ratio(value, last_value)) AS exact FROM stg.key_results)
WHERE abs(exact - 1 - times_more) > half_unit(times_more)
