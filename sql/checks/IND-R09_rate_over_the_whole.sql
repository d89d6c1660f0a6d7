-- rule: IND-R09
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 百分率超过 100%
-- yields-to: DEPT-R18, DEPT-R19
-- field: actual
-- message: 三级指标“{indicator}”的“{label}”填的是 {got}，超过了 100%。请核对完成值，或说明原因。
-- 合格率、满意度、控制率这样的比率，最多是 100%。绩效指标表、项目自评表和部门自评表的每个指标一条。增长率、完成率可以超过 100%，不提；
-- 单位不是 % 的不提；控制率超过 100% 而写了原因的也不提。
SELECT t._submission, t._sheet, t._row, t._form, t.actual AS got, coalesce(t.level3, '') AS indicator,
       [{form: t._form, sheet: t._sheet, row: t._row, field: 'unit'}, {form: 'department_base', sheet: b._sheet, row: b._row, field: m.field}] AS _related
FROM base.submitted_indicators t
LEFT JOIN (VALUES ('在职', 'staff'), ('办结', 'tasks_done'), ('公用', 'public_expense_actual_wan'), ('三公', 'three_public_actual_wan')) m(word, field)
  ON t._form = 'department_evaluation_indicators' AND contains(t.level3, m.word)
LEFT JOIN stg.department_base b ON b._submission = t._submission
WHERE t.actual_number > 100 AND t.actual_unit IN ('%', '百分比', '百分率')
  AND (regexp_matches(t.level3, '(满意度|(满意|合格|及时|准时|覆盖|准确|有效|达标|知晓|优良|成活|验收|办结|通过|公开|完好|转化|录用|就业|到位)率)([（(].*)?$')
       OR regexp_matches(t.level3, '控制率([（(].*)?$') AND t.deviation_reason IS NULL)
