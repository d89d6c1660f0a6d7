-- rule: DEPT-R16
-- scope: submission
-- form: department_evaluation_indicators
-- severity: explain
-- title: 预算完成率与项目支出的执行不符
-- field: actual
-- want: 按项目支出为 {want}
-- message: 预算完成率填的是 {got}%，而项目支出决算 {spent} 万元、预算 {budget} 万元，只执行了 {want}%。请说明两个口径，或核对。
-- 预算完成率为 100%，项目支出预算也应当完成。“预算完成率”这个指标一条。项目支出预算已经执行完的不提。
SELECT i._submission, i._sheet, i._row,
       [{form: 'department_expenditure', sheet: p._sheet, row: p._row, field: 'actual_wan'},
        {form: 'department_expenditure', sheet: p._sheet, row: p._row, field: 'budget_wan'}] AS _related,
       i.actual AS got, half_up(percent(p.actual_wan, p.budget_wan), 2) AS want,
       plain_number(p.actual_wan) AS spent, plain_number(p.budget_wan) AS budget
FROM stg.department_evaluation_indicators i
JOIN base.expenditure_items p ON p._submission = i._submission AND p.classification_code = 'X02' AND p.name = '项目支出'
WHERE name_key(i.level3) = '预算完成率' AND TRY_CAST(i.actual AS DECIMAL(18,6)) >= 100 AND p.actual_wan < p.budget_wan
