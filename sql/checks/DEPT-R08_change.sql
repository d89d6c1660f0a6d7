-- rule: DEPT-R08
-- scope: submission
-- form: department_expenditure
-- severity: blocking
-- title: 增减额与计算结果不符
-- field: change_wan
-- identity: change_wan = actual_wan - last_wan within 0.01
-- message: “{label}”填的是 {got}，{why} {want}，{diff}。请核对。
-- 增减额是本年数减上年数。每项一条。两位小数的金额各自舍入，可以相差百分之一。增减率与增减额相符的，错的是决算数或上年决算数：
-- 只与其中一个相符的，指在另一个；与两个都相符的，不能判断，仍指在增减额。
WITH apart AS (
  SELECT *, abs(change_rate - percent(change_wan, last_wan)) <= half_unit(change_rate) AS fits_last,
         abs(change_rate - percent(change_wan, actual_wan - change_wan)) <= half_unit(change_rate) AS fits_actual
  FROM (SELECT * REPLACE (wide(actual_wan) AS actual_wan, wide(last_wan) AS last_wan, wide(change_wan) AS change_wan, wide(change_rate) AS change_rate)
        FROM stg.department_expenditure)
  WHERE abs(change_wan - (actual_wan - last_wan)) > 0.01
), odd AS (
  SELECT *, CASE WHEN fits_actual AND fits_last IS NOT TRUE THEN 'last_wan' WHEN fits_last AND fits_actual IS NOT TRUE THEN 'actual_wan'
                 ELSE 'change_wan' END AS field
  FROM apart
)
SELECT _submission, _sheet, _row, field AS _field, list_filter(['change_wan', 'actual_wan', 'last_wan', 'change_rate'],
         lambda one: one <> field AND (one <> 'change_rate' OR field <> 'change_wan')) AS _related,
       CASE field WHEN 'last_wan' THEN last_wan WHEN 'actual_wan' THEN actual_wan ELSE change_wan END AS got,
       CASE field WHEN 'last_wan' THEN actual_wan - change_wan WHEN 'actual_wan' THEN last_wan + change_wan ELSE actual_wan - last_wan END AS want,
       got - want AS diff,
       CASE WHEN field <> 'change_wan' THEN want END AS suggestion,
       CASE field WHEN 'last_wan' THEN '决算数 ' || plain_number(actual_wan) || ' 减增减额 ' || plain_number(change_wan) || '（增减率也与它相符）应为'
                  WHEN 'actual_wan' THEN '上年决算数 ' || plain_number(last_wan) || ' 加增减额 ' || plain_number(change_wan) || '（增减率也与它相符）应为'
                  ELSE '决算数 ' || plain_number(actual_wan) || ' 减上年决算数 ' || plain_number(last_wan) || ' 应为' END AS why
FROM odd
