-- view: earlier_project
-- title: 各项目在以前各报告期的安排
-- grain: 每个报告期、每个项目一行，和它在以前每个报告期的每一行
-- stored: checks
-- column period: 报告期
-- column year: 年度
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column organisation: 承担单位
-- column amount_wan: 安排金额（万元）
-- column stage: 项目阶段
-- column stage_code: 项目阶段（代码）
-- column earlier_period: 以前的报告期
-- column earlier_year: 以前的报告期的年度
-- column earlier_position: 以前的报告期的先后
-- column earlier_submission: 以前的报送编号
-- column earlier_sheet: 以前的工作表
-- column earlier_row: 以前的行号
-- column earlier_effective: 以前的报送现在是否仍有效
-- column earlier_region_code: 以前的报送单位代码
-- column earlier_region: 以前的报送单位
-- column earlier_code: 以前的项目编号
-- column earlier_name: 以前的项目名称
-- column earlier_organisation: 以前的承担单位
-- column earlier_amount_wan: 以前的安排金额（万元）
-- column earlier_stage: 以前的项目阶段
-- column earlier_stage_code: 以前的项目阶段（代码）
-- column same_code: 项目编号是否相同
-- column same_name: 项目名称是否相同
-- column same_unit: 承担单位是否相同（信用代码或名称，或由它接替）
-- column same_project: 是否同一个项目：编号、名称、单位三者至少两者相同
-- A project is followed by its code, else by its name and unit, whatever region reports
-- it now. A code alone may be another project's, where codes begin anew every year; so
-- the same project is one of which two of the three agree. A unit is followed through
-- ref.organisations: a row means the unit of that name begun last, and those that ended
-- before the last day of the present period are the one that took their place by then.
WITH RECURSIVE text AS (
  SELECT code, valid_from,
         unnest(list_concat([code, name_key(name)], list_transform(string_split(coalesce(aliases, ''), '|'), lambda alias: name_key(alias)))) AS text
  FROM ref.organisations
), meant AS (
  SELECT p.period, t.text, arg_max(t.code, coalesce(t.valid_from, DATE '0001-01-01')) AS code
  FROM text t JOIN ref.period p ON coalesce(t.valid_from <= p.covers_to, true)
  WHERE t.text <> ''
  GROUP BY p.period, t.text
), line AS (
  SELECT p.period, p.covers_to, o.code AS began, o.code, 0 AS steps FROM ref.organisations o CROSS JOIN ref.period p
  UNION ALL
  SELECT l.period, l.covers_to, l.began, o.successor, l.steps + 1
  FROM line l JOIN ref.organisations o ON o.code = l.code
  WHERE o.successor IS NOT NULL AND o.valid_to < l.covers_to
), heir AS (
  SELECT period, began, arg_max(code, steps) AS heir FROM line GROUP BY period, began
), project AS (
  SELECT a._submission, a._sheet, a._row, a.project_code, a.project_name, a.organisation, a.uscc, a.amount_wan, a.stage, a.stage_code,
         name_key(a.project_name) AS name, name_key(a.organisation) AS unit
  FROM stg.allocation a
), present AS (
  SELECT s.period, p.year, a.*, h.heir FROM project a
  JOIN meta.submission s ON s.submission = a._submission AND s.effective
  JOIN ref.period p ON p.period = s.period
  LEFT JOIN meant c ON c.period = s.period AND c.text = a.uscc
  LEFT JOIN meant n ON n.period = s.period AND n.text = a.unit
  LEFT JOIN heir h ON h.period = s.period AND h.began = coalesce(c.code, n.code)
), former AS (
  SELECT e.period, e.earlier_period, e.earlier_year, e.earlier_position, e.region_code, e.region, e.effective, a.*, h.heir
  FROM project a
  JOIN core.earlier e ON e.submission = a._submission
  LEFT JOIN meant c ON c.period = e.earlier_period AND c.text = a.uscc
  LEFT JOIN meant n ON n.period = e.earlier_period AND n.text = a.unit
  LEFT JOIN heir h ON h.period = e.period AND h.began = coalesce(c.code, n.code)
), pair AS (
  SELECT a._submission, a._sheet, a._row, b.earlier_position, b._submission AS earlier_submission, b._sheet AS earlier_sheet, b._row AS earlier_row
  FROM present a JOIN former b ON b.period = a.period AND b.project_code = a.project_code
  UNION
  SELECT a._submission, a._sheet, a._row, b.earlier_position, b._submission, b._sheet, b._row
  FROM present a JOIN former b ON b.period = a.period AND b.name = a.name
  WHERE a.unit = b.unit OR a.uscc = b.uscc OR a.heir = b.heir
), told AS (
  SELECT a.period, a.year, a._submission, a._sheet, a._row, a.project_code, a.project_name, a.organisation, a.amount_wan, a.stage, a.stage_code,
         b.earlier_period, b.earlier_year, b.earlier_position, b._submission AS earlier_submission, b._sheet AS earlier_sheet, b._row AS earlier_row,
         b.effective AS earlier_effective, b.region_code AS earlier_region_code, b.region AS earlier_region,
         b.project_code AS earlier_code, b.project_name AS earlier_name, b.organisation AS earlier_organisation,
         b.amount_wan AS earlier_amount_wan, b.stage AS earlier_stage, b.stage_code AS earlier_stage_code,
         coalesce(a.project_code = b.project_code, false) AS same_code, coalesce(a.name = b.name, false) AS same_name,
         coalesce(a.uscc = b.uscc, false) OR coalesce(a.unit = b.unit, false) OR coalesce(a.heir = b.heir, false) AS same_unit
  FROM pair p
  JOIN present a ON a._submission = p._submission AND a._sheet = p._sheet AND a._row = p._row
  JOIN former b ON b.period = a.period AND b._submission = p.earlier_submission AND b._sheet = p.earlier_sheet AND b._row = p.earlier_row
)
SELECT period, year, _submission, _sheet, _row, project_code, project_name, organisation, amount_wan, stage, stage_code,
       earlier_period, earlier_year, earlier_position, earlier_submission, earlier_sheet, earlier_row,
       earlier_effective, earlier_region_code, earlier_region,
       earlier_code, earlier_name, earlier_organisation, earlier_amount_wan, earlier_stage, earlier_stage_code,
       same_code, same_name, same_unit,
       CAST(same_code AS INTEGER) + CAST(same_name AS INTEGER) + CAST(same_unit AS INTEGER) >= 2 AS same_project
FROM told
