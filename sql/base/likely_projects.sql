-- view: likely_projects
-- title: 名称对不上安排表的自评表最可能是哪个项目的
-- grain: 每次报送、每张项目名称在项目资金安排表中找不到的自评表一行；说明不了是哪个的，项目各列为空
-- stored: checks
-- column _submission: 报送编号
-- column _sheet: 自评表的工作表
-- column there: 资金执行情况表的工作表
-- column row: 资金执行情况表中用这个名称的一行
-- column executed_code: 那一行的项目编号
-- column allocated: 安排表的工作表
-- column allocated_row: 最可能的项目在安排表中的行号
-- column project_name: 最可能的项目的名称
-- column project_code: 最可能的项目的编号
-- column indicated: 绩效指标表中有没有这个项目
-- The project that the execution table calls so; else the one whose indicators are the same;
-- else the only one that has none.
WITH unknown AS (
  SELECT * FROM base.project_rows
  WHERE _form = 'self_evaluation' AND name IS NOT NULL AND NOT name_allocated AND has_column(_submission, 'allocation', 'project_name')
), nameless AS ( -- projects on no sheet
  SELECT * FROM base.project_rows WHERE _form = 'allocation' AND NOT name_evaluated
), executed AS (
  SELECT u._submission, u._sheet, min(x._sheet) AS there, min(x._row) AS row, min(x.project_code) AS project_code
  FROM unknown u JOIN base.project_rows x ON x._submission = u._submission AND x.name = u.name AND x._form = 'execution'
  GROUP BY u._submission, u._sheet HAVING count(*) = 1
), shared AS (
  SELECT u._submission, u._sheet, t.project_code, count(DISTINCT name_key(t.level3)) AS indicators
  FROM unknown u
  JOIN stg.self_evaluation_indicators i ON i._submission = u._submission AND i._sheet = u._sheet
  JOIN stg.indicators t ON t._submission = i._submission AND name_key(t.level3) = name_key(i.level3)
  GROUP BY u._submission, u._sheet, t.project_code HAVING count(DISTINCT name_key(t.level3)) > 1
), evaluated AS (
  SELECT _submission, _sheet, max_by(project_code, indicators) AS project_code
  FROM (SELECT *, max(indicators) OVER (PARTITION BY _submission, _sheet) AS most FROM shared)
  WHERE indicators = most GROUP BY _submission, _sheet HAVING count(*) = 1
), lone AS (
  SELECT _submission, min(project_code) AS project_code
  FROM nameless a
  WHERE NOT a.code_indicated AND a._submission IN (SELECT _submission FROM unknown GROUP BY _submission HAVING count(*) = 1)
  GROUP BY _submission HAVING count(*) = 1
)
SELECT u._submission, u._sheet, x.there, x.row, x.project_code AS executed_code,
       n._sheet AS allocated, n._row AS allocated_row, n.project_name, n.project_code, n.code_indicated AS indicated
FROM unknown u
LEFT JOIN executed x ON x._submission = u._submission AND x._sheet = u._sheet
LEFT JOIN evaluated v ON v._submission = u._submission AND v._sheet = u._sheet
LEFT JOIN lone l ON l._submission = u._submission
LEFT JOIN nameless n ON n._submission = u._submission AND n.project_code = coalesce(x.project_code, v.project_code, l.project_code)
QUALIFY count(*) OVER (PARTITION BY u._submission, u._sheet) = 1
