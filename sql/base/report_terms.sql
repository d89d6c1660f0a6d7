-- view: report_terms
-- title: 绩效评价报告算式的各项
-- grain: 每个报告期、每个数字（或比率）的算式中的每一项一行
-- stored: true
-- also: mart.report_terms
-- column period: 报告期
-- column subject: 报告数字的编号，或比率代码
-- column method: 算法
-- column place: 在算式中的顺序
-- column role: 在算式中的作用
-- column sign: 系数（减项为 -1）
-- column input: 取数项
-- column label: 名称
-- column unit: 计量单位
-- column value: 数值
-- column signed: 乘以系数的数值
-- column shown: 名称和数值
-- traces: value when role <> 'evaluated' = sum(base.report_inputs.value) by period, input
--   + sum(ref.report_figure_terms.constant) where constant is not blank by period, subject, place
--   + sum(ref.control_rate_terms.constant) where constant is not blank by subject, place
-- traces: value when role = 'evaluated' = number(core.department_evaluation_indicators.actual) by period, label = level3
-- traces: signed when role = 'evaluated' = number(core.department_evaluation_indicators.actual) by period, label = level3
-- traces: signed when role <> 'evaluated' and sign <> '-1' = sum(base.report_inputs.value) by period, input
--   + sum(ref.report_figure_terms.constant) where constant is not blank by period, subject, place
--   + sum(ref.control_rate_terms.constant) where constant is not blank by subject, place
-- traces: signed when role <> 'evaluated' and sign = '-1' = 0 - sum(base.report_inputs.value) by period, input
--   - sum(ref.report_figure_terms.constant) where constant is not blank by period, subject, place
--   - sum(ref.control_rate_terms.constant) where constant is not blank by subject, place
-- The formulas of report_figures.csv and control_rates.csv, term by term. What a term
-- takes from workbooks is a row of base.report_inputs, a view that the program makes
-- of the same formulas; a number or a stated figure is a constant, and what no
-- workbook has has no value. Behind them, as role evaluated, what the department's
-- self-evaluation says of an indicator that is called as the figure is.
WITH written AS (
  FROM ref.report_figure_terms
  UNION ALL
  SELECT r.* REPLACE (p.period AS period) FROM (SELECT DISTINCT period FROM core.region) p CROSS JOIN ref.control_rate_terms r
), valued AS (
  SELECT w.period, w.subject, w.method, CAST(w.place AS INTEGER) AS place, w.role, CAST(w.factor AS INTEGER) AS sign, w.input,
         coalesce(i.label, concat_ws('·', w.record, w.label)) AS label,
         coalesce(i.unit, w.unit, '') AS unit, coalesce(w.constant, i.value) AS value
  FROM written w LEFT JOIN base.report_inputs i ON i.period = w.period AND i.input = w.input
), evaluated AS (
  SELECT f.period, f.id AS subject, CAST(NULL AS VARCHAR) AS method, 1 + max(v.place) AS place, 'evaluated' AS role, 1 AS sign,
         CAST(NULL AS VARCHAR) AS input, f.label, '%' AS unit, any_value(i.value) AS value
  FROM ref.report_figures f
  JOIN valued v ON v.period = f.period AND v.subject = f.id
  JOIN (SELECT *, TRY_CAST(rtrim(actual, '%％') AS DECIMAL(18,6)) AS value FROM core.department_evaluation_indicators) i
    ON i.period = f.period AND i.level3 = f.label
  GROUP BY f.period, f.id, f.label HAVING count(DISTINCT i.actual) = 1 AND any_value(i.value) IS NOT NULL
)
SELECT *, CAST(sign * wide(value) AS DECIMAL(18,6)) AS signed, trim(label || ' ' || coalesce(plain_number(value), '（未报）')) AS shown
FROM (FROM valued UNION ALL FROM evaluated)
ORDER BY period, subject, place
