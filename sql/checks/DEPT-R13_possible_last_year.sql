-- rule: DEPT-R13
-- scope: submission
-- form: key_results
-- severity: explain
-- title: 同比推不出可能的上年值
-- field: change_rate
-- related: value
-- message: “{name}”本年 {value}{unit}，同比 {got}%：推算上年为 {last}，不是整数。请核对同比和本年值，或补填上年值。
-- 个数在上年也是整数：所写的同比在舍入范围内应能推回一个整数。没有人写明上年值的指标，每个一条。
SELECT _submission, _sheet, _row,
       change_rate AS got, result_name AS name, plain_number(value) AS value, unit,
       low || CASE WHEN high <> low THEN ' 至 ' || high ELSE '' END AS last
FROM (
  SELECT *, plain_number(half_up(ratio(wide(value) * 100, of_base + reach), 2)) AS low,
         plain_number(half_up(ratio(wide(value) * 100, of_base - reach), 2)) AS high
  FROM (SELECT k.*, 100 + wide(k.change_rate) AS of_base, half_unit(k.change_rate) AS reach
        FROM stg.key_results k JOIN ref.units u ON u.code = k.unit_code AND u.kind = 'count'
        WHERE k.last_value IS NULL)
)
WHERE whole_base_least(value, of_base, reach) > whole_base_most(value, of_base, reach)
