-- view: report_terms
-- title: 绩效评价报告算式的各项
-- grain: 每个报告期、每个数字（或比率）的算式中的每一项一行
-- stored: true
-- also: mart.report_terms
-- column period: 报告期
-- column subject: 报告数字的编号，或比率代码
-- column place: 在算式中的顺序
-- column role: 在算式中的作用
-- column sign: 系数（减项为 -1）
-- column input: 取数项
-- column label: 名称
-- column unit: 计量单位
-- column value: 数值
-- column shown: 名称和数值
-- traces: value = from base.report_inputs.value by period, input
-- The formulas of mart.report_figures and mart.control_rates, term by term. An input
-- is a cell or a sum of base.report_inputs, a constant (=7), what the report states
-- of another figure (stated:F110), or an unknown that no workbook has (?全省立项数).
WITH written AS (
  SELECT period, figure AS subject, CAST(place AS INTEGER) AS place, role, CAST(factor AS INTEGER) AS sign, input
  FROM ref.report_figure_terms
  UNION ALL
  SELECT p.period, r.code, r.place, r.role, CASE WHEN r.term LIKE '-%' THEN -1 ELSE 1 END, ltrim(r.term, '-')
  FROM (SELECT DISTINCT period FROM core.region) p
  CROSS JOIN (
    SELECT code, 'numerator' AS role, CAST(generate_subscripts(string_split(numerator, '|'), 1) AS INTEGER) AS place, unnest(string_split(numerator, '|')) AS term
    FROM ref.control_rates
    UNION ALL
    SELECT code, 'denominator', CAST(generate_subscripts(string_split(denominator, '|'), 1) AS INTEGER) + 100, unnest(string_split(denominator, '|'))
    FROM ref.control_rates
    UNION ALL
    SELECT code, 'same', 200, stated_input FROM ref.control_rates WHERE stated_input IS NOT NULL
  ) r
), valued AS (
  SELECT w.period, w.subject, w.place, w.role, w.sign, w.input,
         CASE WHEN w.input LIKE '=%' THEN ''
              WHEN w.input LIKE '?%' THEN substr(w.input, 2)
              WHEN w.input LIKE 'stated:%' THEN '报告所写' || s.label
              ELSE coalesce(i.label, w.input) END AS label,
         coalesce(i.unit, s.unit, '') AS unit,
         CASE WHEN w.input LIKE '=%' THEN TRY_CAST(substr(w.input, 2) AS DECIMAL(18,6))
              WHEN w.input LIKE 'stated:%' THEN TRY_CAST(s.stated AS DECIMAL(18,6))
              ELSE i.value END AS value
  FROM written w
  LEFT JOIN base.report_inputs i ON i.period = w.period AND i.input = w.input
  LEFT JOIN ref.report_figures s ON s.period = w.period AND w.input = 'stated:' || s.id
)
SELECT *, trim(label || ' ' || coalesce(plain_number(value), '（未报）')) AS shown
FROM valued
ORDER BY period, subject, place
