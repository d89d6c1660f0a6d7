-- rule: DEPT-R05
-- scope: submission
-- form: department_evaluation
-- severity: blocking
-- title: 年度资金总额与按收入或支出性质的合计不符
-- message: “{label}”为 {got}，按{kind}分的各项相加为 {want}，相差 {diff}。请核对总额或各项。
-- 年度资金按收入性质和按支出性质是同一个总额。每列一条，总额可能与其中任一种不符。收入只要填了一项，空白的按没有计；
-- 支出两项都要填。
SELECT _submission, _sheet, _row, 'total_' || col AS _field,
       list_transform(parts, lambda part: part || col) AS _related,
       total AS got, want, wide(total) - want AS diff, kind
FROM (
  SELECT _submission, _sheet, _row, col, total, '收入性质' AS kind, ['appropriated_', 'fund_', 'non_tax_', 'other_'] AS parts,
         wide(coalesce(appropriated, 0)) + coalesce(fund, 0) + coalesce(non_tax, 0) + coalesce(other, 0) AS want
  FROM (
    SELECT _submission, _sheet, _row, unnest(['initial_wan', 'budget_wan', 'spent_wan']) AS col,
           unnest([total_initial_wan, total_budget_wan, total_spent_wan]) AS total,
           unnest([appropriated_initial_wan, appropriated_budget_wan, appropriated_spent_wan]) AS appropriated,
           unnest([fund_initial_wan, fund_budget_wan, fund_spent_wan]) AS fund,
           unnest([non_tax_initial_wan, non_tax_budget_wan, non_tax_spent_wan]) AS non_tax,
           unnest([other_initial_wan, other_budget_wan, other_spent_wan]) AS other
    FROM stg.department_evaluation
  )
  WHERE coalesce(appropriated, fund, non_tax, other) IS NOT NULL
  UNION ALL
  SELECT _submission, _sheet, _row, col, total, '支出性质', ['basic_', 'project_'], wide(basic) + project
  FROM (
    SELECT _submission, _sheet, _row, unnest(['initial_wan', 'budget_wan', 'spent_wan']) AS col,
           unnest([total_initial_wan, total_budget_wan, total_spent_wan]) AS total,
           unnest([basic_initial_wan, basic_budget_wan, basic_spent_wan]) AS basic,
           unnest([project_initial_wan, project_budget_wan, project_spent_wan]) AS project
    FROM stg.department_evaluation
  )
)
WHERE total <> want
QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row, col ORDER BY kind) = 1
