-- rule: EVAL-R10
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 预算执行率的得分与计算结果不符
-- field: execution_score
-- related: total_spent_wan, total_budget_wan
-- yields-to: EVAL-R03, EVAL-R04, EVAL-R15, DEPT-R05, IND-R02
-- message: “{label}”填的是 {got}，{weight} 分 × 全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan} 应为 {want}（最高 {weight}）。请核对，或说明原因。
-- 预算执行率的得分是它的分值乘以全年执行数除以全年预算数，最高为分值（财预〔2020〕10号）；项目的和部门的自评表都这样。
-- 每张工作表一条。与所写末位相差不超过半个单位即可。按所填执行率算得通的不提：错的是执行率或金额，由 EVAL-R02
-- 和 DEPT-R06 提。
SELECT _submission, _form, _sheet, _row,
       execution_score AS got, half_up(exact, 2) AS want, plain_number(execution_weight) AS weight,
       total_spent_wan AS spent_wan, total_budget_wan AS budget_wan
FROM (
  SELECT *, least(wide(execution_weight), wide(ratio(wide(execution_weight) * total_spent_wan, total_budget_wan))) AS exact,
         CASE WHEN abs(wide(execution_rate) - percent(total_spent_wan, total_budget_wan)) > half_unit(execution_rate)
              THEN least(wide(execution_weight), wide(share_of(execution_weight, execution_rate, 100))) END AS by_rate
  FROM base.submitted_evaluations
  WHERE total_spent_wan IS NOT NULL AND total_budget_wan IS NOT NULL AND execution_weight IS NOT NULL -- least passes over a blank
)
WHERE abs(wide(execution_score) - exact) > half_unit(execution_score)
  AND coalesce(abs(wide(execution_score) - by_rate) > half_unit(execution_score), true)
