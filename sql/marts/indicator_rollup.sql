-- mart: indicator_rollup
-- title: 三级指标汇总表
-- grain: 每个报告期、每个三级指标（同一指标性质和度量单位）一行
-- stored: true
-- export: 75
-- rounded: target, actual
-- column period: 报告期
-- column level1: 一级指标
-- column level2: 二级指标
-- column level3: 三级指标
-- column sense: 指标性质
-- column unit: 度量单位
-- column method: 汇总办法
-- column regions: 涉及县市区数
-- column projects: 项目数
-- column unread: 无法计算的项目数
-- column target: 年度指标值（汇总）
-- column actual: 实际完成值（汇总）
-- column completion_rate: 完成率（%）
-- column score: 得分（百分制）
-- traces: regions = from base.indicator_score(region_code) by period, level3
-- traces: projects = from base.indicator_score(project_code) by period, level3
-- traces: unread, completion_rate = from base.indicator_score(aim, done) by period, level3
-- traces: target = from base.indicator_score(aim, unit) by period, level3
-- traces: actual = from base.indicator_score(done, unit) by period, level3
-- traces: score = from base.indicator_score(aim, done, weight, stated, points, score) by period, level3
-- First the completion values are put together, then the score is calculated once:
-- counts and amounts are summed, rates (and what else ref.units calls relative)
-- averaged by the projects' money; words are averaged by money as scores. Every
-- indicator that was filled in counts, whether or not it applies at its project's
-- stage, because what was done was done. What cannot be read as a number is
-- counted in unread and nowhere else.
WITH level AS (
  SELECT code, canonical, kind, name_key(name) AS name
  FROM (SELECT code, name AS canonical, kind, unnest(list_prepend(name, string_split(coalesce(aliases, ''), '|'))) AS name FROM ref.indicator_levels)
), item AS (
  SELECT i.period, coalesce(l1.code, 'L99') AS level1_code, coalesce(l1.canonical, i.level1) AS level1,
         coalesce(l2.code, 'L99') AS level2_code, coalesce(l2.canonical, i.level2) AS level2, i.level3,
         CASE WHEN i.meant = 'QUAL' THEN '定性' WHEN i.meant IN ('LE', 'LT') THEN '≤' ELSE '≥' END AS sense,
         coalesce(i.unit, typed_unit(i.target)) AS unit, i.region_code, i.aim, i.done, money_weight(p.amount_wan) AS money,
         coalesce(u.relative, i.unit IS NULL AND i.level3 LIKE '%率', false) AS relative,
         CASE WHEN i.meant = 'QUAL' THEN
           CASE WHEN i.points > 0 THEN share_of(100, i.score, i.points) ELSE least(share_of(100, i.stated, i.weight), 100) END END AS words
  FROM base.indicator_score i
  JOIN base.project_status p ON p.period = i.period AND p.region_code = i.region_code AND p.line = i.line
  LEFT JOIN level l1 ON l1.kind = 'level1' AND l1.name = level_key(i.level1)
  LEFT JOIN level l2 ON l2.kind = 'level2' AND l2.name = level_key(i.level2)
  LEFT JOIN ref.units u ON u.name = coalesce(i.unit, typed_unit(i.target))
  WHERE i.indicator_row > 0 AND i.level3 IS NOT NULL AND NOT (i.target IS NULL AND i.actual IS NULL)
), rolled AS (
  SELECT period, level1_code, min(level1) AS level1, level2_code, min(level2) AS level2, level3, sense, unit, relative,
         count(DISTINCT region_code) AS regions, count(*) AS projects,
         count(*) FILTER (sense <> '定性' AND (aim IS NULL OR done IS NULL)) AS unread,
         CASE WHEN relative THEN mean_by_money(CASE WHEN done IS NOT NULL THEN aim END, money)
              ELSE TRY_CAST(sum(aim) FILTER (done IS NOT NULL) AS DECIMAL(18,6)) END AS target,
         CASE WHEN relative THEN mean_by_money(CASE WHEN aim IS NOT NULL THEN done END, money)
              ELSE TRY_CAST(sum(done) FILTER (aim IS NOT NULL) AS DECIMAL(18,6)) END AS actual,
         mean_by_money(words, money) AS words
  FROM item GROUP BY period, level1_code, level2_code, level3, sense, unit, relative
)
SELECT period, level1, level2, level3, sense, unit,
       CASE WHEN sense = '定性' THEN '得分按金额加权平均' WHEN relative THEN '完成值按金额加权平均' ELSE '完成值相加' END AS method,
       regions, projects, unread, target, actual, percent(actual, target) AS completion_rate,
       half_up(CASE WHEN sense = '定性' THEN words
                    ELSE earned(CAST(100 AS DECIMAL(18,6)), CASE sense WHEN '≤' THEN 'LE' ELSE 'GE' END, target, actual) END, 2) AS score
FROM rolled
ORDER BY period, level1_code, level2_code, projects DESC, level3, sense, unit, relative, level1, level2
