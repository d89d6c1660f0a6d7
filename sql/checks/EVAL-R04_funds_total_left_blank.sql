-- rule: EVAL-R04
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 年度资金总额为 0 而各项有数
-- yields-to: self_evaluation.total_budget_wan.required, self_evaluation.total_spent_wan.required
-- identity: or_zero(total_*) = sum(current_*, carried_*, local_*, other_*) within rounding
-- message: “{label}”为 {got}，而其下各项资金相加为 {want}。请按各项之和填写总额。
-- 各项来源已填，总额却是 0。每列一条。工作表没有这一格时不提：那是缺少，不是 0。
SELECT _submission, _sheet, _row, 'total_' || amount AS _field,
       list_transform(['current_', 'carried_', 'local_', 'special_', 'other_'], lambda source: source || amount) AS _related,
       coalesce(total, 0) AS got, parts AS want
FROM base.submitted_funds f
WHERE coalesce(total, 0) = 0 AND parts > 0
  AND EXISTS (FROM meta.field_cell c
              WHERE c.submission = f._submission AND c.form = 'self_evaluation' AND c.sheet = f._sheet AND c.field = 'total_' || f.amount)
