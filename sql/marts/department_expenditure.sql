-- mart: department_expenditure
-- title: 部门支出决算表
-- grain: 每个报告期、每种分类方式的每个项目一行；覆盖全部支出的两种分类各有合计一行
-- stored: true
-- export: 100
-- reporter: department
-- column period: 报告期
-- column classification: 分类方式
-- column item: 项目
-- column budget_wan: 预算数（万元）
-- column actual_wan: 决算数（万元）
-- column last_wan: 上年决算数（万元）
-- column change_wan: 增减额（万元）
-- column change_rate: 增减率（%）
-- column actual_share: 占本分类合计（%）
-- column agrees: 两种分类的合计是否一致
-- traces: budget_wan, last_wan when item <> '合计' = sum(core.department_expenditure.*) by period, classification, item
-- traces: budget_wan, last_wan when item = '合计' = sum(every mart.department_expenditure.*) where item <> '合计' by period, classification
-- traces: actual_wan = sum(core.department_expenditure.actual_wan) by period, classification, item total '合计'
-- traces: change_wan when item <> '合计' = sum(core.department_expenditure.actual_wan) - sum(core.department_expenditure.last_wan) by period,
--   classification, item
-- traces: change_rate when item <> '合计' = percent(sum(core.department_expenditure.actual_wan) - sum(core.department_expenditure.last_wan),
--   sum(core.department_expenditure.last_wan)) by period, classification, item
-- traces: change_wan when item = '合计' = mart.department_expenditure.actual_wan - mart.department_expenditure.last_wan by period, classification, item
-- traces: change_rate when item = '合计' = percent(mart.department_expenditure.actual_wan - mart.department_expenditure.last_wan,
--   mart.department_expenditure.last_wan) by period, classification, item
-- traces: actual_share = percent(mart.department_expenditure.actual_wan by period, classification, item,
--   mart.department_expenditure.actual_wan where item = '合计' by period, classification)
-- 经济科目 and 基本-项目 each cover all that was spent, so their sums must agree; the
-- other groupings pick single items and have no sum. A change is calculated only
-- where last year is stated: a blank is not 0.
WITH items AS (
  SELECT period, classification_code, classification, min(_row) AS position, item,
         TRY_CAST(sum(wide(budget_wan)) AS DECIMAL(18,6)) AS budget_wan,
         TRY_CAST(sum(wide(actual_wan)) AS DECIMAL(18,6)) AS actual_wan,
         TRY_CAST(sum(wide(last_wan)) AS DECIMAL(18,6)) AS last_wan
  FROM core.department_expenditure
  GROUP BY ALL
), sums AS (
  SELECT period, classification_code, classification,
         CASE WHEN count(budget_wan) = count(*) THEN TRY_CAST(sum(wide(budget_wan)) AS DECIMAL(18,6)) END AS budget_wan,
         TRY_CAST(sum(wide(actual_wan)) AS DECIMAL(18,6)) AS actual_wan,
         CASE WHEN count(last_wan) = count(*) THEN TRY_CAST(sum(wide(last_wan)) AS DECIMAL(18,6)) END AS last_wan
  FROM items WHERE classification_code IN ('X01', 'X02')
  GROUP BY ALL
), agreement AS (
  SELECT period, CASE WHEN count(*) > 1 THEN min(actual_wan) = max(actual_wan) END AS agrees
  FROM sums GROUP BY period
), lines AS (
  SELECT i.period, i.classification_code, i.classification, i.position, i.item, i.budget_wan, i.actual_wan, i.last_wan,
         s.actual_wan AS whole_wan, NULL::BOOLEAN AS agrees
  FROM items i LEFT JOIN sums s ON s.period = i.period AND s.classification_code = i.classification_code
  UNION ALL
  SELECT s.period, s.classification_code, s.classification, 2000000, '合计', s.budget_wan, s.actual_wan, s.last_wan, s.actual_wan, a.agrees
  FROM sums s JOIN agreement a ON a.period = s.period
)
SELECT period, classification, item, budget_wan, actual_wan, last_wan,
       TRY_CAST(wide(actual_wan) - last_wan AS DECIMAL(18,6)) AS change_wan,
       percent(wide(actual_wan) - last_wan, last_wan) AS change_rate,
       percent(actual_wan, whole_wan) AS actual_share,
       agrees
FROM lines
ORDER BY period, classification_code, position
