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
-- traces: risk = from mart.performance_by_project(amount_wan, execution_rate, self_score, score) by period, region_code, project_code,
--   core.indicators(deviation_reason) by period, region_code = reporter_code, project_code, mart.duplicate_funding(similarity) by period,
--   region_code, project_code
-- Which projects to look at on site. Each factor of the risk scheme counts from 0 to
-- its weight, in proportion to its value and fully from full_at on: the amount, how
-- far the execution rate is from 100, how much the unit's score is above the one
-- recomputed, how many of its reasons stand word for word in three places or more,
-- and how alike another project is. Equal risks are ranked by amount, then by the
-- printed order, so that a second run gives the same list.
WITH project AS (
  SELECT p.*, s.organisation, s.source, s.sheet, r.position
  FROM mart.performance_by_project p
  JOIN base.project_status s ON s.period = p.period AND s.region_code = p.region_code AND s.line = p.line
  JOIN core.region r ON r.period = p.period AND r.region_code = p.region_code
), said AS (
  SELECT p.period, p.region_code, p.line, name_key(i.deviation_reason) AS reason
  FROM project p JOIN core.indicators i ON i.period = p.period AND i.reporter_code = p.region_code AND i.project_code = p.project_code
  WHERE p.source = '绩效指标表' AND i.deviation_reason IS NOT NULL
  UNION ALL
  SELECT p.period, p.region_code, p.line, name_key(i.deviation_reason)
  FROM project p JOIN core.self_evaluation_indicators i ON i.period = p.period AND i.reporter_code = p.region_code AND i._sheet = p.sheet
  WHERE p.source = '自评表' AND i.deviation_reason IS NOT NULL
), repeated AS (
  SELECT period, region_code, line, count(*) AS times
  FROM (SELECT *, count(*) OVER (PARTITION BY period, reason) AS places FROM said)
  WHERE places >= 3 GROUP BY ALL
), alike AS (
  SELECT period, region_code, line, max(similarity) AS similarity FROM (
    SELECT period, region_code, line, similarity FROM mart.duplicate_funding
    UNION ALL SELECT period, other_region_code, other_line, similarity FROM mart.duplicate_funding
  ) GROUP BY ALL
), value AS (
  SELECT p.period, p.region_code, p.line,
         unnest(['amount', 'execution', 'outcome', 'boilerplate', 'duplicate']) AS factor,
         unnest([p.amount_wan,
                 coalesce(CASE WHEN p.execution_rate > 100 THEN TRY_CAST(wide(p.execution_rate) - 100 AS DECIMAL(18,6))
                               ELSE TRY_CAST(100 - wide(p.execution_rate) AS DECIMAL(18,6)) END, 0),
                 greatest(coalesce(-p.difference, 0), 0),
                 CAST(coalesce(t.times, 0) AS DECIMAL(18,6)),
                 coalesce(a.similarity, 0)]) AS value
  FROM project p
  LEFT JOIN repeated t ON t.period = p.period AND t.region_code = p.region_code AND t.line = p.line
  LEFT JOIN alike a ON a.period = p.period AND a.region_code = p.region_code AND a.line = p.line
), factor AS (
  SELECT v.*, f.position, f.name, f.weight, coalesce(f.full_at, max(v.value) OVER (PARTITION BY v.period, v.factor)) AS full_at
  FROM value v
  JOIN ref.scheme_factor f ON f.factor = v.factor
   AND f.scheme = (SELECT min(scheme) FROM ref.scheme WHERE kind = 'risk' AND is_default)
), counted AS (
  SELECT *, coalesce(share_of(weight, least(greatest(value, 0), full_at), full_at), 0) AS points FROM factor
), risk AS (
  SELECT period, region_code, line, half_up(sum(points), 2) AS risk,
         string_agg(name || ' ' || plain_number(half_up(value, 2)) || '，计 ' || plain_number(half_up(points, 2)) || ' 分', '；' ORDER BY points DESC, position)
           FILTER (points > 0) AS reasons
  FROM counted GROUP BY ALL
)
SELECT p.period, CAST(row_number() OVER (PARTITION BY p.period ORDER BY k.risk DESC, p.amount_wan DESC, p.position, p.line, p.project_code) AS INTEGER) AS rank,
       p.region_code, p.region, p.line, p.project_code, p.project_name, p.organisation, p.stage, p.amount_wan, p.execution_rate, p.score,
       k.risk, coalesce(k.reasons, '') AS reasons
FROM project p
JOIN risk k ON k.period = p.period AND k.region_code = p.region_code AND k.line = p.line
ORDER BY p.period, rank
