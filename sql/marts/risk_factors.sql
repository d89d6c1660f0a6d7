-- mart: risk_factors
-- title: 抽查风险因素表
-- grain: 每个报告期、每个项目、抽查排序的每个因素一行
-- stored: true
-- column period: 报告期
-- column region_code: 县市区代码
-- column line: 项目在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column scheme: 抽查方案
-- column factor: 因素（代码）
-- column position: 因素的顺序
-- column name: 因素
-- column weight: 满分
-- column value: 数值
-- column full_at: 到多少得满分
-- column points: 计分
-- traces: weight = ref.scheme_factor.weight by scheme, factor
-- traces: value when factor = 'amount' = mart.performance_by_project.amount_wan by period, region_code, line
-- traces: value when factor = 'execution' = or_zero(greatest(mart.performance_by_project.execution_rate - 100, 100 -
--   mart.performance_by_project.execution_rate)) by period, region_code, line
-- traces: value when factor = 'outcome' = greatest(or_zero(mart.performance_by_project.self_score - mart.performance_by_project.score), 0) by period,
--   region_code, line
-- traces: value when factor = 'boilerplate' = from core.indicators(deviation_reason) by period, region_code = reporter_code, project_code,
--   core.self_evaluation_indicators(deviation_reason) by period, region_code = reporter_code, project_name
-- traces: value when factor = 'duplicate' = greatest(or_zero(mart.duplicate_funding.similarity highest similarity by period, region_code, line),
--   or_zero(mart.duplicate_funding.similarity highest similarity by period, region_code = other_region_code, line = other_line))
-- traces: full_at = coalesce(ref.scheme_factor.full_at by scheme, factor, mart.risk_factors.value highest value by period, factor, full_at <= value)
-- traces: points = or_zero(share_of(mart.risk_factors.weight, least(greatest(mart.risk_factors.value, 0), mart.risk_factors.full_at),
--   mart.risk_factors.full_at)) by period, region_code, line, factor
-- What the risk of a project is made of, factor by factor: mart.spot_check adds it up.
WITH project AS (
  SELECT p.*, s.source
  FROM mart.performance_by_project p
  JOIN base.project_status s ON s.period = p.period AND s.region_code = p.region_code AND s.line = p.line
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
         p.project_code, p.project_name, unnest(['amount', 'execution', 'outcome', 'boilerplate', 'duplicate']) AS factor,
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
  SELECT v.*, f.scheme, f.position, f.name, f.weight, coalesce(f.full_at, max(v.value) OVER (PARTITION BY v.period, v.factor)) AS full_at
  FROM value v
  JOIN ref.scheme_factor f ON f.factor = v.factor
   AND f.scheme = (SELECT min(scheme) FROM ref.scheme WHERE kind = 'risk' AND is_default)
)
SELECT period, region_code, line, project_code, project_name, scheme, factor, position, name, weight, value, full_at,
       coalesce(share_of(weight, least(greatest(value, 0), full_at), full_at), 0) AS points
FROM factor
ORDER BY period, region_code, line, position, factor
