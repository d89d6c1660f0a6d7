-- view: unclear_codes
-- title: 项目编号有空白或重复的报送
-- grain: 每次报送、每张编号有空白或重复的表一行：项目资金安排表、资金执行情况表
-- column _submission: 报送编号
-- column _form: 报表
-- While a code is blank or stands twice, a project that seems to be missing may be there.
SELECT DISTINCT _submission, _form
FROM (
  SELECT _submission, 'allocation' AS _form, project_code FROM stg.allocation
  UNION ALL
  SELECT _submission, 'execution', project_code FROM stg.execution
)
GROUP BY _submission, _form, project_code
HAVING project_code IS NULL OR count(*) > 1
