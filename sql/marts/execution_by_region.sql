-- mart: execution_by_region
-- title: 项目资金执行情况分县市区表
-- grain: 每个报告期、每个县市区一行，按公布的顺序
-- stored: true
-- export: 60
-- unprinted: region_code, reported
-- total: reported = count(*) FILTER (reported)
-- total: projects, budget_wan, received_wan, spent_wan, balance_wan
-- total: execution_rate = percent(sum(spent_wan), sum(budget_wan))
-- total: received_rate = percent(sum(received_wan), sum(budget_wan))
-- chart: bar execution_rate by region
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column reported: 是否已汇总
-- column projects: 项目数
-- column budget_wan: 全年预算数（万元）
-- column received_wan: 到位金额（万元）
-- column spent_wan: 全年执行数（万元）
-- column balance_wan: 结余（万元）
-- column execution_rate: 执行率（%）
-- column received_rate: 到位率（%）
-- traces: projects = count(core.execution) by period, region_code = reporter_code
-- traces: budget_wan, received_wan, spent_wan = sum(core.execution.*) by period, region_code = reporter_code
-- traces: balance_wan = sum(core.execution.received_wan) - sum(core.execution.spent_wan) by period, region_code = reporter_code
-- traces: execution_rate = percent(sum(core.execution.spent_wan), sum(core.execution.budget_wan)) by period, region_code = reporter_code
-- traces: received_rate = percent(sum(core.execution.received_wan), sum(core.execution.budget_wan)) by period, region_code = reporter_code
-- Rates are calculated from the sums, never averaged over projects, and the balance
-- from its terms, so that a typed one cannot contradict them. Without a budget a
-- rate is NULL.
WITH executed AS (
  SELECT r.period, r.position, r.region_code, r.region, r.effective_submission IS NOT NULL AS reported,
         count(e._row) AS projects,
         CAST(coalesce(sum(e.budget_wan), 0) AS DECIMAL(18,6)) AS budget_wan,
         CAST(coalesce(sum(e.received_wan), 0) AS DECIMAL(18,6)) AS received_wan,
         CAST(coalesce(sum(e.spent_wan), 0) AS DECIMAL(18,6)) AS spent_wan
  FROM core.region r
  LEFT JOIN core.execution e ON e.period = r.period AND e.reporter_code = r.region_code
  GROUP BY ALL
)
SELECT period, region_code, region, reported, projects, budget_wan, received_wan, spent_wan,
       CAST(received_wan - spent_wan AS DECIMAL(18,6)) AS balance_wan,
       percent(spent_wan, budget_wan) AS execution_rate,
       percent(received_wan, budget_wan) AS received_rate
FROM executed
ORDER BY period, position
