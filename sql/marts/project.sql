-- mart: project
-- title: 项目一览表
-- grain: 每个报告期、每个项目一行，按县市区和安排表中的顺序
-- stored: true
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column organisation: 承担单位
-- column uscc: 统一社会信用代码
-- column organisation_kind: 单位性质
-- column category: 项目类别
-- column support_mode: 支持方式
-- column document_no: 资金文号
-- column allocated_on: 下达日期
-- column starts_on: 开始日期
-- column ends_on: 结束日期
-- column stage: 项目阶段
-- column amount_wan: 安排金额（万元）
-- column budget_wan: 全年预算数（万元）
-- column received_wan: 实际到位（万元）
-- column spent_wan: 全年执行数（万元）
-- column balance_wan: 到位未支出（万元）
-- column execution_rate: 执行率（%）
-- column indicators: 适用的指标数
-- column stated_score: 自评总分（填报）
-- column self_score: 自评得分（按适用指标折算）
-- column score: 复核得分
-- column difference: 复核与自评之差
-- column grade: 等级
-- column why: 评价范围或不能评价的原因
-- column decision: 建议
-- column reasons: 建议的理由
-- column risk_rank: 抽查名次
-- column risk: 风险分（满分 100）
-- column risk_reasons: 抽查的理由
-- column similar: 相近的项目数
-- column findings: 未了结的审核意见数
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code, project_code
-- traces: budget_wan, spent_wan, balance_wan, execution_rate = base.project_status.* by period, region_code, line
-- traces: received_wan = core.execution.received_wan by period, region_code = reporter_code, project_code
-- traces: indicators, stated_score, self_score, score, difference = mart.performance_by_project.* by period, region_code, line
-- traces: grade = first(mart.performance_by_project.grade) by period, region_code, line
-- traces: decision = first(mart.funding_decision.decision) by period, region_code, line
-- traces: risk = mart.spot_check.risk by period, region_code, line
-- traces: similar = count(mart.duplicate_funding) by period, region_code, line
--   + count(mart.duplicate_funding) by period, region_code = other_region_code, line = other_line
-- traces: findings = count(dq.finding) where state = 'open' and not shadow and _effective by period, region_code, project_code = record_key
-- Everything that is known of a project in one row, for those who query: what was
-- allocated, spent and achieved, how it is graded, what is proposed, and how many
-- findings stand open on its code. 单位性质 goes by the first two characters of the
-- credit code and, where one pair holds several kinds, by how the name ends
-- (ref.organisation_kinds, from the top); without a credit code it is blank.
WITH organisation AS (
  SELECT o.organisation, o.uscc, arg_min(k.name, k.position) AS kind
  FROM (SELECT DISTINCT organisation, uscc FROM base.project_status WHERE uscc IS NOT NULL) o
  JOIN ref.organisation_kinds k ON (k.credit IS NULL OR list_contains(string_split(k.credit, '|'), left(o.uscc, 2)))
   AND (k.name_ends IS NULL OR len(list_filter(string_split(k.name_ends, '|'), lambda word: ends_with(name_key(o.organisation), word))) > 0)
  GROUP BY ALL
), executed AS (
  SELECT _submission, project_code, received_wan FROM core.execution
  QUALIFY row_number() OVER (PARTITION BY _submission, project_code ORDER BY _row) = 1
), alike AS (
  SELECT period, region_code, line, count(*) AS similar FROM (
    SELECT period, region_code, line FROM mart.duplicate_funding
    UNION ALL SELECT period, other_region_code, other_line FROM mart.duplicate_funding
  ) GROUP BY ALL
), open AS (
  SELECT submission, record_key, count(*) AS findings FROM dq.finding WHERE state = 'open' AND NOT shadow GROUP BY ALL
)
SELECT s.period, s.region_code, s.region, s.line, s.project_code, s.project_name, s.organisation, s.uscc, o.kind AS organisation_kind,
       a.category, a.support_mode, a.document_no, a.allocated_on, a.starts_on, a.ends_on, s.stage,
       s.amount_wan, s.budget_wan, x.received_wan, s.spent_wan, s.balance_wan, s.execution_rate,
       p.indicators, p.stated_score, p.self_score, p.score, p.difference, p.grade, p.why, d.decision, d.reasons,
       c.rank AS risk_rank, c.risk, c.reasons AS risk_reasons, coalesce(k.similar, 0) AS similar, coalesce(f.findings, 0) AS findings
FROM base.project_status s
JOIN core.region r ON r.period = s.period AND r.region_code = s.region_code
JOIN core.allocation a ON a.period = s.period AND a.reporter_code = s.region_code AND a._row = s.line AND a.project_code IS NOT DISTINCT FROM s.project_code
JOIN mart.performance_by_project p ON p.period = s.period AND p.region_code = s.region_code AND p.line = s.line
JOIN mart.funding_decision d ON d.period = s.period AND d.judged_period = s.period AND d.region_code = s.region_code AND d.line = s.line
JOIN mart.spot_check c ON c.period = s.period AND c.region_code = s.region_code AND c.line = s.line
LEFT JOIN organisation o ON o.uscc = s.uscc AND o.organisation IS NOT DISTINCT FROM s.organisation
LEFT JOIN executed x ON x._submission = a._submission AND x.project_code = s.project_code
LEFT JOIN alike k ON k.period = s.period AND k.region_code = s.region_code AND k.line = s.line
LEFT JOIN open f ON f.submission = a._submission AND f.record_key IS NOT DISTINCT FROM s.project_code
ORDER BY s.period, r.position, s.line
