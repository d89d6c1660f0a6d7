-- rule: DEPT-R17
-- scope: submission
-- form: department_expenditure
-- severity: explain
-- title: 上年为 0 却填了增减率
-- related: last_wan, last_value
-- message: “{name}”上年为 0，没有可比的基数，“{label}”却填了 {got}。请清空这一格（或填“—”），或核对上年数。
-- 上年为 0 就没有增减率和倍数：应为一横，不是 100%。每个单元格一条。填 0 没有说什么，不提。
SELECT _submission, _form, _sheet, _row, _field, name, got
FROM (
  SELECT _submission, 'department_expenditure' AS _form, _sheet, _row, 'change_rate' AS _field,
         item AS name, last_wan AS last, change_rate AS got
  FROM stg.department_expenditure
  UNION ALL
  SELECT _submission, 'key_results', _sheet, _row, 'change_rate', result_name, last_value, change_rate
  FROM stg.key_results
  UNION ALL
  SELECT _submission, 'key_results', _sheet, _row, 'times_more', result_name, last_value, times_more
  FROM stg.key_results
)
WHERE last = 0 AND got <> 0
