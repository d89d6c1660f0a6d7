-- mart: allocation_by_category
-- title: 项目资金安排分项目类别表
-- grain: 每个报告期、每种项目类别一行，按代码表的顺序
-- stored: true
-- export: 30
-- unprinted: category_code
-- total: projects, amount_wan
-- total: mean_wan = ratio(sum(amount_wan), sum(projects))
-- balance: project_share to 100
-- balance: amount_share to 100
-- chart: bar amount_wan by category
-- column period: 报告期
-- column category_code: 项目类别代码
-- column category: 项目类别
-- column projects: 项目数
-- column amount_wan: 安排金额（万元）
-- column project_share: 项目数占比（%）
-- column amount_share: 金额占比（%）
-- column mean_wan: 平均每个项目（万元）
-- traces: projects = count(core.allocation) by period, category else '（未填）'
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, category else '（未填）'
-- traces: project_share = percent(count(core.allocation) by period, category else '（未填）', count(core.allocation) by period)
-- traces: amount_share = percent(sum(core.allocation.amount_wan) by period, category else '（未填）', sum(core.allocation.amount_wan) by period)
-- traces: mean_wan = ratio(sum(core.allocation.amount_wan), count(core.allocation)) by period, category else '（未填）'
-- Values of the code list in its order, then those that it does not know as they
-- were typed, then the blank ones; so the rows add up to the allocation table.
WITH allocated AS (
  SELECT a.period, coalesce(c.position, CASE WHEN a.category IS NULL THEN 100000 ELSE 99999 END) AS position,
         a.category_code, coalesce(a.category, '（未填）') AS category,
         count(*) AS projects, CAST(coalesce(sum(a.amount_wan), 0) AS DECIMAL(18,6)) AS amount_wan
  FROM core.allocation a LEFT JOIN ref.categories c ON c.code = a.category_code
  GROUP BY ALL
), whole AS (
  SELECT period, CAST(sum(projects) AS BIGINT) AS projects, CAST(sum(amount_wan) AS DECIMAL(18,6)) AS amount_wan
  FROM allocated GROUP BY period
)
SELECT a.period, a.category_code, a.category, a.projects, a.amount_wan,
       percent(a.projects, w.projects) AS project_share,
       percent(a.amount_wan, w.amount_wan) AS amount_share,
       ratio(a.amount_wan, a.projects) AS mean_wan
FROM allocated a JOIN whole w USING (period)
ORDER BY a.period, a.position, a.category
