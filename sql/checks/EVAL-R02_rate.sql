-- rule: EVAL-R02
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 自评表执行率与计算结果不符
-- field: execution_rate
-- related: total_spent_wan, total_budget_wan
-- yields-to: EVAL-R04, EVAL-R15
-- identity: execution_rate = percent(total_spent_wan, total_budget_wan)
-- message: “{label}”填的是 {got}，全年执行数 {spent_wan} ÷ 全年预算数 {budget_wan} 应为 {want}%。请核对执行率、执行数和预算数。
-- “年度资金总额”一行的执行率是全年执行数除以全年预算数（财预〔2020〕10号），不是除以年初预算数。每张工作表一条。
-- 与所写末位相差不超过半个单位即可。按各项资金之和算得通的不提：错的是总额，由 EVAL-R03 提。
SELECT _submission, _sheet, _row,
       execution_rate AS got, half_up(exact, 2) AS want, total_spent_wan AS spent_wan, total_budget_wan AS budget_wan
FROM (SELECT *, percent(total_spent_wan, total_budget_wan) AS exact,
             coalesce(sum_of([current_spent_wan, carried_spent_wan, local_spent_wan, special_spent_wan, other_spent_wan]), total_spent_wan) AS spent_parts,
             coalesce(sum_of([current_budget_wan, carried_budget_wan, local_budget_wan, special_budget_wan, other_budget_wan]),
               total_budget_wan) AS budget_parts
      FROM stg.self_evaluation)
WHERE abs(wide(execution_rate) - exact) > half_unit(execution_rate)
  AND NOT ((apart(total_spent_wan, spent_parts) OR apart(total_budget_wan, budget_parts))
           AND coalesce(abs(wide(execution_rate) - percent(spent_parts, budget_parts)) <= half_unit(execution_rate), false))
