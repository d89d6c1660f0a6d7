-- view: coded_execution
-- title: 各次报送中编号不重复的项目（资金执行情况表）
-- grain: 每次报送、每个项目编号一行；编号在同一次报送中重复的不在其中，除非重复的各行名称和金额都相同（整行粘贴了两次）：取第一行；没有编号的各是一行
-- stored: checks
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column name: 项目名称（比较用）
-- column initial_wan: 年初预算数（万元）
-- column budget_wan: 全年预算数（万元）
-- column spent_wan: 全年执行数（万元）
-- A code that stands twice names no row: who follows a code to its row reads this. A row that
-- was pasted twice is one project, and leaves no doubt.
SELECT _submission, _sheet, _row, project_code, project_name, name_key(project_name) AS name, initial_wan, budget_wan, spent_wan
FROM stg.execution
WINDOW code AS (PARTITION BY _submission, project_code, CASE WHEN project_code IS NULL THEN (_sheet, _row) END)
QUALIFY row_number() OVER (code ORDER BY _sheet, _row) = 1 AND count(DISTINCT row(name_key(project_name), initial_wan, budget_wan, spent_wan)) OVER code = 1
