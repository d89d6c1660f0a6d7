-- rule: DEPT-R08
-- scope: submission
-- form: department_expenditure
-- severity: blocking
-- title: 增减额与计算结果不符
-- field: change_wan
-- related: actual_wan, last_wan
-- identity: change_wan = actual_wan - last_wan within 0.01
-- message: “{label}”填的是 {got}，决算数 {actual_wan} 减上年决算数 {last_wan} 应为 {want}，{diff}。请核对。
-- 增减额是本年数减上年数。每项一条。两位小数的金额各自舍入，可以相差百分之一。
SELECT _submission, _sheet, _row, change_wan AS got, want, wide(change_wan) - want AS diff, actual_wan, last_wan
FROM (SELECT *, wide(actual_wan) - last_wan AS want FROM stg.department_expenditure)
WHERE abs(wide(change_wan) - want) > 0.01
