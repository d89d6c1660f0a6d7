-- mart: allocation_table
-- title: 项目资金安排汇总表
-- grain: 每个报告期 17 个县市区各一行，最后是合计
-- stored: true
-- printed: 1
-- export: 10
-- unprinted: reported
-- chart: bar amount_wan by region
-- column period: 报告期
-- column region: 县市区
-- column projects: 项目数
-- column amount_wan: 安排金额（万元）
-- column reported: 已汇总
-- traces: projects = count(core.allocation) by period, region = reporter total '合计'
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region = reporter total '合计'
-- The table as it is printed. A region that is not in has 0 everywhere; 合计 says
-- how many of the seventeen it holds.
SELECT period, region, projects, amount_wan, reported FROM (
  SELECT b.period, r.position, b.region, b.projects, b.amount_wan, CAST(b.reported AS INTEGER) AS reported
  FROM mart.allocation_by_region b JOIN core.region r USING (period, region_code)
  UNION ALL
  SELECT period, 1000, '合计', CAST(sum(projects) AS BIGINT), CAST(sum(amount_wan) AS DECIMAL(18,6)), CAST(count(*) FILTER (reported) AS INTEGER)
  FROM mart.allocation_by_region GROUP BY period
)
ORDER BY period, position
