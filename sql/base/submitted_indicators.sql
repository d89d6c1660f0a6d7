-- view: submitted_indicators
-- title: 各次报送的三级指标（三张表合在一起）
-- grain: 每次报送、每项三级指标一行：绩效指标表、项目支出绩效自评表和部门整体支出绩效自评表
-- stored: checks
-- column _submission: 报送编号
-- column _form: 报表
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column project_code: 项目编号（绩效指标表）
-- column project_name: 项目名称（项目支出绩效自评表）
-- column level1: 一级指标
-- column level2: 二级指标
-- column level3: 三级指标
-- column sense: 指标性质
-- column sense_code: 指标性质（代码）
-- column target: 年度指标值
-- column actual: 实际完成值
-- column unit: 度量单位
-- column weight: 分值
-- column score: 得分
-- column deviation_reason: 偏差原因分析及改进措施
-- column meant: 指标性质（代码）：选定的，或年度指标值中写的，都没有的按不低于
-- column target_number: 年度指标值（读作的数）
-- column actual_number: 实际完成值（读作的数）
-- column actual_unit: 实际完成值的单位：其中写的，或度量单位
-- column one_unit: 年度指标值与实际完成值的单位是否相同
-- What the three forms of indicators have in common, as staged, and what is read of their
-- texts: here once for all checks.
WITH indicator AS (
  SELECT _submission, 'indicators' AS _form, _sheet, _row, project_code, NULL AS project_name, level1, level2, level3,
         sense, sense_code, target, actual, unit, weight, score, deviation_reason
  FROM stg.indicators
  UNION ALL
  SELECT _submission, 'self_evaluation_indicators', _sheet, _row, NULL, project_name, level1, level2, level3,
         sense, sense_code, target, actual, unit, weight, score, deviation_reason
  FROM stg.self_evaluation_indicators
  UNION ALL
  SELECT _submission, 'department_evaluation_indicators', _sheet, _row, NULL, NULL, level1, level2, level3,
         sense, sense_code, target, actual, unit, weight, score, deviation_reason
  FROM stg.department_evaluation_indicators
), apart AS MATERIALIZED (
  SELECT *, typed_parts(target) AS aim, typed_parts(actual) AS done, typed_text(unit) AS row_unit FROM indicator
)
SELECT _submission, _form, _sheet, _row, project_code, project_name, level1, level2, level3,
       sense, sense_code, target, actual, unit, weight, score, deviation_reason, coalesce(sense_code, sense_of(aim), 'GE') AS meant,
       number_of(aim) AS target_number, number_of(done) AS actual_number,
       coalesce(unit_of(done), row_unit) AS actual_unit, same_unit(aim, done, row_unit) AS one_unit
FROM apart
