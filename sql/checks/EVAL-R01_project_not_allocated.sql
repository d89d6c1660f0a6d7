-- rule: EVAL-R01
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 自评表的项目名称对不上安排表
-- field: project_name
-- message: 项目名称“{got}”{why}
-- 自评表没有项目编号，按项目名称与安排表对应，比较时不计空格和全角半角。每张工作表一条。名称对不上时，提出最可能的项目：
-- 执行情况表中用这个名称的，其次是指标相同的，再次是唯一没有指标的。安排表有名称空白、执行情况表中也没有名称的（可能就是它）时不提；
-- 编号连同名称重复时也不提。
WITH matched AS (
  SELECT e._submission, e._sheet, e._row, e.project_name, e.name, count(DISTINCT coalesce(a.project_code, '')) FILTER (WHERE a._row IS NOT NULL) AS candidates,
         string_agg(a.project_code, '、' ORDER BY a._row) AS codes,
         list({form: 'allocation', sheet: a._sheet, row: a._row, field: 'project_name'} ORDER BY a._row)[1:20] AS cells
  FROM base.project_rows e
  LEFT JOIN (FROM base.project_rows WHERE _form = 'allocation') a ON a._submission = e._submission AND a.name = e.name
  WHERE e._form = 'self_evaluation' AND e.name IS NOT NULL
    AND has_column(e._submission, 'allocation', 'project_name')
  GROUP BY e._submission, e._sheet, e._row, e.project_name, e.name
), blank AS ( -- projects without a name, and the one that they have elsewhere
  SELECT a._submission, x.name
  FROM stg.allocation a LEFT JOIN base.coded_execution x ON x._submission = a._submission AND x.project_code = a.project_code
  WHERE a.project_name IS NULL
)
SELECT m._submission, m._sheet, m._row, m.project_name AS got,
       CASE candidates WHEN 0 THEN [{form: 'allocation', sheet: l.allocated, row: l.allocated_row, field: 'project_name'},
                  {form: 'execution', sheet: l.there, row: l.row, field: 'project_name'},
                  {form: 'execution', sheet: l.there, row: l.row, field: 'project_code'}]
            ELSE cells END AS _related,
       l.project_name AS suggestion,
       CASE WHEN candidates <> 0 THEN '在项目资金安排表中有 ' || candidates || ' 个（' || coalesce(codes, '编号空白')
              || '），不能判断是哪一个。请说明是哪一个项目。'
            WHEN l.project_name IS NOT NULL THEN '在项目资金安排表中没有找到，可能是项目 ' || coalesce(l.project_code, '（编号空白）')
              || '“' || l.project_name || '”。请核对两处名称，改成一致。'
            WHEN l.executed_code IS NOT NULL THEN '在项目资金安排表中没有找到，资金执行情况表中有（' || l.executed_code || '）。请核对安排表是否漏填这个项目。'
            ELSE '在项目资金安排表中没有找到。请核对项目名称，或说明原因。' END AS why
FROM matched m
LEFT JOIN base.likely_projects l ON l._submission = m._submission AND l._sheet = m._sheet
WHERE candidates > 1
   OR candidates = 0 AND NOT EXISTS (FROM blank b WHERE b._submission = m._submission AND coalesce(b.name = m.name, true))
