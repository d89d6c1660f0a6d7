-- mart: report_figures
-- title: 绩效评价报告数字核对表
-- grain: 每个报告期、报告中的每个数字或论断一行
-- stored: true
-- export: 150
-- unprinted: section, formula, method, verdict, printed
-- rounded: value
-- column period: 报告期
-- column id: 编号
-- column section: 报告章节
-- column label: 名称
-- column unit: 计量单位
-- column value: 由数据得出
-- column stated: 报告所写
-- column formula: 算式
-- column method: 算法（代码）
-- column verdict: 结论（代码）
-- column conclusion: 结论
-- column printed: 印入报告的文字
-- column source: 出处
-- column reason: 理由
-- traces: value when method in ('input', 'sum', 'part', 'claim') = sum(base.report_terms.signed) where role in ('value', 'term', 'extra')
--   by period, id = subject
-- traces: value when method = 'difference' = sum(base.report_terms.signed) where role = 'numerator'
--   - sum(base.report_terms.signed) where role = 'denominator' by period, id = subject
-- traces: value when method = 'share' = percent(sum(base.report_terms.signed) where role = 'numerator',
--   sum(base.report_terms.signed) where role = 'denominator') by period, id = subject
-- traces: value when method = 'growth' = growth(sum(base.report_terms.signed) where role = 'numerator',
--   sum(base.report_terms.signed) where role = 'denominator') by period, id = subject
-- traces: value when method = 'multiple' = multiple(sum(base.report_terms.signed) where role = 'numerator',
--   sum(base.report_terms.signed) where role = 'denominator') by period, id = subject
-- traces: value when method = 'quotient' = ratio(sum(base.report_terms.signed) where role = 'numerator',
--   sum(base.report_terms.signed) where role = 'denominator') by period, id = subject
-- Every figure of the published report, computed again from the workbooks and held
-- against what the report says. What a figure is made from and how is data
-- (schema/codes/report_figures.csv); nothing here knows a single figure.
--
-- A claim is words, a rank or a date: what is stated is no number. Where sense and
-- bound say what its formula must give it holds or does not; one that the formula
-- alone does not decide (decides: false) is consistent at best. A claim without a
-- formula stands by its source, and without one is uncheckable.
--
-- printed is what a report may print: the figure as it was computed, with the decimals
-- of the stated one; where it cannot be computed, what the workbook says elsewhere; a
-- claim as it is stated, unless it does not hold.
--
-- A stated figure holds where the computed one, rounded as it is printed, is the
-- same. Otherwise the rounding of the inputs is allowed for: half of the last
-- decimal of an amount, nothing for a count. Where the base of a rate is not stated
-- and must be a whole number, the figure is consistent if there is one that fits;
-- any other base would fit anything, and the figure is uncheckable.
WITH figures AS (
  SELECT f.period, f.id, f.section, f.label, f.unit, f.stated, f.whole_base, f.note, f.sense, f.bound, f.decides, f.source AS named_source,
         TRY_CAST(f.stated AS DECIMAL(18,6)) AS stated_value,
         CAST(CASE WHEN contains(f.stated, '.') THEN length(f.stated) - instr(f.stated, '.') ELSE 0 END AS INTEGER) AS places
  FROM ref.report_figures f
), gathered AS (
  SELECT period, subject, any_value(method) AS method,
         sum(sign * wide(value)) FILTER (role IN ('value', 'term', 'extra', 'numerator')) AS top,
         sum(rounding_of(value, unit)) FILTER (role IN ('value', 'term', 'extra', 'numerator')) AS top_slack,
         sum(sign * wide(value)) FILTER (role = 'denominator') AS bottom,
         sum(rounding_of(value, unit)) FILTER (role = 'denominator') AS bottom_slack,
         sum(wide(value)) FILTER (role = 'against') AS against,
         sum(wide(value)) FILTER (role = 'part') AS parts,
         max(wide(value)) FILTER (role = 'whole') AS whole,
         max(wide(value)) FILTER (role = 'basis') AS basis,
         min(value) FILTER (role = 'same') AS same_least, max(value) FILTER (role = 'same') AS same_most,
         count(*) FILTER (value IS NULL AND role IN ('value', 'term', 'numerator')) AS top_missing,
         count(*) FILTER (value IS NULL AND role = 'denominator') AS bottom_missing,
         count(*) FILTER (value IS NULL AND role IN ('against', 'part', 'whole')) AS other_missing,
         string_agg(DISTINCT label, '、' ORDER BY label)
           FILTER (value IS NULL AND role IN ('value', 'term', 'numerator', 'denominator', 'against', 'part', 'whole')) AS missing,
         string_agg(label, '、' ORDER BY place) FILTER (role = 'same') AS same_label,
         string_agg(label, '、' ORDER BY place) FILTER (role = 'basis') AS basis_label,
         string_agg(label, '、' ORDER BY place) FILTER (role = 'whole') AS whole_label,
         sum_words(list({sign: sign, shown: shown} ORDER BY place)
           FILTER (role IN ('value', 'term', 'numerator') OR (role = 'extra' AND value <> 0))) AS top_text,
         count(*) FILTER (role = 'numerator') AS top_terms,
         sum_words(list({sign: sign, shown: shown} ORDER BY place) FILTER (role = 'denominator')) AS bottom_text,
         count(*) FILTER (role = 'denominator') AS bottom_terms,
         string_agg(shown, ' + ' ORDER BY place) FILTER (role = 'against') AS against_text,
         string_agg(shown, ' + ' ORDER BY place) FILTER (role = 'part') AS parts_text
  FROM base.report_terms
  GROUP BY period, subject
), places AS (
  SELECT t.period, t.subject, string_agg(DISTINCT coalesce(i.sheet, i.label), '、' ORDER BY coalesce(i.sheet, i.label)) AS sheets
  FROM base.report_terms t JOIN base.report_inputs i ON i.period = t.period AND i.input = t.input
  WHERE i.value IS NOT NULL
  GROUP BY ALL
), evaluated AS (
  -- What the department's self-evaluation says of an indicator of the same name.
  SELECT t.period, t.subject, t.value, any_value(i._sheet) AS sheet
  FROM base.report_terms t JOIN core.department_evaluation_indicators i ON i.period = t.period AND i.level3 = t.label
  WHERE t.role = 'evaluated' GROUP BY ALL
), computed AS (
  SELECT f.*, g.* EXCLUDE (period, subject), coalesce(s.sheets, e.sheet) AS sheets, e.value AS evaluated, sense IS NOT NULL OR method IS NULL AS claim,
         top_missing + CASE WHEN method IN ('input', 'sum', 'part') THEN other_missing ELSE bottom_missing END AS lacking,
         CASE method
           WHEN 'difference' THEN top - bottom
           WHEN 'share' THEN wide(percent(top, bottom))
           WHEN 'growth' THEN CASE WHEN top = bottom THEN 0 ELSE wide(percent(top - bottom, bottom)) END
           WHEN 'multiple' THEN wide(ratio(top - bottom, bottom))
           WHEN 'quotient' THEN wide(ratio(top, bottom))
           ELSE top END AS computed,
         -- The least and the most that the rounding of the inputs allows.
         CASE WHEN method = 'difference' THEN top - top_slack - bottom - bottom_slack
              WHEN method IN ('input', 'sum', 'part') THEN top - top_slack
              WHEN top < top_slack OR bottom <= bottom_slack THEN NULL
              WHEN method = 'share' THEN wide(percent(top - top_slack, bottom + bottom_slack))
              WHEN method = 'growth' THEN wide(percent(top - top_slack, bottom + bottom_slack)) - 100
              WHEN method = 'multiple' THEN wide(ratio(top - top_slack, bottom + bottom_slack)) - 1
              ELSE wide(ratio(top - top_slack, bottom + bottom_slack)) END AS least_allowed,
         CASE WHEN method = 'difference' THEN top + top_slack - bottom + bottom_slack
              WHEN method IN ('input', 'sum', 'part') THEN top + top_slack
              WHEN top < top_slack OR bottom <= bottom_slack THEN NULL
              WHEN method = 'share' THEN wide(percent(top + top_slack, bottom - bottom_slack))
              WHEN method = 'growth' THEN wide(percent(top + top_slack, bottom - bottom_slack)) - 100
              WHEN method = 'multiple' THEN wide(ratio(top + top_slack, bottom - bottom_slack)) - 1
              ELSE wide(ratio(top + top_slack, bottom - bottom_slack)) END AS most_allowed,
         -- 142.3 % of its base is what +42.3 % says, 900 % what 增长8倍 says; and how far
         -- the rounding of what is printed reaches.
         CASE method WHEN 'growth' THEN 100 + wide(stated_value) WHEN 'share' THEN wide(stated_value)
                       WHEN 'multiple' THEN 100 + 100 * wide(stated_value) END AS of_base,
         CASE method WHEN 'multiple' THEN 100 ELSE 1 END * half_of_place(places) AS reach
  FROM figures f LEFT JOIN gathered g ON g.period = f.period AND g.subject = f.id
  LEFT JOIN places s ON s.period = f.period AND s.subject = f.id
  LEFT JOIN evaluated e ON e.period = f.period AND e.subject = f.id
), bases AS (
  -- The whole numbers that the base could be: those that give what is stated.
  SELECT *,
         CASE WHEN whole_base THEN whole_base_least(top, of_base, reach) END AS base_least,
         CASE WHEN whole_base THEN whole_base_most(top, of_base, reach) END AS base_most
  FROM computed
), judged AS (
  SELECT *,
         CASE
           WHEN method IS NULL THEN CASE WHEN named_source IS NULL THEN 'uncheckable' ELSE 'input' END
           WHEN claim AND (lacking > 0 OR computed IS NULL) THEN 'uncheckable'
           WHEN claim AND NOT within_bound(computed, sense, bound) THEN 'does not hold'
           WHEN claim THEN CASE WHEN decides THEN 'holds' ELSE 'consistent' END
           WHEN stated_value IS NULL AND stated IS NOT NULL
             THEN CASE WHEN lacking > 0 THEN 'uncheckable' WHEN stated = '持平' AND top = bottom THEN 'holds' ELSE 'does not hold' END
           WHEN same_least <> same_most OR same_least <> coalesce(stated_value, half_up(computed, 2)) THEN 'does not hold'
           WHEN lacking > 0 AND evaluated <> stated_value THEN 'does not hold'
           WHEN top_missing > 0 THEN 'uncheckable'
           WHEN lacking > 0 AND base_least <= base_most THEN 'consistent'
           WHEN lacking > 0 AND whole_base AND top > 0 THEN 'does not hold'
           WHEN lacking > 0 OR computed IS NULL THEN 'uncheckable'
           WHEN against <> computed THEN 'does not hold'
           WHEN method IN ('input', 'part') AND computed <> stated_value THEN 'does not hold'
           WHEN parts > whole THEN CASE WHEN parts <= basis THEN 'to be explained' ELSE 'does not hold' END
           WHEN method IN ('input', 'part') THEN 'input'
           WHEN stated IS NULL AND basis IS NOT NULL THEN CASE WHEN half_up(computed, 2) = basis THEN 'holds' ELSE 'to be explained' END
           WHEN stated IS NULL OR half_up_to(computed, places) = stated_value THEN 'holds'
           WHEN least_allowed < stated_value + half_of_place(places) AND most_allowed >= stated_value - half_of_place(places) THEN 'within rounding'
           ELSE 'does not hold'
         END AS verdict
  FROM bases
), worded AS (
  SELECT *,
         CASE WHEN bottom_terms > 1 THEN '（' || bottom_text || '）' ELSE bottom_text END AS divisor,
         CASE WHEN top_terms > 1 THEN '（' || top_text || '）' ELSE top_text END AS dividend,
         plain_number(half_up_to(computed, CASE WHEN method IN ('share', 'growth', 'multiple', 'quotient') THEN greatest(places, 2) ELSE 6 END)) AS result,
         CASE WHEN stated_value IS NULL AND stated IS NULL THEN 2 ELSE places END AS shown_places
  FROM judged
)
SELECT period, id, section, label, unit, TRY_CAST(computed AS DECIMAL(18,6)) AS value, stated,
       CASE method WHEN 'difference' THEN dividend || ' − ' || divisor
                   WHEN 'share' THEN dividend || ' ÷ ' || divisor
                   WHEN 'growth' THEN dividend || ' ÷ ' || divisor || ' − 1'
                   WHEN 'multiple' THEN dividend || ' ÷ ' || divisor || ' − 1'
                   WHEN 'quotient' THEN dividend || ' ÷ ' || divisor
                   ELSE top_text || coalesce(' = ' || against_text, '') END
         || coalesce('；' || parts_text || '，对 ' || whole_label || ' ' || plain_number(whole), '') AS formula,
       coalesce(method, 'claim') AS method, verdict,
       CASE verdict WHEN 'input' THEN CASE WHEN claim THEN '按出处' ELSE '填报数' END WHEN 'holds' THEN '相符' WHEN 'consistent' THEN '可以相符'
                    WHEN 'within rounding' THEN '在舍入范围内'
                    WHEN 'to be explained' THEN '需要说明' WHEN 'does not hold' THEN '不符' ELSE '无法核对' END AS conclusion,
       CASE
         WHEN method IS NULL THEN CASE WHEN verdict = 'input' THEN '按出处' ELSE '缺少：出处' END
         WHEN claim AND verdict <> 'uncheckable'
           THEN '计算得' || result || '，应' || sense || plain_number(bound) || CASE WHEN verdict = 'consistent' THEN '；不足以证明' ELSE '' END
         WHEN verdict = 'input' THEN '报告所写与填报数一致'
         WHEN verdict = 'uncheckable' THEN '缺少：' || coalesce(missing, '可以作除数的数')
         WHEN verdict = 'consistent' THEN missing || '未报；' || whole_base_words(base_least, base_most)
         WHEN verdict = 'within rounding' THEN '计算得' || result
              || '，原数的舍入允许' || plain_number(half_up_to(least_allowed, places + 2)) || '至' || plain_number(half_up_to(most_allowed, places + 2))
         WHEN verdict = 'to be explained' AND parts IS NOT NULL THEN '各部分合计' || plain_number(parts)
              || '，超过' || whole_label || plain_number(whole) || '，未超过' || basis_label || plain_number(basis)
         WHEN verdict = 'to be explained' THEN '计算得' || result || '，' || basis_label || plain_number(basis) || '，口径不同'
         WHEN verdict = 'holds' THEN '计算得' || CASE WHEN stated = '持平' THEN '持平' ELSE result END
              || CASE WHEN stated IS NULL THEN '，各口径一致' ELSE '，与报告一致' END
         WHEN same_least <> same_most OR same_least <> coalesce(stated_value, half_up(computed, 2))
           THEN same_label || '填报' || plain_number(same_least)
                || '，' || CASE WHEN stated IS NULL THEN '计算得' || coalesce(result, '空') ELSE '报告写' || stated END
         WHEN lacking > 0 AND evaluated <> stated_value THEN '自评表填报' || plain_number(evaluated) || '，报告写' || stated
         WHEN lacking > 0 THEN missing || '未报，且没有整数符合'
         WHEN against <> computed THEN '计算得' || result || '，' || against_text || '为' || plain_number(against)
         WHEN parts > whole THEN '各部分合计' || plain_number(parts) || '，超过' || whole_label || plain_number(whole)
         ELSE '计算得' || coalesce(result, '空') || '，报告写' || coalesce(stated, '空')
       END || coalesce('。' || note, '') AS reason,
       CASE WHEN claim THEN CASE WHEN verdict <> 'does not hold' THEN stated END
            WHEN verdict = 'within rounding' THEN stated
            WHEN lacking = 0 AND computed IS NOT NULL AND method IN ('share', 'growth', 'multiple', 'quotient')
              THEN number_to(half_up_to(computed, shown_places), shown_places)
            WHEN lacking = 0 AND computed IS NOT NULL THEN number_to(computed, places)
            WHEN same_least = same_most THEN number_to(same_least, places)
            WHEN evaluated IS NOT NULL THEN number_to(evaluated, places) END AS printed,
       coalesce(named_source, sheets) AS source
FROM worded
ORDER BY period, id
