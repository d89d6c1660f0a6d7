-- rule: EVAL-R01
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 自评表的项目名称对不上安排表
-- field: project_name
-- message: 项目名称“{got}”{why}
-- A self-evaluation sheet has no code: it is joined to the allocation table by the
-- project's name, compared without spaces and in one width. One row a sheet. Where
-- exactly one name is unknown here and exactly one project there has no indicators,
-- its name is suggested. Silent while a name in the
-- allocation table is blank: it may be the one.
WITH matched AS (
  SELECT e._submission, e._sheet, e._row, e.project_name, count(a._row) AS candidates,
         string_agg(a.project_code, '、' ORDER BY a._row) AS codes
  FROM stg.self_evaluation e
  LEFT JOIN stg.allocation a ON a._submission = e._submission AND name_key(a.project_name) = name_key(e.project_name)
  WHERE e.project_name IS NOT NULL
    AND EXISTS (SELECT 1 FROM meta.field_cell f
                WHERE f.submission = e._submission AND f.form = 'allocation' AND f.field = 'project_name')
  GROUP BY e._submission, e._sheet, e._row, e.project_name
), lone AS (
  SELECT a._submission, min(a._sheet) AS _sheet, min(a._row) AS _row, min(a.project_name) AS project_name
  FROM stg.allocation a
  WHERE NOT EXISTS (SELECT 1 FROM stg.indicators i WHERE i._submission = a._submission AND i.project_code = a.project_code)
    AND NOT EXISTS (SELECT 1 FROM stg.self_evaluation e
                    WHERE e._submission = a._submission AND name_key(e.project_name) = name_key(a.project_name))
  GROUP BY a._submission HAVING count(*) = 1
)
SELECT _submission, _sheet, _row, project_name AS got,
       CASE WHEN paired THEN [{form: 'allocation', sheet: lone_sheet, row: lone_row, field: 'project_name'}] END AS _related,
       CASE WHEN paired THEN lone_name END AS suggestion,
       CASE WHEN candidates > 1 THEN '在项目资金安排表中有 ' || candidates || ' 个（' || coalesce(codes, '编号空白') || '），不能判断是哪一个。请说明是哪一个项目。'
            WHEN paired THEN '在项目资金安排表中没有找到。安排表中只有项目“' || lone_name || '”还没有绩效指标，请核对名称是否填错。'
            ELSE '在项目资金安排表中没有找到。请核对项目名称，或说明原因。' END AS why
FROM (
  SELECT m.*, l._sheet AS lone_sheet, l._row AS lone_row, l.project_name AS lone_name,
         m.candidates = 0 AND l.project_name IS NOT NULL
         AND count(*) FILTER (WHERE m.candidates = 0) OVER (PARTITION BY m._submission) = 1 AS paired
  FROM matched m LEFT JOIN lone l ON l._submission = m._submission
)
WHERE candidates > 1
   OR candidates = 0 AND _submission NOT IN (SELECT _submission FROM stg.allocation WHERE project_name IS NULL)
