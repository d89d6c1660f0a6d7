-- rule: EXEC-R06
-- scope: submission
-- form: execution
-- severity: explain
-- title: 执行率低于 80% 未说明原因
-- field: reason
-- related: spent_wan
-- message: 执行率为 {rate}%（全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan}），低于 80%，“{label}”没有填写。请填写原因。
-- 执行不到预算八成的项目要说明原因。每个项目一条。执行率是算出来的，不用所填的；金额小于 0 的没有执行率，
-- 下限那条规则已提。执行数或预算数填错的，按与别处相符的数算（base.likely_execution）；都不相符的，按对单位有利的算。
SELECT _submission, _sheet, _row,
       '未执行原因（执行率 ' || plain_number(rate) || '%）' AS want, plain_number(rate) AS rate, spent_wan, budget_wan
FROM (
  SELECT _submission, _sheet, _row, l.spent_wan, least_budget_wan AS budget_wan, half_up(percent(l.spent_wan, least_budget_wan), 2) AS rate
  FROM base.likely_execution l JOIN stg.execution e USING (_submission, _sheet, _row)
  WHERE reason IS NULL
)
WHERE wide(spent_wan) * 5 < wide(budget_wan) * 4 AND budget_wan > 0 AND spent_wan >= 0
