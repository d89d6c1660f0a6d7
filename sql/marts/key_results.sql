-- mart: key_results
-- title: 重点工作成效指标表
-- grain: 每个报告期、每个指标一行
-- stored: true
-- export: 140
-- reporter: department
-- unprinted: result_code, verdict
-- rounded: value, last_year, change, yoy
-- column period: 报告期
-- column result_code: 指标编码
-- column result_name: 指标名称
-- column unit: 计量单位
-- column value: 本年值
-- column last_year: 上年值
-- column change: 增减
-- column yoy: 同比（%），由两年的数计算
-- column yoy_stated: 填报的同比（%）
-- column times_stated: 填报的“增长N倍”
-- column verdict: 结论（代码）
-- column reason: 理由
-- traces: value = core.key_results.value by period, result_code
-- traces: last_year = core.key_results.last_value by period, result_code
-- traces: change = core.key_results.value - core.key_results.last_value by period, result_code
-- traces: yoy = percent(core.key_results.value - core.key_results.last_value, core.key_results.last_value) by period, result_code
-- traces: yoy_stated = core.key_results.change_rate by period, result_code
-- traces: times_stated = core.key_results.times_more by period, result_code
-- A stated rate of change must imply a possible last year. With last year's value it
-- is computed; without it, a count must have a whole number that fits, and of an
-- amount any last year fits, so nothing can be said. 增长N倍 is N + 1 times last
-- year; that people also write it for N times is told apart.
WITH results AS (
  SELECT r.*, u.kind = 'count' AS counted,
         coalesce(change_rate, times_more) AS stated,
         -- how many per cent of last year's value this year's is said to be, and how
         -- far the rounding of what is said reaches
         CASE WHEN change_rate IS NOT NULL THEN 100 + wide(change_rate) ELSE 100 + 100 * wide(times_more) END AS of_base,
         CASE WHEN change_rate IS NOT NULL THEN half_of_place(places_of(change_rate)) ELSE 100 * half_of_place(places_of(times_more)) END AS reach,
         wide(percent(value, last_value)) AS of_last,
         rounding_of(value, unit) AS slack, rounding_of(last_value, unit) AS last_slack
  FROM core.key_results r LEFT JOIN ref.units u ON u.code = r.unit_code
), ranges AS (
  SELECT *,
         CASE WHEN counted THEN whole_base_least(value, of_base, reach) END AS base_least,
         CASE WHEN counted THEN whole_base_most(value, of_base, reach) END AS base_most,
         CASE WHEN value >= slack AND last_value > last_slack THEN wide(percent(wide(value) - slack, wide(last_value) + last_slack)) END AS least_allowed,
         CASE WHEN value >= slack AND last_value > last_slack THEN wide(percent(wide(value) + slack, wide(last_value) - last_slack)) END AS most_allowed
  FROM results
), judged AS (
  SELECT *,
         CASE WHEN stated IS NULL THEN 'input'
              WHEN value IS NULL THEN 'uncheckable'
              WHEN last_value IS NULL AND base_least <= base_most THEN 'consistent'
              WHEN last_value IS NULL AND counted AND value > 0 THEN 'does not hold'
              WHEN of_last IS NULL THEN CASE WHEN value = 0 AND last_value = 0 AND stated = 0 THEN 'holds' ELSE 'uncheckable' END
              WHEN of_last >= of_base - reach AND of_last <= of_base + reach THEN 'holds'
              WHEN change_rate IS NULL AND of_last >= of_base - 100 - reach AND of_last <= of_base - 100 + reach THEN 'to be explained'
              WHEN least_allowed <= of_base + reach AND most_allowed >= of_base - reach THEN 'within rounding'
              ELSE 'does not hold' END AS verdict,
         plain_number(half_up(of_last - 100, 2)) || '%' AS computed
  FROM ranges
)
SELECT period, result_code, result_name, unit, value, last_value AS last_year,
       TRY_CAST(wide(value) - last_value AS DECIMAL(18,6)) AS change,
       percent(wide(value) - last_value, last_value) AS yoy,
       change_rate AS yoy_stated, times_more AS times_stated, verdict,
       CASE verdict
         WHEN 'input' THEN '未填同比'
         WHEN 'consistent' THEN '上年值未报；' || whole_base_words(base_least, base_most)
         WHEN 'uncheckable' THEN CASE WHEN value IS NULL THEN '本年值未报' WHEN last_value IS NULL THEN '上年值未报' ELSE '上年值为0，没有同比' END
         WHEN 'holds' THEN '计算得' || coalesce(computed, '持平') || '，与填报一致'
         WHEN 'to be explained' THEN '是上年的' || plain_number(half_up(ratio(value, last_value), 2)) || '倍；“增长N倍”是上年的N+1倍'
         WHEN 'within rounding' THEN '计算得' || computed || '，在两年数的舍入范围内'
         ELSE CASE WHEN last_value IS NULL THEN '上年值未报，且没有整数符合' ELSE '计算得' || computed || '，与填报不符' END
       END AS reason
FROM judged
ORDER BY period, result_code
