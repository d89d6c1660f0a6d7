-- mart: department_score
-- title: 部门整体支出绩效评分表
-- grain: 每个报告期、部门评价方案的每个三级指标一行，最后是合计
-- stored: true
-- export: 130
-- reporter: department
-- unprinted: scheme, rate_code, scored_points, scheme_code, item, method, band
-- rounded: rate
-- column period: 报告期
-- column scheme: 评分方案
-- column level1: 一级指标
-- column level2: 二级指标
-- column indicator: 三级指标
-- column points: 分值
-- column rate_code: 比率代码
-- column rate: 比率（%）
-- column scored_points: 已评的分值
-- column score: 得分
-- column self_score: 自评得分
-- column difference: 与自评之差
-- column reason: 理由
-- column scheme_code: 评分方案（代码）
-- column item: 指标的顺序
-- column method: 计分办法
-- column band: 比率所在的档次
-- traces: points when indicator <> '' = ref.scheme_item.points by scheme_code = scheme, item = position
-- traces: points when indicator = '' = sum(ref.scheme_item.points) by scheme_code = scheme
-- traces: rate when rate_code is blank = mart.control_rates.rate by period, rate_code
-- traces: rate when rate_code <> 'satisfaction' = mart.control_rates.rate by period, rate_code
-- traces: rate when rate_code = 'satisfaction' = from core.department_evaluation_indicators(level2, level3, actual) by period
-- traces: scored_points when indicator <> '' and score is not blank = ref.scheme_item.points by scheme_code = scheme, item = position
-- traces: scored_points when indicator <> '' and score is blank = from mart.department_score.rate by period, item
-- traces: scored_points, score, self_score when indicator = '' = sum(mart.department_score.*) where indicator <> '' by period, scheme_code
-- traces: score when method = 'stated' = mart.department_score.self_score by period, item
-- traces: score when reason = '没有发生，得满分' = mart.department_score.points by period, item
-- traces: score when method = 'above' and reason <> '没有发生，得满分' = greatest(mart.department_score.points by period, item -
--   share_of(ref.scheme_item.penalty by scheme_code = scheme, item = position, steps(mart.department_score.rate by period, item -
--   ref.scheme_item.limit_value by scheme_code = scheme, item = position, ref.scheme_item.step by scheme_code = scheme, item = position), 1), 0)
-- traces: score when method = 'below' and reason <> '没有发生，得满分' = greatest(mart.department_score.points by period, item -
--   share_of(ref.scheme_item.penalty by scheme_code = scheme, item = position, steps(ref.scheme_item.limit_value by scheme_code = scheme, item = position -
--   mart.department_score.rate by period, item, ref.scheme_item.step by scheme_code = scheme, item = position), 1), 0)
-- traces: score when method = 'off' and reason <> '没有发生，得满分' = greatest(mart.department_score.points by period, item -
--   share_of(ref.scheme_item.penalty by scheme_code = scheme, item = position, steps(greatest(mart.department_score.rate by period, item -
--   ref.scheme_item.limit_value by scheme_code = scheme, item = position, ref.scheme_item.limit_value by scheme_code = scheme, item = position -
--   mart.department_score.rate by period, item), ref.scheme_item.step by scheme_code = scheme, item = position), 1), 0)
-- traces: score when method = 'bands' and reason <> '没有发生，得满分' = ref.scheme_item_band.points by scheme_code = scheme, item, band = position
-- traces: score when method = 'ratio' and reason <> '没有发生，得满分' = least(mart.department_score.points,
--   greatest(share_of(mart.department_score.points, mart.department_score.rate, 100), 0)) by period, item
-- traces: self_score when indicator <> '' = core.department_evaluation_indicators.score highest score by period, indicator ~ level3
-- traces: difference = mart.department_score.score - mart.department_score.self_score by period, item
-- The department's own score, item by item: points, limits, steps and penalties are
-- data (schema/schemes, kind department), rates come from mart.control_rates. An item
-- whose rate cannot be computed is not scored, and 合计 says of how many points it
-- speaks; what only a person can score counts as the department scored it.
WITH schemes AS (
  SELECT p.period, s.scheme, s.title
  FROM (SELECT DISTINCT period FROM core.region) p
  JOIN ref.scheme s ON s.kind = 'department' AND (s.is_default OR list_contains(s.periods, p.period))
  QUALIFY row_number() OVER (PARTITION BY p.period ORDER BY list_contains(s.periods, p.period) DESC, s.scheme) = 1
), own AS (
  SELECT period, name_key(level3) AS indicator, max(score) AS score
  FROM core.department_evaluation_indicators WHERE score IS NOT NULL GROUP BY ALL
), satisfaction AS (
  -- 满意度 is surveyed, not calculated: the actual value of the department's own indicator.
  SELECT period, max(TRY_CAST(regexp_replace(actual, '[%％≥]', '', 'g') AS DECIMAL(18,6))) AS rate
  FROM core.department_evaluation_indicators WHERE level3 LIKE '%满意度%' OR level2 LIKE '%满意度%' GROUP BY ALL
), items AS (
  SELECT s.period, s.title AS scheme, s.scheme AS scheme_name, i.position, i.level1, i.level2, i.indicator, i.points,
         i.formula, i.method, i.limit_value, i.step, i.penalty,
         CASE WHEN i.formula = 'satisfaction' THEN f.rate ELSE c.rate END AS rate, c.reason AS rate_reason,
         c.numerator = 0 AND c.denominator = 0 AS nothing_done,
         o.score AS self_score
  FROM schemes s JOIN ref.scheme_item i ON i.scheme = s.scheme
  LEFT JOIN mart.control_rates c ON c.period = s.period AND c.rate_code = i.formula
  LEFT JOIN satisfaction f ON f.period = s.period
  LEFT JOIN own o ON o.period = s.period AND o.indicator = name_key(i.indicator)
), banded AS (
  SELECT i.period, i.position, b.position AS band, b.points
  FROM items i JOIN ref.scheme_item_band b ON b.scheme = i.scheme_name AND b.item = i.position
   AND (i.rate > b.low OR (i.rate = b.low AND NOT b.exclusive))
  QUALIFY row_number() OVER (PARTITION BY i.period, i.position ORDER BY b.position DESC) = 1
), stepped AS (
  -- greatest and least pass over NULL: what has no rate must stay without a score.
  SELECT *, CASE WHEN rate IS NULL THEN NULL
                 WHEN method = 'above' THEN greatest(rate - limit_value, 0)
                 WHEN method = 'below' THEN greatest(limit_value - rate, 0)
                 WHEN method = 'off' THEN abs(rate - limit_value) END AS distance
  FROM items
), scored AS (
  SELECT s.*, b.band,
         CASE
           WHEN s.method = 'stated' THEN s.self_score
           WHEN s.method = 'above' AND s.nothing_done THEN s.points -- nothing was built: nothing was exceeded
           WHEN s.rate IS NULL THEN NULL
           WHEN s.method = 'bands' THEN b.points
           WHEN s.method = 'ratio' THEN least(s.points, greatest(0, wide(share_of(s.points, s.rate, 100))))
           -- every step begun costs the whole penalty
           ELSE greatest(0, s.points - s.penalty * ((_millionths(s.distance) + _millionths(s.step) - 1) // _millionths(s.step))) END AS calculated
  FROM stepped s LEFT JOIN banded b ON b.period = s.period AND b.position = s.position
), lines AS (
  SELECT period, scheme, scheme_name, position, method, band, level1, level2, indicator, wide(points) AS points, formula AS rate_code, rate,
         CASE WHEN calculated IS NOT NULL THEN wide(points) END AS scored_points,
         wide(TRY_CAST(calculated AS DECIMAL(18,6))) AS score, wide(self_score) AS self_score,
         CASE WHEN calculated IS NULL AND method = 'stated' THEN '需由人评分，部门未填自评得分'
              WHEN calculated IS NULL THEN coalesce(rate_reason, '没有可用的比率')
              WHEN method = 'stated' THEN '采用自评得分'
              WHEN rate IS NULL THEN '没有发生，得满分'
              WHEN method = 'bands' THEN '按分档'
              WHEN method = 'ratio' THEN '按比率'
              WHEN distance = 0 THEN '未越过限值' || plain_number(limit_value) || '%，得满分'
              ELSE '距限值' || plain_number(limit_value) || '%为' || plain_number(half_up(distance, 2))
                || '个百分点，每' || plain_number(step) || '个扣' || plain_number(penalty) || '分' END AS reason
  FROM scored
)
SELECT period, scheme, level1, level2, indicator, TRY_CAST(points AS DECIMAL(18,6)) AS points, rate_code, rate,
       TRY_CAST(scored_points AS DECIMAL(18,6)) AS scored_points, TRY_CAST(score AS DECIMAL(18,6)) AS score,
       TRY_CAST(self_score AS DECIMAL(18,6)) AS self_score, TRY_CAST(score - self_score AS DECIMAL(18,6)) AS difference, reason,
       scheme_name AS scheme_code, CAST(position AS INTEGER) AS item, method, band
FROM (
  SELECT * FROM lines
  UNION ALL
  SELECT period, scheme, scheme_name, 1000, '', NULL, '合计', '', '', sum(points), NULL, NULL, sum(scored_points), sum(score), sum(self_score),
         '已评' || plain_number(coalesce(sum(scored_points), 0)) || '分中的指标，其余' || count(*) FILTER (scored_points IS NULL) || '项无法评分'
  FROM lines GROUP BY ALL
)
ORDER BY period, position
