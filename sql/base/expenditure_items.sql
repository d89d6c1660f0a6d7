-- view: expenditure_items
-- title: 各次报送的支出决算表中不重名的各项
-- grain: 每次报送、每种分类方式的每个项目一行；在同一分类中重名的不在其中
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column classification_code: 分类方式代码
-- column item: 项目
-- column name: 项目（比较用）
-- column budget_wan: 预算数（万元）
-- column actual_wan: 决算数（万元）
-- column last_wan: 上年决算数（万元）
-- An item whose name stands twice names no row.
SELECT _submission, _sheet, _row, classification_code, item, name_key(item) AS name, budget_wan, actual_wan, last_wan
FROM stg.department_expenditure
QUALIFY count(*) OVER (PARTITION BY _submission, classification_code, name_key(item)) = 1
