-- rule: ALLOC-R07
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 非指导性计划金额为零
-- field: amount_wan
-- related: category
-- message: “{label}”为 0，但项目类别是“{category}”。只有指导性计划可以没有金额。请补填金额，或核对项目类别。
-- 只有指导性计划可以不安排金额。每个项目一条。项目类别不认识的，先问类别。
SELECT _submission, _sheet, _row, amount_wan AS got, category
FROM stg.allocation
WHERE amount_wan = 0 AND category_code IS NOT NULL AND category <> '指导性计划'
