-- mart: department_score
-- title: 部门整体支出绩效评分表
-- grain: 每个报告期、部门评价方案的每个三级指标一行，最后是合计
-- stored: true
-- export: 130
-- reporter: department
-- unprinted: scheme, rate_code, scored_points
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
-- traces: points = from ref.scheme_item
-- traces: rate = from mart.control_rates.rate by period, rate_code
-- traces: scored_points = from ref.scheme_item
-- traces: score = from mart.control_rates.rate by period, rate_code, core.department_evaluation_indicators(score, actual) by period, indicator = level3
-- traces: self_score = from core.department_evaluation_indicators.score by period, indicator = level3
-- traces: difference = from mart.control_rates.rate by period, rate_code, core.department_evaluation_indicators.score by period, indicator = level3
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
  SELECT i.period, i.position, b.points
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
  SELECT s.*,
         CASE
           WHEN s.method = 'stated' THEN s.self_score
           WHEN s.method = 'above' AND s.nothing_done THEN s.points -- nothing was built: nothing was exceeded
           WHEN s.rate IS NULL THEN NULL
           WHEN s.method = 'bands' THEN b.points
           WHEN s.method = 'ratio' THEN least(s.points, greatest(0, wide(percent(wide(s.points) * s.rate, 10000))))
           -- every step begun costs the whole penalty
           ELSE greatest(0, s.points - s.penalty * ((_millionths(s.distance) + _millionths(s.step) - 1) // _millionths(s.step))) END AS calculated
  FROM stepped s LEFT JOIN banded b ON b.period = s.period AND b.position = s.position
), lines AS (
  SELECT period, scheme, position, level1, level2, indicator, wide(points) AS points, formula AS rate_code, rate,
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
       TRY_CAST(self_score AS DECIMAL(18,6)) AS self_score, TRY_CAST(score - self_score AS DECIMAL(18,6)) AS difference, reason
FROM (
  SELECT * FROM lines
  UNION ALL
  SELECT period, scheme, 1000, '合计', '', '', sum(points), NULL, NULL, sum(scored_points), sum(score), sum(self_score),
         '已评' || plain_number(coalesce(sum(scored_points), 0)) || '分中的指标，其余' || count(*) FILTER (scored_points IS NULL) || '项无法评分'
  FROM lines GROUP BY ALL
)
ORDER BY period, position
