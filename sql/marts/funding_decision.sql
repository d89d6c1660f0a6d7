-- mart: funding_decision
-- title: 后续资金安排建议表
-- grain: 每个报告期、每个项目一行，按县市区和安排表中的顺序；现场抽查的报告期，是所查年度的每个项目一行
-- stored: true
-- export: 80
-- unprinted: region_code, line, evaluable, checks, last_decision, judged_period, scheme, mending
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
-- column basis: 依据
-- column checks: 检查和整改情况
-- column last_decision: 上一年度的建议
-- column judged_period: 所评的报告期
-- column scheme: 建议方案
-- column mending: 发现的问题改完了没有
-- traces: amount_wan = sum(core.allocation.amount_wan) by judged_period = period, region_code = reporter_code, project_code
-- traces: execution_rate = base.project_status.execution_rate by judged_period = period, region_code, line
-- traces: balance_wan = base.project_status.balance_wan by judged_period = period, region_code, line
-- traces: score = mart.performance_by_project.score by judged_period = period, region_code, line
-- traces: grade = first(mart.performance_by_project.grade) by judged_period = period, region_code, line
-- traces: mending = from core.rectification(state) by period, region_code, project_code
-- traces: decision = first(ref.scheme_decision.decision by scheme as '建议',
--   base.project_status.stage_name as '阶段' in ref.scheme_decision.stage_names by scheme as '所写的阶段',
--   mart.performance_by_project.score as '得分' is blank if ref.scheme_decision.unscored by scheme as '只用于不能评价的',
--   mart.performance_by_project.score as '得分' < ref.scheme_decision.score_below by scheme as '得分限',
--   base.project_status.execution_rate as '执行率' < ref.scheme_decision.execution_below by scheme as '执行率限',
--   base.project_status.balance_wan as '结余' > ref.scheme_decision.balance_above by scheme as '结余限',
--   mart.funding_decision.mending by period, judged_period, region_code, line as '整改' in ref.scheme_decision.mending by scheme as '所写的整改情况',
--   mart.funding_decision.last_decision by period, judged_period, region_code, line as '上一年度的建议' in ref.scheme_decision.last_year by scheme
--   as '所写的上一年度建议') by judged_period = period, region_code, line
-- A proposal, read from ref.scheme_decision from the top: the first line whose
-- conditions all hold decides, and the reasons of other lines of the same decision
-- are told with it. A project that cannot be evaluated yet has no score; why says
-- what is missing, or which of the indicators apply at its stage.
--
-- A period of checks on site (2021-CC) reads the list once more for the projects of its
-- year, with what was found and mended, and what was proposed the year before: by what
-- its own facts and checks said then, the newest of the two. The year's own rows stay as
-- they were signed.
WITH scheme AS (
  SELECT min(scheme) AS scheme FROM ref.scheme WHERE kind = 'decision' AND is_default
), judged AS (
  SELECT period, period AS judged_period FROM ref.period
  UNION ALL
  SELECT n.period, y.period FROM ref.period n JOIN ref.period y ON y.year = n.year AND y.kind = '年度自评'
  WHERE n.kind = '现场抽查' AND n.period IN (SELECT period FROM meta.submission WHERE effective)
), found AS (
  SELECT period, region_code, project_code, count(*) AS problems, count(*) FILTER (state_code IS DISTINCT FROM 'R03') AS open_problems
  FROM core.rectification GROUP BY ALL
), project AS (
  SELECT j.period, j.judged_period, s.region_code, s.region, s.line, s.project_code, s.project_name, s.stage, s.stage_code, s.amount_wan,
         s.execution_rate, s.balance_wan, p.score, p.grade, p.why, f.problems, f.open_problems,
         CASE WHEN f.open_problems > 0 THEN '没有改完' WHEN f.problems > 0 THEN '都已改完' END AS mending,
         CASE WHEN f.problems > 0 THEN '发现问题 ' || f.problems || ' 个，' || if(f.open_problems > 0, '没有改完的 ' || f.open_problems || ' 个', '都已改完')
              WHEN c.project_code IS NOT NULL THEN '现场抽查没有发现问题' END AS checks
  FROM judged j
  JOIN base.project_status s ON s.period = j.judged_period
  JOIN mart.performance_by_project p ON p.period = s.period AND p.region_code = s.region_code AND p.line = s.line
  LEFT JOIN found f ON j.period <> j.judged_period AND f.period = j.period AND f.region_code = s.region_code AND f.project_code = s.project_code
  LEFT JOIN core.spot_check_record c ON j.period <> j.judged_period AND c.period = j.period AND c.region_code = s.region_code
   AND c.project_code = s.project_code
), meets AS (
  SELECT p.period, p.judged_period, p.region_code, p.line, d.position, d.decision, d.basis, d.last_year,
         d.reason || CASE WHEN len(d.mending) > 0 THEN '：' || p.checks ELSE '' END AS reason,
         len(d.stages) = 0 AND NOT d.unscored AND d.score_below IS NULL AND d.execution_below IS NULL AND d.balance_above IS NULL
           AND len(d.mending) = 0 AND len(d.last_year) = 0 AS is_rest
  FROM project p
  JOIN ref.scheme_decision d ON d.scheme = (FROM scheme)
   AND (len(d.stages) = 0 OR list_contains(d.stages, p.stage_code)) AND (NOT d.unscored OR p.score IS NULL)
   AND (d.score_below IS NULL OR p.score < d.score_below)
   AND (d.execution_below IS NULL OR p.execution_rate < d.execution_below)
   AND (d.balance_above IS NULL OR p.balance_wan > d.balance_above)
   AND (len(d.mending) = 0 OR list_contains(d.mending, p.mending))
), by_its_own AS (
  SELECT period, judged_period, region_code, line, arg_min(decision, position) AS decision FROM meets WHERE len(last_year) = 0 GROUP BY ALL
), last AS (
  SELECT p.period, p.judged_period, p.region_code, p.line, b.decision
  FROM project p
  JOIN core.allocation a ON a.period = p.judged_period AND a.reporter_code = p.region_code AND a._row = p.line
  JOIN base.earlier_project e ON e._submission = a._submission AND e._row = a._row AND e._sheet = a._sheet AND e.same_project AND e.earlier_year < e.year
  JOIN by_its_own b ON b.judged_period = e.earlier_period AND b.region_code = e.earlier_region_code AND b.line = e.earlier_row
  JOIN ref.period n ON n.period = b.period
  WHERE p.period <> p.judged_period
  QUALIFY row_number() OVER (PARTITION BY p.period, p.judged_period, p.region_code, p.line
                             ORDER BY e.earlier_position DESC, n.position DESC, e.earlier_region_code, e.earlier_row) = 1
), holds AS (
  SELECT m.* FROM meets m
  LEFT JOIN last l ON l.period = m.period AND l.judged_period = m.judged_period AND l.region_code = m.region_code AND l.line = m.line
  WHERE len(m.last_year) = 0 OR list_contains(m.last_year, l.decision)
), decided AS (
  SELECT *, first_value(decision) OVER ranked AS decided, first_value(is_rest) OVER ranked AS by_rest
  FROM holds WINDOW ranked AS (PARTITION BY period, judged_period, region_code, line ORDER BY position)
), proposed AS (
  SELECT period, judged_period, region_code, line, min(decided) AS decision, string_agg(reason, '；' ORDER BY position) AS reasons,
         arg_min(basis, position) AS basis
  FROM decided WHERE decision = decided AND (by_rest OR NOT is_rest) GROUP BY ALL
)
SELECT p.period, p.region_code, p.region, p.line, p.project_code, p.project_name, p.stage, p.amount_wan, p.execution_rate, p.balance_wan,
       p.score IS NOT NULL AS evaluable, p.why, p.score, p.grade, d.decision, d.reasons, d.basis, p.checks, l.decision AS last_decision, p.judged_period,
       (FROM scheme) AS scheme, p.mending
FROM project p
JOIN core.region r ON r.period = p.judged_period AND r.region_code = p.region_code
LEFT JOIN proposed d ON d.period = p.period AND d.judged_period = p.judged_period AND d.region_code = p.region_code AND d.line = p.line
LEFT JOIN last l ON l.period = p.period AND l.judged_period = p.judged_period AND l.region_code = p.region_code AND l.line = p.line
ORDER BY p.period, p.judged_period, r.position, p.line
