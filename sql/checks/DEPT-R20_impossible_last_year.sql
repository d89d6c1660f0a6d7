-- rule: DEPT-R20
-- scope: submission
-- form: key_results
-- severity: blocking
-- title: 上年数小于 0
-- related: change_wan, actual_wan, value
-- message: “{name}”的上年数{how}，不可能小于 0。请核对“{label}”。
-- 个数和面积、重量、金额支出在上年也不小于 0。重点工作成效指标表中按个数等计量的指标，本年值或上年值小于 0 的，每个单元格一条；支出决算表中
-- 没有写上年数、决算数减增减额小于 0 的，每项一条。
SELECT k._submission, 'key_results' AS _form, k._sheet, k._row, 'last_value' AS _field, plain_number(k.last_value) AS got, k.result_name AS name,
       '填的是 ' || plain_number(k.last_value) AS how
FROM stg.key_results k JOIN ref.units u ON u.code = k.unit_code AND u.kind IN ('count', 'measure')
WHERE k.last_value < 0
UNION ALL
SELECT _submission, 'department_expenditure', _sheet, _row, 'change_wan', plain_number(change_wan), item,
       '（决算数 ' || plain_number(actual_wan) || ' 减增减额 ' || plain_number(change_wan) || '）为 ' || plain_number(wide(actual_wan) - change_wan)
FROM stg.department_expenditure
WHERE last_wan IS NULL AND change_wan > actual_wan
