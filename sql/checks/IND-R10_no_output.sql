-- rule: IND-R10
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 项目没有产出指标
-- yields-to: CROSS-R04
-- field: level1
-- message: 项目 {project} 的 {rows} 项指标中没有产出指标（一级指标只有 {levels}）。请补填产出指标，或核对一级指标；确实没有的，请说明原因。
-- 财预〔2020〕10号：每个项目都有产出指标（数量、质量、时效、成本）。绩效指标表的每个项目、每张自评表一条，指在第一个指标上。
-- 有指标的一级指标空白或不认识时不提。
WITH level AS (
  SELECT code, name_key(unnest(list_prepend(name, string_split(coalesce(aliases, ''), '|')))) AS name FROM ref.indicator_levels WHERE kind = 'level1'
), typed AS (
  SELECT _submission, _form AS form, _sheet, _row, coalesce(project_code, project_name, _sheet) AS project, level1, l.code AS level1_code
  FROM base.submitted_indicators
  LEFT JOIN level l ON l.name = level_key(level1)
  WHERE _form = 'self_evaluation_indicators' OR _form = 'indicators' AND project_code IS NOT NULL
)
SELECT _submission, form AS _form, _sheet, min(_row) AS _row, min_by(level1, _row) AS got, project, count(*) AS rows,
       array_to_string(list_sort(list(DISTINCT regexp_replace(level1, '\s', '', 'g'))), '、') AS levels,
       list({form: form, sheet: _sheet, row: _row, field: 'level1'} ORDER BY _row)[2:100] AS _related
FROM typed
GROUP BY _submission, form, _sheet, project
HAVING count(*) = count(level1_code) AND count(*) FILTER (WHERE level1_code = 'L10') = 0
