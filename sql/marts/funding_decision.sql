-- mart: funding_decision
-- title: 后续资金安排建议表
-- grain: 每个报告期、每个项目一行，按县市区和安排表中的顺序
-- stored: true
-- export: 80
-- unprinted: region_code, line, evaluable
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column stage: 项目阶段
-- column amount_wan: 安排金额（万元）
-- column execution_rate: 执行率（%）
-- column balance_wan: 到位未支出（万元）
-- column evaluable: 能否评价
-- column why: 评价范围或不能评价的原因
-- column score: 复核得分
-- column grade: 等级
-- column decision: 建议
-- column reasons: 理由
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code, project_code
-- traces: execution_rate = base.project_status.execution_rate by period, region_code, line
-- traces: balance_wan = base.project_status.balance_wan by period, region_code, line
-- traces: score = mart.performance_by_project.score by period, region_code, line
-- A proposal, read from ref.scheme_decision from the top: the first line whose
-- conditions all hold decides, and the reasons of other lines of the same decision
-- are told with it. A project that cannot be evaluated yet has no score; why says
-- what is missing, or which of the indicators apply at its stage.
WITH project AS (
  SELECT s.period, s.region_code, s.region, s.line, s.project_code, s.project_name, s.stage, s.stage_code, s.amount_wan,
         s.execution_rate, s.balance_wan, p.score, p.grade, p.why
  FROM base.project_status s
  JOIN mart.performance_by_project p ON p.period = s.period AND p.region_code = s.region_code AND p.line = s.line
), holds AS (
  SELECT p.period, p.region_code, p.line, d.position, d.decision, d.reason,
         len(d.stages) = 0 AND NOT d.unscored AND d.score_below IS NULL AND d.execution_below IS NULL AND d.balance_above IS NULL AS is_rest
  FROM project p
  JOIN ref.scheme_decision d ON d.scheme = (SELECT min(scheme) FROM ref.scheme WHERE kind = 'decision' AND is_default)
   AND (len(d.stages) = 0 OR list_contains(d.stages, p.stage_code)) AND (NOT d.unscored OR p.score IS NULL)
   AND (d.score_below IS NULL OR p.score < d.score_below)
   AND (d.execution_below IS NULL OR p.execution_rate < d.execution_below)
   AND (d.balance_above IS NULL OR p.balance_wan > d.balance_above)
), decided AS (
  SELECT *, first_value(decision) OVER ranked AS decided, first_value(is_rest) OVER ranked AS by_rest
  FROM holds WINDOW ranked AS (PARTITION BY period, region_code, line ORDER BY position)
), proposed AS (
  SELECT period, region_code, line, min(decided) AS decision, string_agg(reason, '；' ORDER BY position) AS reasons
  FROM decided WHERE decision = decided AND (by_rest OR NOT is_rest) GROUP BY ALL
)
SELECT p.period, p.region_code, p.region, p.line, p.project_code, p.project_name, p.stage, p.amount_wan, p.execution_rate, p.balance_wan,
       p.score IS NOT NULL AS evaluable, p.why, p.score, p.grade, d.decision, d.reasons
FROM project p
JOIN core.region r ON r.period = p.period AND r.region_code = p.region_code
LEFT JOIN proposed d ON d.period = p.period AND d.region_code = p.region_code AND d.line = p.line
ORDER BY p.period, r.position, p.line
