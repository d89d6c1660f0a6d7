-- mart: allocation_by_region
-- title: 项目资金安排分县市区表
-- grain: 每个报告期、每个县市区一行，按公布的顺序
-- stored: true
-- export: 20
-- unprinted: region_code, reported
-- total: reported = count(*) FILTER (reported)
-- total: projects, amount_wan
-- total: mean_wan = ratio(sum(amount_wan), sum(projects))
-- balance: project_share to 100
-- balance: amount_share to 100
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column reported: 是否已汇总
-- column projects: 项目数
-- column amount_wan: 安排金额（万元）
-- column project_share: 项目数占比（%）
-- column amount_share: 金额占比（%）
-- column mean_wan: 平均每个项目（万元）
-- traces: projects = count(core.allocation) by period, region_code = reporter_code
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code
-- traces: project_share = percent(count(core.allocation) by period, region_code = reporter_code, count(core.allocation) by period)
-- traces: amount_share = percent(sum(core.allocation.amount_wan) by period, region_code = reporter_code, sum(core.allocation.amount_wan) by period)
-- traces: mean_wan = ratio(sum(core.allocation.amount_wan), count(core.allocation)) by period, region_code = reporter_code
-- A region without an effective submission stands here with 0 and reported = false,
-- so that the table always has its seventeen rows and the shares add up to 100.
WITH allocated AS (
  SELECT r.period, r.position, r.region_code, r.region, r.effective_submission IS NOT NULL AS reported,
         count(a._row) AS projects, CAST(coalesce(sum(a.amount_wan), 0) AS DECIMAL(18,6)) AS amount_wan
  FROM core.region r
  LEFT JOIN core.allocation a ON a.period = r.period AND a.reporter_code = r.region_code
  GROUP BY ALL
), whole AS (
  SELECT period, CAST(sum(projects) AS BIGINT) AS projects, CAST(sum(amount_wan) AS DECIMAL(18,6)) AS amount_wan
  FROM allocated GROUP BY period
)
SELECT a.period, a.region_code, a.region, a.reported, a.projects, a.amount_wan,
       percent(a.projects, w.projects) AS project_share,
       percent(a.amount_wan, w.amount_wan) AS amount_share,
       ratio(a.amount_wan, a.projects) AS mean_wan
FROM allocated a JOIN whole w USING (period)
ORDER BY a.period, a.position
