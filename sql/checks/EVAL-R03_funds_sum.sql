-- rule: EVAL-R03
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 年度资金总额不等于各项之和
-- yields-to: EVAL-R04, EVAL-R15
-- identity: total_* = sum(current_*, carried_*, local_*, other_*) within rounding
-- message: “{label}”为 {got}，其下各项资金相加为 {want}，{diff}。{absent}请核对总额或各项资金。
-- 年度资金是各项来源之和。资金部分每列一条。只要填了一项来源，空白的按没有计；一项也没有时无从比较。
-- 总额多于各项而表中没有“其他资金”一行的，说明缺这一行，不当作 0。
-- 总额为 0 的由 EVAL-R04 提。
SELECT _submission, _sheet, _row, 'total_' || amount AS _field,
       list_transform(['current_', 'carried_', 'local_', 'special_', 'other_'], lambda source: source || amount) AS _related,
       total AS got, parts AS want, total - parts AS diff,
       CASE WHEN total > parts AND NOT EXISTS (FROM meta.field_cell c
              WHERE c.submission = f._submission AND c.form = 'self_evaluation' AND c.sheet = f._sheet AND c.field = 'other_' || f.amount)
            THEN '没有读到“其他资金”一行，有这项资金的请按模板的栏目名填一行。' ELSE '' END AS absent
FROM base.submitted_funds f
WHERE apart(total, parts) AND total <> 0
