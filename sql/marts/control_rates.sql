-- mart: control_rates
-- title: 部门控制率表
-- grain: 每个报告期、每个比率一行
-- stored: true
-- export: 120
-- reporter: department
-- unprinted: rate_code, formula, method, numerator, denominator, verdict, figure
-- rounded: rate
-- column period: 报告期
-- column rate_code: 比率代码
-- column rate_name: 比率
-- column formula: 公式
-- column method: 算法（代码）
-- column numerator_label: 分子
-- column numerator: 分子的数
-- column denominator_label: 分母
-- column denominator: 分母的数
-- column rate: 计算的比率（%）
-- column stated: 报告所写（%）
-- column verdict: 结论（代码）
-- column reason: 理由
-- column figure: 报告数字的编号
-- traces: numerator = sum(base.report_terms.signed) where role = 'numerator' by period, rate_code = subject
-- traces: denominator = sum(base.report_terms.signed) where role = 'denominator' by period, rate_code = subject
-- traces: rate when method = 'growth' = percent(sum(base.report_terms.signed) where role = 'numerator'
--   - sum(base.report_terms.signed) where role = 'denominator', sum(base.report_terms.signed) where role = 'denominator')
--   by period, rate_code = subject
-- traces: rate when method <> 'growth' = percent(sum(base.report_terms.signed) where role = 'numerator',
--   sum(base.report_terms.signed) where role = 'denominator') by period, rate_code = subject
-- traces: stated = coalesce(number(ref.report_figures.stated) by period, figure = id, base.report_terms.signed where role = 'same'
--   by period, rate_code = subject)
-- The department's rates, each with its formula and both of its terms by name. What
-- a rate is made from is data (schema/codes/control_rates.csv). A rate without a denominator is
-- not computed and never guessed from what is stated.
WITH gathered AS (
  SELECT period, subject, method, role,
         CASE WHEN count(value) = count(*) THEN sum(sign * wide(value)) END AS amount,
         sum(rounding_of(value, unit)) AS slack,
         sum_words(list({sign: sign, shown: shown} ORDER BY place)) AS label,
         list(label ORDER BY place) FILTER (value IS NULL) AS missing
  FROM base.report_terms GROUP BY ALL
), rates AS (
  SELECT p.period, r.position, r.code, r.name, r.figure, r.wording AS formula, n.method,
         n.label AS numerator_label, n.amount AS numerator, n.slack AS numerator_slack,
         d.label AS denominator_label, d.amount AS denominator, d.slack AS denominator_slack,
         list_sort(list_distinct(list_concat(coalesce(n.missing, []), coalesce(d.missing, [])))) AS missing,
         CASE n.method WHEN 'growth' THEN percent(n.amount - d.amount, d.amount) ELSE percent(n.amount, d.amount) END AS rate,
         CASE n.method WHEN 'growth' THEN 100 ELSE 0 END AS above,
         TRY_CAST(f.stated AS DECIMAL(18,6)) AS stated, o.amount AS restated
  FROM (SELECT DISTINCT period FROM core.region) p CROSS JOIN ref.control_rates r
  JOIN gathered n ON n.period = p.period AND n.subject = r.code AND n.role = 'numerator'
  JOIN gathered d ON d.period = p.period AND d.subject = r.code AND d.role = 'denominator'
  LEFT JOIN ref.report_figures f ON f.period = p.period AND f.id = r.figure
  LEFT JOIN gathered o ON o.period = p.period AND o.subject = r.code AND o.role = 'same'
), compared AS (
  SELECT *, coalesce(stated, restated) AS said, places_of(coalesce(stated, restated)) AS places,
         wide(percent(numerator - numerator_slack, denominator + denominator_slack)) - above AS least_allowed,
         wide(percent(numerator + numerator_slack, denominator - denominator_slack)) - above AS most_allowed
  FROM rates
), judged AS (
  SELECT *,
         CASE WHEN rate IS NULL THEN 'uncheckable'
              WHEN restated <> stated THEN 'does not hold'
              WHEN said IS NULL THEN 'input'
              WHEN half_up_to(rate, places) = said THEN 'holds'
              WHEN least_allowed < said + half_of_place(places) AND most_allowed >= said - half_of_place(places) THEN 'within rounding'
              ELSE 'does not hold' END AS verdict
  FROM compared
)
SELECT period, code AS rate_code, name AS rate_name, formula, method,
       numerator_label, TRY_CAST(numerator AS DECIMAL(18,6)) AS numerator,
       denominator_label, TRY_CAST(denominator AS DECIMAL(18,6)) AS denominator,
       rate, said AS stated, verdict,
       CASE verdict WHEN 'uncheckable' THEN CASE WHEN len(missing) > 0 THEN '缺少：' || array_to_string(list_sort(missing), '、') ELSE '分母为0' END
                    WHEN 'input' THEN '报告未写此比率'
                    WHEN 'holds' THEN '计算得' || plain_number(half_up(rate, 2)) || '%，与报告一致'
                    WHEN 'within rounding' THEN '计算得' || plain_number(half_up(rate, 2)) || '%，在原数的舍入范围内'
                    ELSE CASE WHEN restated <> stated THEN '填报' || plain_number(restated) || '%，报告写' || plain_number(stated) || '%'
                              ELSE '计算得' || plain_number(half_up(rate, 2)) || '%，报告写' || plain_number(said) || '%' END END AS reason,
       figure
FROM judged
ORDER BY period, position
