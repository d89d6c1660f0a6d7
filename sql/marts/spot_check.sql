-- mart: spot_check
-- title: 现场抽查建议名单
-- grain: 每个报告期、每个项目一行，风险高的在前
-- stored: true
-- export: 85
-- unprinted: region_code, line, project_code
-- column period: 报告期
-- column rank: 名次
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column organisation: 承担单位
-- column stage: 项目阶段
-- column amount_wan: 安排金额（万元）
-- column execution_rate: 执行率（%）
-- column score: 复核得分
-- column risk: 风险分（满分 100）
-- column reasons: 理由
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code, project_code
-- traces: execution_rate = base.project_status.execution_rate by period, region_code, line
-- traces: score = mart.performance_by_project.score by period, region_code, line
-- traces: risk = half_up(sum(mart.risk_factors.points) by period, region_code, line, 2)
-- Which projects to look at on site. Each factor of the risk scheme counts from 0 to
-- its weight, in proportion to its value and fully from full_at on: the amount, how
-- far the execution rate is from 100, how much the unit's score is above the one
-- recomputed, how many of its reasons stand word for word in three places or more,
-- and how alike another project is. Equal risks are ranked by amount, then by the
-- printed order, so that a second run gives the same list.
WITH risk AS (
  SELECT period, region_code, line, half_up(sum(points), 2) AS risk,
         string_agg(name || ' ' || plain_number(half_up(value, 2)) || '，计 ' || plain_number(half_up(points, 2)) || ' 分', '；' ORDER BY points DESC, position)
           FILTER (points > 0) AS reasons
  FROM mart.risk_factors GROUP BY ALL
)
SELECT p.period, CAST(row_number() OVER (PARTITION BY p.period ORDER BY k.risk DESC, p.amount_wan DESC, r.position, p.line, p.project_code) AS INTEGER) AS rank,
       p.region_code, p.region, p.line, p.project_code, p.project_name, s.organisation, p.stage, p.amount_wan, p.execution_rate, p.score,
       k.risk, coalesce(k.reasons, '') AS reasons
FROM mart.performance_by_project p
JOIN base.project_status s ON s.period = p.period AND s.region_code = p.region_code AND s.line = p.line
JOIN core.region r ON r.period = p.period AND r.region_code = p.region_code
JOIN risk k ON k.period = p.period AND k.region_code = p.region_code AND k.line = p.line
ORDER BY p.period, rank
