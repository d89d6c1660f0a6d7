-- mart: performance_by_project
-- title: 项目绩效评价复核表
-- grain: 每个报告期、每个项目一行，按县市区和安排表中的顺序
-- stored: true
-- export: 70
-- unprinted: region_code, line, indicators, sheet, scheme, cap, missing, ungraded
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column stage: 项目阶段
-- column amount_wan: 安排金额（万元）
-- column execution_rate: 执行率（%）
-- column indicators: 适用的指标数
-- column stated_score: 自评总分（填报）
-- column self_score: 自评得分（按适用指标折算）
-- column score: 复核得分
-- column difference: 复核与自评之差
-- column grade: 等级
-- column why: 说明
-- column sheet: 自评表所在的工作表
-- column scheme: 评分方案
-- column cap: 执行率低时总分的上限
-- column missing: 不能评价的原因
-- column ungraded: 只有得分、不定等级
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code, project_code
-- traces: execution_rate = base.project_status.execution_rate by period, region_code, line
-- traces: indicators = count(base.indicator_score) where applies and indicator_row <> '0' by period, region_code, line
-- traces: stated_score = half_up(coalesce(core.self_evaluation.total_score by period, region_code = reporter_code, sheet = _sheet,
--   sum(base.indicator_score.claimed) where indicator_row <> '0' by period, region_code, line
--   + or_zero(sum(base.indicator_score.claimed) where indicator_row = '0' by period, region_code, line)), 2)
-- traces: cap = ref.scheme_cap.total lowest total by scheme, execution_rate < execution_below
-- traces: self_score when missing is blank = half_up(sum(base.indicator_score.self_points) by period, region_code, line, 2)
-- traces: score when missing is blank = half_up(least(sum(base.indicator_score.score),
--   coalesce(mart.performance_by_project.cap, sum(base.indicator_score.score))) by period, region_code, line, 2)
-- traces: self_score, score when missing is not blank = from base.indicator_score(self_points, score) by period, region_code, line
-- traces: grade when not ungraded = first(ref.scheme_grade.name by scheme as '等级',
--   mart.performance_by_project.score as '得分' >= ref.scheme_grade.low by scheme as '分数线') by period, region_code, line
-- traces: grade when ungraded = from mart.performance_by_project(score) by period, region_code, line
-- traces: difference = mart.performance_by_project.score - mart.performance_by_project.self_score by period, region_code, line
-- The score is the sum of what the indicators earn, capped where the scheme caps a
-- low execution rate, and rounded to two places; the grade goes by that rounded
-- score, so that no 90.00 is printed as 良. A project of which something needed is
-- missing has no score, and why says what. stated_score is what the unit wrote;
-- where it wrote no total, the sum of what it wrote and of its execution rate.
WITH item AS (
  SELECT period, region_code, line, count(*) FILTER (applies AND indicator_row > 0) AS indicators,
         count(*) FILTER (indicator_row > 0 AND verdict = '按自评') AS unread,
         count(*) FILTER (indicator_row > 0 AND NOT applies) AS left_out,
         count(*) FILTER (indicator_row > 0 AND applies AND weight IS NULL) AS unweighted,
         sum(score) AS score, sum(self_points) AS self_points,
         sum(stated) FILTER (indicator_row > 0) AS stated,
         sum(claimed) FILTER (indicator_row = 0) AS execution,
         bool_or(indicator_row = 0 AND applies) AS with_execution
  FROM base.indicator_score GROUP BY ALL
), project AS (
  SELECT p.*, i.score AS total, i.self_points, coalesce(i.indicators, 0) AS indicators, coalesce(i.unread, 0) AS unread, coalesce(i.left_out, 0) AS left_out,
         coalesce(e.total_score, wide(i.stated) + coalesce(i.execution, 0)) AS stated, g.why AS stage_why, coalesce(g.ungraded, false) AS ungraded,
         (SELECT min(c.total) FROM ref.scheme_cap c WHERE c.scheme = p.scheme AND p.execution_rate < c.execution_below) AS cap,
         CASE WHEN p.scheme IS NULL OR g.why IS NULL THEN '没有评分方案'
              WHEN g.execution AND (p.budget_wan IS NULL OR p.spent_wan IS NULL) THEN '缺少全年预算数或全年执行数'
              WHEN len(g.levels) > 0 AND p.source IS NULL AND p.indicators_asked THEN '没有填报绩效指标'
              WHEN len(g.levels) > 0 AND coalesce(i.indicators, 0) = 0 AND p.source IS NOT NULL THEN '没有适用的绩效指标'
              WHEN i.unweighted > 0 THEN '有 ' || i.unweighted || ' 项绩效指标没有分值'
              WHEN i.score IS NULL THEN '没有适用的指标，也没有资金' END AS missing
  FROM (SELECT s.*, n.forms = '' OR list_contains(string_split(n.forms, '|'), 'indicators') AS indicators_asked
        FROM base.project_status s JOIN ref.period n ON n.period = s.period) p
  LEFT JOIN item i ON i.period = p.period AND i.region_code = p.region_code AND i.line = p.line
  LEFT JOIN core.self_evaluation e ON p.source = '自评表' AND e.period = p.period AND e.reporter_code = p.region_code AND e._sheet = p.sheet
  LEFT JOIN ref.scheme_stage g ON g.scheme = p.stages AND g.position = p.stage_rule
), scored AS (
  SELECT *, CASE WHEN missing IS NULL THEN half_up(least(total, coalesce(cap, total)), 2) END AS score,
         CASE WHEN missing IS NULL THEN half_up(self_points, 2) END AS self_score
  FROM project
)
SELECT s.period, s.region_code, s.region, s.line, s.project_code, s.project_name, s.stage, s.amount_wan, s.execution_rate, s.indicators,
       half_up(s.stated, 2) AS stated_score, s.self_score, s.score,
       TRY_CAST(wide(s.score) - s.self_score AS DECIMAL(18,6)) AS difference,
       CASE WHEN NOT s.ungraded THEN (SELECT arg_min(g.name, g.position) FROM ref.scheme_grade g WHERE g.scheme = s.scheme AND g.low <= s.score) END AS grade,
       coalesce(s.missing, s.stage_why
         || CASE WHEN s.budget_wan = 0 AND s.spent_wan = 0 THEN '；没有资金，不评预算执行' ELSE '' END
         || CASE WHEN s.unread > 0 THEN '；' || s.unread || ' 项指标无法计算，采用自评得分' ELSE '' END
         || CASE WHEN s.cap < s.total THEN '；执行率低，总分不超过 ' || plain_number(s.cap) || ' 分' ELSE '' END) AS why,
       s.sheet, s.scheme, s.cap, s.missing, s.ungraded
FROM scored s
JOIN core.region r ON r.period = s.period AND r.region_code = s.region_code
ORDER BY s.period, r.position, s.line
