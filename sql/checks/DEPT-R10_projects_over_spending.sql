-- rule: DEPT-R10
-- scope: submission
-- form: department_expenditure
-- severity: explain
-- title: 主要项目之和大于项目支出
-- field: actual_wan
-- message: 主要项目明细的决算数合计 {sum} 万元，大于项目支出 {whole} 万元，{diff} 万元。请核对明细是预算数还是决算数，或说明原因。
-- 单个项目是项目支出的一部分。每张工作表一条，指在第一个项目上。
SELECT d._submission, min(d._sheet) AS _sheet, min(d._row) AS _row,
       list_append(list({form: 'department_expenditure', sheet: d._sheet, row: d._row, field: 'actual_wan'} ORDER BY d._row)[2:100],
         {form: 'department_expenditure', sheet: any_value(p._sheet), row: any_value(p._row), field: 'actual_wan'}) AS _related,
       min_by(d.actual_wan, d._row) AS got, sum(wide(d.actual_wan)) AS sum, any_value(p.actual_wan) AS whole,
       sum(wide(d.actual_wan)) - any_value(p.actual_wan) AS diff
FROM stg.department_expenditure d
JOIN base.expenditure_items p ON p._submission = d._submission AND p.classification_code = 'X02' AND p.name = '项目支出'
WHERE d.classification_code = 'X03'
GROUP BY d._submission
HAVING sum(wide(d.actual_wan)) > any_value(p.actual_wan)
