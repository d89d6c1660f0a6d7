-- view: likely_execution
-- title: 各次报送中每个项目可信的全年执行数和全年预算数
-- grain: 每次报送、资金执行情况表的每个项目一行
-- stored: checks
-- column _submission: 报送编号
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column received_wan: 到位金额（万元）
-- column spent_wan: 全年执行数（万元）：执行数、各项之和、到位减结余中两个相符的；都不相符的，最大的一个
-- column least_budget_wan: 全年预算数（万元）：与安排金额不同的，执行率相符的一个（以元填写的折成万元）；都不相符的，较小的一个
-- column most_budget_wan: 全年预算数（万元）：同上；都不相符的，较大的一个
-- Each amount is written in several places. Where one of them is mistyped the others still
-- tell which it is, so that a rule on it neither follows from the mistake nor is lost to it.
-- Where nothing tells, the amounts are those that accuse nobody.
SELECT _submission, _sheet, _row, received_wan, spent_wan,
       CASE WHEN fits_budget THEN budget_wan WHEN fits_allocation THEN allotted_wan WHEN fits_yuan THEN wide(budget_wan) * 0.0001
            ELSE wide(least(budget_wan, allotted_wan)) * CASE WHEN budget_wan >= 10000 THEN 0.0001 ELSE 1 END END AS least_budget_wan,
       CASE WHEN fits_budget THEN budget_wan WHEN fits_allocation THEN allotted_wan WHEN fits_yuan THEN wide(budget_wan) * 0.0001
            ELSE greatest(budget_wan, allotted_wan) END AS most_budget_wan
FROM (
  SELECT *, abs(wide(execution_rate) - percent(spent_wan, budget_wan)) <= half_unit(execution_rate) AS fits_budget,
         abs(wide(execution_rate) - percent(spent_wan, allotted_wan)) <= half_unit(execution_rate) AS fits_allocation,
         abs(wide(execution_rate) - percent(wide(spent_wan) * 10000, budget_wan)) <= half_unit(execution_rate) AS fits_yuan
  FROM (
    SELECT e._submission, e._sheet, e._row, received_wan, e.budget_wan, o.budget_wan AS allotted_wan, execution_rate,
           CASE WHEN NOT apart(spent_wan, parts_wan) OR NOT apart(spent_wan, wide(received_wan) - balance_wan) THEN spent_wan
                WHEN NOT apart(parts_wan, wide(received_wan) - balance_wan) THEN parts_wan
                WHEN spent_wan IS NOT NULL THEN greatest(spent_wan, parts_wan, wide(received_wan) - balance_wan) END AS spent_wan
    FROM base.submitted_execution e
    LEFT JOIN base.other_budget o ON o._submission = e._submission AND o._sheet = e._sheet AND o._row = e._row
  )
)
