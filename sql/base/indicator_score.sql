-- view: indicator_score
-- title: 绩效指标复核得分表
-- grain: 每个报告期、每个项目的每项三级指标一行，预算执行率在前
-- stored: true
-- also: mart.indicator_score
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 项目在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column indicator_row: 指标所在的行，0 为预算执行率
-- column level1: 一级指标
-- column level2: 二级指标
-- column level3: 三级指标
-- column sense: 指标性质
-- column target: 年度指标值
-- column actual: 实际完成值
-- column unit: 度量单位
-- column weight: 分值（填报）
-- column stated: 得分（填报）
-- column meant: 复核所用的指标性质（代码）
-- column aim: 年度指标值（读作的数）
-- column done: 实际完成值（读作的数）
-- column applies: 是否适用
-- column points: 分值（折算为 100 分）
-- column self_points: 自评得分（折算）
-- column score: 复核得分
-- column verdict: 复核结果
-- column sheet: 工作表
-- column scheme: 评分方案
-- column group_name: 评分方案中的指标组
-- column comparable: 指标值和完成值能否比较
-- column own: 组内所占的分值（填报）
-- column raw: 分值（组内）
-- column claimed: 得分（填报，没有填的预算执行率按复核结果）
-- column band: 定性指标的档次
-- traces: weight when indicator_row <> '0' = sum(core.indicators.weight) + sum(core.self_evaluation_indicators.weight) by period, region_code =
--   reporter_code, sheet = _sheet, indicator_row = _row
-- traces: weight when indicator_row = '0' = coalesce(core.self_evaluation.execution_weight by period, region_code = reporter_code, sheet = _sheet,
--   ref.scheme_weight.weight where is_execution by scheme)
-- traces: stated when indicator_row <> '0' = sum(core.indicators.score) + sum(core.self_evaluation_indicators.score) by period, region_code =
--   reporter_code, sheet = _sheet, indicator_row = _row
-- traces: stated when indicator_row = '0' = core.self_evaluation.execution_score by period, region_code = reporter_code, sheet = _sheet
-- traces: claimed when indicator_row <> '0' = base.indicator_score.stated by period, region_code, line, sheet, indicator_row
-- traces: claimed when indicator_row = '0' = coalesce(base.indicator_score.stated, share_of(base.indicator_score.weight, base.indicator_score.score,
--   base.indicator_score.points)) by period, region_code, line, sheet, indicator_row
-- traces: aim when indicator_row = '0' = base.project_status.budget_wan by period, region_code, line
-- traces: aim when comparable and indicator_row <> '0' = coalesce(number(core.indicators.target), number(core.self_evaluation_indicators.target)) by
--   period, region_code = reporter_code, sheet = _sheet, indicator_row = _row
-- traces: aim when not comparable = from core.indicators(target, unit) by period, region_code = reporter_code, sheet = _sheet, indicator_row = _row,
--   core.self_evaluation_indicators(target, unit) by period, region_code = reporter_code, sheet = _sheet, indicator_row = _row
-- traces: done when indicator_row = '0' = base.project_status.spent_wan by period, region_code, line
-- traces: done when comparable and indicator_row <> '0' = coalesce(number(core.indicators.actual), number(core.self_evaluation_indicators.actual)) by
--   period, region_code = reporter_code, sheet = _sheet, indicator_row = _row
-- traces: done when not comparable = from core.indicators(actual, unit) by period, region_code = reporter_code, sheet = _sheet, indicator_row = _row,
--   core.self_evaluation_indicators(actual, unit) by period, region_code = reporter_code, sheet = _sheet, indicator_row = _row
-- traces: own = greatest(or_zero(base.indicator_score.weight), 0) by period, region_code, line, sheet, indicator_row
-- traces: raw when indicator_row = '0' = ref.scheme_weight.weight where is_execution by scheme
-- traces: raw when indicator_row <> '0' = share_of(base.scheme_groups.takes by period, region_code, line, group_name = name, base.indicator_score.own by
--   period, region_code, line, sheet, indicator_row, base.scheme_groups.own by period, region_code, line, group_name = name)
-- traces: points when applies = share_of(or_zero(base.indicator_score.raw) by period, region_code, line, sheet, indicator_row, 100,
--   sum(base.indicator_score.raw) where applies by period, region_code, line)
-- traces: points, self_points, score when not applies = from core.indicators(level1, level2, target, actual) by period, region_code = reporter_code, sheet
--   = _sheet, indicator_row = _row, core.self_evaluation_indicators(level1, level2, target, actual) by period, region_code = reporter_code, sheet = _sheet,
--   indicator_row = _row, base.project_status(stage, months_finished, budget_wan, spent_wan) by period, region_code, line
-- traces: self_points when applies and indicator_row <> '0' = or_zero(share_of(base.indicator_score.points, base.indicator_score.stated,
--   base.indicator_score.own)) by period, region_code, line, sheet, indicator_row
-- traces: self_points when applies and indicator_row = '0' = coalesce(share_of(base.indicator_score.points, base.indicator_score.stated,
--   base.indicator_score.own), base.indicator_score.score) by period, region_code, line, sheet, indicator_row
-- traces: score when verdict = '未填' = 0
-- traces: score when indicator_row = '0' and verdict in ('达到', '未达到') = greatest(or_zero(share_of(base.indicator_score.points,
--   least(base.indicator_score.done, base.indicator_score.aim), base.indicator_score.aim)), 0) by period, region_code, line, sheet, indicator_row
-- traces: score when indicator_row <> '0' and meant in ('LE', 'LT') and verdict in ('达到', '未达到') = earned_below(base.indicator_score.points,
--   base.indicator_score.aim, base.indicator_score.done) by period, region_code, line, sheet, indicator_row
-- traces: score when indicator_row <> '0' and meant in ('GE', 'GT', 'EQ') and verdict in ('达到', '未达到') = earned(base.indicator_score.points,
--   base.indicator_score.aim, base.indicator_score.done) by period, region_code, line, sheet, indicator_row
-- traces: score when verdict = '指标偏离' = greatest(base.indicator_score.points by period, region_code, line, sheet, indicator_row - ref.scheme.over_deduct by
--   scheme, 0)
-- traces: score when verdict in ('定性', '按自评') = least(greatest(or_zero(base.indicator_score.self_points) by period, region_code, line, sheet,
--   indicator_row, or_zero(share_of(base.indicator_score.points by period, region_code, line, sheet, indicator_row, ref.scheme_band.low by scheme, band =
--   name, 100))), coalesce(share_of(base.indicator_score.points by period, region_code, line, sheet, indicator_row, ref.scheme_band.high by scheme, band =
--   name, 100), base.indicator_score.points by period, region_code, line, sheet, indicator_row))
-- Each indicator scored anew, and beside it what the unit gave itself on the same
-- scale. The scheme gives a group of indicators its points, the unit's own 分值
-- share them out within the group; a group that the project has no indicator of
-- hands its points on where the scheme says so. What does not apply at the
-- project's stage, and a blank (—) in both target and actual, is left out and the
-- rest scaled to 100. Each figure is rounded to a millionth once: points in the
-- group, points of 100, score.
WITH project AS MATERIALIZED (
  SELECT p.*, s.over_from, s.over_deduct, g.levels AS stage_levels, g.except_levels,
         coalesce(g.execution, false) AND p.budget_wan IS NOT NULL AND p.spent_wan IS NOT NULL
           AND NOT (p.budget_wan = 0 AND p.spent_wan = 0) AS with_execution
  FROM base.project_status p
  LEFT JOIN ref.scheme s ON s.scheme = p.scheme
  LEFT JOIN ref.scheme_stage g ON g.scheme = p.stages AND g.position = p.stage_rule
), level AS (
  SELECT code, kind, name_key(name) AS name
  FROM (SELECT code, kind, unnest(list_prepend(name, string_split(coalesce(aliases, ''), '|'))) AS name FROM ref.indicator_levels)
), typed AS (
  SELECT p.period, p.region_code, p.line, i._sheet AS sheet, i._row AS indicator_row, i.level1, i.level2, i.level3,
         i.sense, i.sense_code, i.target, i.actual, i.unit, i.weight, i.score AS stated
  FROM project p
  JOIN core.indicators i ON i.period = p.period AND i.reporter_code = p.region_code AND i.project_code = p.project_code
  WHERE p.source = '绩效指标表'
  UNION ALL
  SELECT p.period, p.region_code, p.line, i._sheet, i._row, i.level1, i.level2, i.level3,
         i.sense, i.sense_code, i.target, i.actual, i.unit, i.weight, i.score
  FROM project p
  JOIN core.self_evaluation_indicators i ON i.period = p.period AND i.reporter_code = p.region_code AND i._sheet = p.sheet
  WHERE p.source = '自评表'
), named AS MATERIALIZED ( -- names of levels repeat, and the key of one is dear
  SELECT t.kind, t.text, l.code
  FROM (SELECT 'level1' AS kind, level1 AS text FROM typed UNION SELECT 'level2', level2 FROM typed) t
  JOIN level l ON l.kind = t.kind AND l.name = level_key(t.text)
), apart AS MATERIALIZED (
  SELECT *, typed_parts(target) AS target_parts, typed_parts(actual) AS actual_parts, typed_text(unit) AS row_unit FROM typed
), read AS (
  SELECT t.* EXCLUDE (target_parts, actual_parts, row_unit), number_of(target_parts) AS aim, number_of(actual_parts) AS done,
         coalesce(t.sense_code, sense_of(target_parts),
           CASE WHEN t.sense IS NULL THEN CASE WHEN number_of(target_parts) IS NULL THEN 'QUAL' ELSE 'GE' END END) AS meant,
         coalesce(unit_of(target_parts), row_unit, unit_of(actual_parts)) IS NOT DISTINCT FROM
           coalesce(unit_of(actual_parts), row_unit, unit_of(target_parts)) AS same_unit,
         greatest(coalesce(t.weight, 0), 0) AS own,
         l1.code AS level1_code, l2.code AS level2_code
  FROM apart t
  LEFT JOIN named l1 ON l1.kind = 'level1' AND l1.text = t.level1
  LEFT JOIN named l2 ON l2.kind = 'level2' AND l2.text = t.level2
), grouped AS MATERIALIZED (
  SELECT r.*, p.scheme, p.over_from, p.over_deduct, w.name AS group_name, w.weight AS group_weight,
         sum(r.own) OVER (PARTITION BY r.period, r.region_code, r.line, w.name) AS group_own,
         coalesce(w.name IS NOT NULL AND list_contains(p.stage_levels, r.level1_code)
           AND NOT coalesce(list_contains(p.except_levels, r.level2_code), false)
           AND NOT (r.target IS NULL AND r.actual IS NULL), false) AS applies
  FROM read r
  JOIN project p ON p.period = r.period AND p.region_code = r.region_code AND p.line = r.line
  LEFT JOIN ref.scheme_weight w ON w.scheme = p.scheme AND list_contains(w.levels, r.level1_code)
), present AS (
  SELECT DISTINCT period, region_code, line, scheme, group_name FROM grouped WHERE group_name IS NOT NULL AND group_own > 0
), fallen AS (
  SELECT p.period, p.region_code, p.line, w.falls_to AS group_name, sum(w.weight) AS weight
  FROM project p JOIN ref.scheme_weight w ON w.scheme = p.scheme AND w.falls_to IS NOT NULL
  WHERE NOT EXISTS (SELECT 1 FROM present o WHERE o.period = p.period AND o.region_code = p.region_code AND o.line = p.line AND o.group_name = w.name)
  GROUP BY ALL
), shared AS (
  SELECT g.period, g.region_code, g.line, g.sheet, g.indicator_row, g.level1, g.level2, g.level3, g.sense, g.target, g.actual, g.unit, g.weight, g.stated,
         g.meant, g.aim, g.done, g.same_unit, g.own, g.scheme, g.group_name, g.over_from, g.over_deduct, g.applies,
         share_of(g.group_weight + coalesce(f.weight, 0), g.own, g.group_own) AS raw
  FROM grouped g LEFT JOIN fallen f ON f.period = g.period AND f.region_code = g.region_code AND f.line = g.line AND f.group_name = g.group_name
  UNION ALL
  SELECT p.period, p.region_code, p.line, p.sheet, 0, w.name, NULL, w.name, NULL,
         plain_number(p.budget_wan), plain_number(p.spent_wan), '万元', coalesce(e.execution_weight, w.weight), e.execution_score,
         'GE', p.budget_wan, p.spent_wan, true, coalesce(e.execution_weight, w.weight), p.scheme, w.name, NULL, NULL, p.with_execution, w.weight
  FROM project p
  JOIN ref.scheme_weight w ON w.scheme = p.scheme AND w.is_execution
  LEFT JOIN core.self_evaluation e ON p.source = '自评表' AND e.period = p.period AND e.reporter_code = p.region_code AND e._sheet = p.sheet
), scaled AS (
  SELECT *, CASE WHEN applies THEN share_of(coalesce(raw, 0), CAST(100 AS DECIMAL(18,6)),
              sum(raw) FILTER (applies) OVER (PARTITION BY period, region_code, line)) END AS points
  FROM shared
), judged AS (
  SELECT s.*, b.name AS band, b.low, b.high, far_above(s.meant, s.aim, s.done, s.over_from) AS far,
         CASE WHEN s.indicator_row = 0 AND s.aim = 0 THEN 0 ELSE earned(s.points, s.meant, s.aim, s.done) END AS earns,
         CASE WHEN s.points IS NULL THEN NULL WHEN s.own > 0 THEN share_of(s.points, s.stated, s.own) ELSE 0 END AS self_points,
         CASE WHEN s.points IS NULL THEN '不适用' WHEN s.actual IS NULL THEN '未填'
              WHEN s.meant = 'QUAL' THEN '定性'
              WHEN s.aim IS NULL OR s.done IS NULL OR s.meant IS NULL OR NOT s.same_unit THEN '按自评'
              WHEN earns < s.points OR s.points = 0 AND s.done <> s.aim AND (s.done > s.aim) = (s.meant IN ('LE', 'LT')) THEN '未达到'
              ELSE '达到' END AS verdict
  FROM scaled s
  LEFT JOIN ref.scheme_band b ON s.meant = 'QUAL' AND b.scheme = s.scheme
   AND list_contains(list_transform(b.words, lambda x: name_key(x)), rtrim(name_key(s.actual), '。.;'))
), scored AS (
  SELECT *, CASE verdict
           WHEN '不适用' THEN NULL
           WHEN '未填' THEN 0
           WHEN '达到' THEN CASE WHEN far THEN greatest(points - over_deduct, 0) ELSE points END
           WHEN '未达到' THEN earns
           ELSE least(greatest(coalesce(self_points, 0), coalesce(share_of(points, low, 100), 0)), coalesce(share_of(points, high, 100), points))
         END AS score
  FROM judged
)
SELECT s.period, s.region_code, p.region, s.line, p.project_code, p.project_name, s.indicator_row, s.level1, s.level2, s.level3,
       s.sense, s.target, s.actual, s.unit, s.weight, s.stated,
       s.meant, CASE WHEN s.meant <> 'QUAL' AND s.same_unit THEN s.aim END AS aim, CASE WHEN s.meant <> 'QUAL' AND s.same_unit THEN s.done END AS done,
       s.points IS NOT NULL AS applies, s.points,
       CASE WHEN s.indicator_row = 0 THEN coalesce(s.self_points, CAST(s.score AS DECIMAL(18,6))) ELSE s.self_points END AS self_points,
       CAST(s.score AS DECIMAL(18,6)) AS score,
       CASE WHEN s.verdict = '达到' AND s.far THEN '指标偏离' ELSE s.verdict END AS verdict,
       s.sheet, s.scheme, s.group_name, coalesce(s.meant <> 'QUAL' AND s.same_unit, false) AS comparable, s.own, s.raw,
       CASE WHEN s.indicator_row = 0 THEN coalesce(s.stated, share_of(s.weight, s.score, s.points)) ELSE s.stated END AS claimed, s.band
FROM scored s
JOIN project p ON p.period = s.period AND p.region_code = s.region_code AND p.line = s.line
JOIN core.region r ON r.period = s.period AND r.region_code = s.region_code
ORDER BY s.period, r.position, s.line, s.indicator_row
