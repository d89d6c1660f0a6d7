-- rule: DEPT-R09
-- scope: submission
-- form: department_expenditure
-- severity: blocking
-- title: 增减率与计算结果不符
-- field: change_rate
-- related: actual_wan, last_wan
-- message: “{label}”填的是 {got}，按决算数 {actual_wan} 和上年决算数 {last_wan} 应为 {want}%。请核对增减率和两年的数。
-- 增减率是增减额除以上年数。每项一条。在两个金额和增减率本身的舍入范围内即可；上年为 0 没有增减率，由 DEPT-R17 提。
-- 按增减额和其中一年的数算得通的不提：错的是另一年的数，由 DEPT-R08 提。
SELECT _submission, _sheet, _row,
       change_rate AS got, half_up(wide(percent(actual_wan, last_wan)) - 100, 2) AS want, actual_wan, last_wan
FROM (
  SELECT *, wide(percent(actual_wan - least(half_unit(actual_wan), 0.005), last_wan + least(half_unit(last_wan), 0.005))) - 100 AS low,
         wide(percent(actual_wan + least(half_unit(actual_wan), 0.005), last_wan - least(half_unit(last_wan), 0.005))) - 100 AS high
  FROM (SELECT * REPLACE (wide(actual_wan) AS actual_wan, wide(last_wan) AS last_wan) FROM stg.department_expenditure WHERE last_wan > 0)
)
WHERE change_rate NOT BETWEEN low - half_unit(change_rate) AND high + half_unit(change_rate)
  AND NOT (abs(wide(change_wan) - (actual_wan - last_wan)) > 0.01
           AND coalesce(least(abs(wide(change_rate) - percent(change_wan, last_wan)),
                              abs(wide(change_rate) - percent(change_wan, actual_wan - change_wan))) <= half_unit(change_rate) + 0.01, false))
