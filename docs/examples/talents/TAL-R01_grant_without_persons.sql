-- rule: TAL-R01
-- scope: submission
-- form: talents
-- severity: blocking
-- title: 有资助金额没有引进人数
-- field: persons
-- related: grant_wan
-- message: “{label}”为 {got}，“资助金额（万元）”却是 {grant_wan}。请核对人数或金额，改正其中一个。
-- 资助金额是给引进的人的。表中每行一条；空白由报表的必填管，与空白比较没有结果，所以不提。
SELECT _submission, _sheet, _row, persons AS got, grant_wan
FROM stg.talents
WHERE persons = 0 AND grant_wan > 0
