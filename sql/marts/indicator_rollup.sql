-- mart: indicator_rollup
-- title: 三级指标汇总表
-- grain: 每个报告期、每个三级指标（同一指标性质和度量单位）一行
-- stored: true
-- export: 75
-- rounded: target, actual
-- unprinted: level1_code, level2_code, relative
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
-- column level1_code: 一级指标（代码）
-- column level2_code: 二级指标（代码）
-- column relative: 完成值是否比率
-- traces: regions = count(distinct base.rolled_indicators.region_code) by period, level1_code, level2_code, level3, sense, unit, relative
-- traces: projects = count(base.rolled_indicators) by period, level1_code, level2_code, level3, sense, unit, relative
-- traces: unread = count(base.rolled_indicators) where unread by period, level1_code, level2_code, level3, sense, unit, relative
-- traces: target when not relative = sum(base.rolled_indicators.aim) where done is not blank by period, level1_code, level2_code, level3, sense, unit,
--   relative
-- traces: actual when not relative = sum(base.rolled_indicators.done) where aim is not blank by period, level1_code, level2_code, level3, sense, unit,
--   relative
-- traces: target when relative = mean_by_money(base.rolled_indicators.aim, base.rolled_indicators.amount_wan) where done is not blank by period,
--   level1_code, level2_code, level3, sense, unit, relative
-- traces: actual when relative = mean_by_money(base.rolled_indicators.done, base.rolled_indicators.amount_wan) where aim is not blank by period,
--   level1_code, level2_code, level3, sense, unit, relative
-- traces: completion_rate = percent(mart.indicator_rollup.actual, mart.indicator_rollup.target) by period, level1_code, level2_code, level3, sense, unit,
--   relative
-- traces: score when sense = '定性' = half_up(mean_by_money(base.rolled_indicators.words, base.rolled_indicators.amount_wan) by period, level1_code,
--   level2_code, level3, sense, unit, relative, 2)
-- traces: score when sense = '≤' = half_up(earned_below(100, mart.indicator_rollup.target, mart.indicator_rollup.actual) by period, level1_code,
--   level2_code, level3, sense, unit, relative, 2)
-- traces: score when sense = '≥' = half_up(earned(100, mart.indicator_rollup.target, mart.indicator_rollup.actual) by period, level1_code, level2_code,
--   level3, sense, unit, relative, 2)
-- First the completion values are put together, then the score is calculated once:
-- counts and amounts are summed, rates (and what else ref.units calls relative)
-- averaged by the projects' money; words are averaged by money as scores. Every
-- indicator that was filled in counts, whether or not it applies at its project's
-- stage, because what was done was done. What cannot be read as a number is
-- counted in unread and nowhere else.
WITH rolled AS (
  SELECT period, level1_code, min(level1) AS level1, level2_code, min(level2) AS level2, level3, sense, unit, relative,
         count(DISTINCT region_code) AS regions, count(*) AS projects,
         count(*) FILTER (unread) AS unread,
         CASE WHEN relative THEN mean_by_money(CASE WHEN done IS NOT NULL THEN aim END, money_weight(amount_wan))
              ELSE TRY_CAST(sum(aim) FILTER (done IS NOT NULL) AS DECIMAL(18,6)) END AS target,
         CASE WHEN relative THEN mean_by_money(CASE WHEN aim IS NOT NULL THEN done END, money_weight(amount_wan))
              ELSE TRY_CAST(sum(done) FILTER (aim IS NOT NULL) AS DECIMAL(18,6)) END AS actual,
         mean_by_money(words, money_weight(amount_wan)) AS words
  FROM base.rolled_indicators GROUP BY period, level1_code, level2_code, level3, sense, unit, relative
)
SELECT period, level1, level2, level3, sense, unit,
       CASE WHEN sense = '定性' THEN '得分按金额加权平均' WHEN relative THEN '完成值按金额加权平均' ELSE '完成值相加' END AS method,
       regions, projects, unread, target, actual, percent(actual, target) AS completion_rate,
       half_up(CASE WHEN sense = '定性' THEN words
                    ELSE earned(CAST(100 AS DECIMAL(18,6)), CASE sense WHEN '≤' THEN 'LE' ELSE 'GE' END, target, actual) END, 2) AS score,
       level1_code, level2_code, relative
FROM rolled
ORDER BY period, level1_code, level2_code, projects DESC, level3, sense, unit, relative, level1, level2
