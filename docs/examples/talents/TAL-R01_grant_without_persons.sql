-- rule: TAL-R01
-- scope: submission
-- form: talents
-- severity: blocking
-- title: 有资助金额没有引进人数
-- field: persons
-- related: grant_wan
-- message: “{label}”为 {got}，“资助金额（万元）”却是 {grant_wan}。请核对人数或金额，改正其中一个。
-- Money is granted for persons who came. One row a line of the sheet; a blank is the
-- form's business (required), so a comparison with it stays silent.
SELECT _submission, _sheet, _row, persons AS got, grant_wan
FROM stg.talents
WHERE persons = 0 AND grant_wan > 0
