-- view: project_rows
-- title: 各次报送中写有项目的每一行，以及别的表中有没有这个项目
-- grain: 项目资金安排表、资金执行情况表、绩效指标表的每行，每张项目支出绩效自评表一行
-- stored: checks
-- column _submission: 报送编号
-- column _form: 报表
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column project_code: 项目编号（自评表没有）
-- column project_name: 项目名称（绩效指标表没有）
-- column name: 项目名称（比较用）
-- column code_allocated: 项目资金安排表中有没有这个编号；没有编号的行是否
-- column code_executed: 资金执行情况表中有没有这个编号
-- column code_indicated: 绩效指标表中有没有这个编号
-- column name_allocated: 项目资金安排表中有没有这个名称；没有名称的行是否
-- column name_evaluated: 项目支出绩效自评表中有没有这个名称
-- Which tables know a project, by its code and by its name: what every rule asks that
-- looks for projects that are in one table and not in another.
SELECT *, project_code IS NOT NULL AND bool_or(_form = 'allocation') OVER code AS code_allocated,
       project_code IS NOT NULL AND bool_or(_form = 'execution') OVER code AS code_executed,
       project_code IS NOT NULL AND bool_or(_form = 'indicators') OVER code AS code_indicated,
       name IS NOT NULL AND bool_or(_form = 'allocation') OVER called AS name_allocated,
       name IS NOT NULL AND bool_or(_form = 'self_evaluation') OVER called AS name_evaluated
FROM (
  SELECT _submission, 'allocation' AS _form, _sheet, _row, project_code, project_name, name_key(project_name) AS name FROM stg.allocation
  UNION ALL
  SELECT _submission, 'execution', _sheet, _row, project_code, project_name, name_key(project_name) FROM stg.execution
  UNION ALL
  SELECT _submission, 'indicators', _sheet, _row, project_code, NULL, NULL FROM stg.indicators
  UNION ALL
  SELECT _submission, 'self_evaluation', _sheet, _row, NULL, project_name, name_key(project_name) FROM stg.self_evaluation
)
WINDOW code AS (PARTITION BY _submission, project_code), called AS (PARTITION BY _submission, name)
