-- mart: performance_by_region
-- title: 项目绩效评价分县市区表
-- grain: 每个报告期、每个县市区一行，按公布的顺序
-- stored: true
-- export: 65
-- unprinted: region_code, reported
-- total: reported = count(*) FILTER (reported)
-- total: projects, amount_wan, excellent, good, fair, poor, unscored
-- chart: bar weighted_score by region
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column reported: 是否已汇总
-- column projects: 项目数
-- column amount_wan: 安排金额（万元）
-- column weighted_score: 复核得分（按金额加权）
-- column weighted_self_score: 自评得分（按金额加权）
-- column excellent: 优
-- column good: 良
-- column fair: 中
-- column poor: 差
-- column unscored: 暂不能评价
-- traces: projects = count(core.allocation) by period, region_code = reporter_code
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code
-- traces: weighted_score = half_up(mean_by_money(mart.performance_by_project.score, mart.performance_by_project.amount_wan), 2) by period, region_code
-- traces: weighted_self_score = half_up(mean_by_money(mart.performance_by_project.self_score, mart.performance_by_project.amount_wan), 2)
--   by period, region_code
-- traces: excellent = count(mart.performance_by_project) where grade = '优' by period, region_code
-- traces: good = count(mart.performance_by_project) where grade = '良' by period, region_code
-- traces: fair = count(mart.performance_by_project) where grade = '中' by period, region_code
-- traces: poor = count(mart.performance_by_project) where grade = '差' by period, region_code
-- traces: unscored = count(mart.performance_by_project) where score is blank by period, region_code
-- A region's score is the mean of its projects' scores by their money, rounded to
-- two places; where no project has money, the plain mean. Projects without a score
-- weigh nothing.
WITH region AS (
  SELECT r.period, r.position, r.region_code, r.region, r.effective_submission IS NOT NULL AS reported,
         count(p.line) AS projects, CAST(coalesce(sum(p.amount_wan), 0) AS DECIMAL(18,6)) AS amount_wan,
         mean_by_money(p.score, money_weight(p.amount_wan)) AS score, mean_by_money(p.self_score, money_weight(p.amount_wan)) AS self_score,
         count(*) FILTER (p.grade = '优') AS excellent, count(*) FILTER (p.grade = '良') AS good,
         count(*) FILTER (p.grade = '中') AS fair, count(*) FILTER (p.grade = '差') AS poor,
         count(*) FILTER (p.line IS NOT NULL AND p.score IS NULL) AS unscored
  FROM core.region r
  LEFT JOIN mart.performance_by_project p ON p.period = r.period AND p.region_code = r.region_code
  GROUP BY ALL
)
SELECT period, region_code, region, reported, projects, amount_wan, half_up(score, 2) AS weighted_score, half_up(self_score, 2) AS weighted_self_score,
       excellent, good, fair, poor, unscored
FROM region
ORDER BY period, position
