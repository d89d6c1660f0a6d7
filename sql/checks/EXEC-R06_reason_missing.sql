-- rule: EXEC-R06
-- scope: submission
-- form: execution
-- severity: explain
-- title: 执行率低于 80% 未说明原因
-- yields-to: EXEC-R01, EXEC-R07, EXEC-R08
-- field: reason
-- related: spent_wan
-- message: 执行率为 {rate}%（全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan}），低于 80%，“{label}”没有填写。请填写原因。
-- 执行不到预算八成的项目要说明原因。每个项目一条。执行率是算出来的，不用所填的；金额小于 0 的没有执行率，
-- 下限那条规则已提；按安排金额算不低于八成的，由 CROSS-R05 提。
SELECT e._submission, e._sheet, e._row,
       '未执行原因（执行率 ' || plain_number(rate) || '%）' AS want, plain_number(rate) AS rate, spent_wan, e.budget_wan
FROM (SELECT *, half_up(percent(spent_wan, budget_wan), 2) AS rate FROM stg.execution) e
LEFT JOIN base.other_budget o ON o._submission = e._submission AND o._sheet = e._sheet AND o._row = e._row
WHERE wide(spent_wan) * 5 < wide(e.budget_wan) * 4 AND reason IS NULL
  AND e.budget_wan > 0 AND spent_wan >= 0 AND coalesce(wide(spent_wan) * 5 < wide(o.budget_wan) * 4, true)
