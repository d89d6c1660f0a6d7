-- view: submitted_execution
-- title: 各次报送的资金执行情况及“其中”各项之和
-- grain: 每次报送、每个项目一行
-- stored: checks
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column budget_wan: 全年预算数（万元）
-- column received_wan: 到位金额（万元）
-- column spent_wan: 全年执行数（万元）
-- column parts_wan: “其中”各项支出之和（万元）
-- column executed_wan: 全年执行数（万元）；没有读到、而各项之和与所填的执行率相符的，各项之和
-- column balance_wan: 结余（万元）
-- column execution_rate: 执行率（%）
-- A blank part counts as nothing once any part is filled in; without parts the sum is blank.
SELECT _submission, _sheet, _row, budget_wan, received_wan, spent_wan, parts_wan,
       coalesce(spent_wan, CASE WHEN abs(wide(execution_rate) - percent(parts_wan, budget_wan)) <= half_unit(execution_rate)
                                THEN parts_wan END) AS executed_wan,
       balance_wan, execution_rate
FROM (
  SELECT *, sum_of([equipment_wan, materials_wan, testing_wan, labour_wan, consulting_wan, other_wan]) AS parts_wan
  FROM stg.execution
)
