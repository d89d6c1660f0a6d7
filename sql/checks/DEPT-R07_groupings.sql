-- rule: DEPT-R07
-- scope: submission
-- form: department_expenditure
-- severity: blocking
-- title: 两种分类的支出合计不一致
-- field: actual_wan
-- identity: sum(stg.department_expenditure.actual_wan) where classification_code = 'X01'
--   = sum(stg.department_expenditure.actual_wan) where classification_code = 'X02'
-- message: 按“经济科目”的决算数合计 {by_class} 万元，按“基本-项目”的合计 {by_kind} 万元，前者{diff} 万元。两种分类是同一笔支出，请核对。
-- 按经济科目和按基本、项目支出分，花的是同一笔钱。每张工作表一条，指在按经济科目的第一行。有金额空白或缺一种分类时不提。
SELECT _submission, min(_sheet) AS _sheet, min(_row) FILTER (WHERE classification_code = 'X01') AS _row,
       list({form: 'department_expenditure', sheet: _sheet, row: _row, field: 'actual_wan'} ORDER BY _row)[2:100] AS _related,
       min_by(actual_wan, _row) FILTER (WHERE classification_code = 'X01') AS got,
       sum(wide(actual_wan)) FILTER (WHERE classification_code = 'X01') AS by_class,
       sum(wide(actual_wan)) FILTER (WHERE classification_code = 'X02') AS by_kind,
       sum(wide(actual_wan)) FILTER (WHERE classification_code = 'X01') - sum(wide(actual_wan)) FILTER (WHERE classification_code = 'X02') AS diff
FROM stg.department_expenditure
WHERE classification_code IN ('X01', 'X02')
GROUP BY _submission
HAVING count(*) = count(actual_wan)
   AND sum(wide(actual_wan)) FILTER (WHERE classification_code = 'X01') <> sum(wide(actual_wan)) FILTER (WHERE classification_code = 'X02')
