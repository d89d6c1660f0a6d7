-- rule: DEPT-R05
-- scope: submission
-- form: department_evaluation
-- severity: blocking
-- title: 年度资金总额与按收入或支出性质的合计不符
-- identity: total_* = sum(appropriated_*, fund_*, non_tax_*, other_*)
-- identity: total_* = basic_* + project_*
-- message: “{label}”为 {got}，按{kind}分的各项相加为 {want}，{diff}。请核对总额或各项。
-- 年度资金按收入性质和按支出性质是同一个总额。每列一条，总额可能与其中任一种不符。收入只要填了一项，空白的按没有计；
-- 支出两项都要填。
WITH stated AS (
  SELECT _submission, _sheet, _row, value,
         regexp_extract(field, '^(total|appropriated|fund|non_tax|other|basic|project)_(initial_wan|budget_wan|spent_wan)$', ['kind', 'col']) AS of_field
  FROM base.department_evaluation_value
), col AS MATERIALIZED (
  SELECT _submission, _sheet, _row, of_field.col AS col,
         max(value) FILTER (of_field.kind = 'total') AS total,
         sum(value) FILTER (of_field.kind IN ('appropriated', 'fund', 'non_tax', 'other')) AS income,
         max(value) FILTER (of_field.kind = 'basic') AS basic,
         max(value) FILTER (of_field.kind = 'project') AS project
  FROM stated WHERE of_field.kind <> ''
  GROUP BY ALL
), sums AS (
  SELECT _submission, _sheet, _row, col, total, '收入性质' AS kind, ['appropriated_', 'fund_', 'non_tax_', 'other_'] AS parts, wide(income) AS want FROM col
  UNION ALL
  SELECT _submission, _sheet, _row, col, total, '支出性质', ['basic_', 'project_'], basic + project FROM col
)
SELECT _submission, _sheet, _row, 'total_' || col AS _field, list_transform(parts, lambda part: part || col) AS _related,
       total AS got, want, total - want AS diff, kind
FROM sums
WHERE total <> want
QUALIFY row_number() OVER (PARTITION BY _submission, _sheet, _row, col ORDER BY kind) = 1
