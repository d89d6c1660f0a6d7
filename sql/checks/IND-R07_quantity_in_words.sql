-- rule: IND-R07
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 定量指标填了文字
-- related: sense
-- message: 三级指标“{indicator}”的指标性质是“{sense}”，“{label}”填的是“{got}”，其中没有数字。请填写数值；本来就是定性指标的，请把指标性质改为“定性”。
-- A target that is compared (≥, ≤, =, >, <) and what was done are numbers. One row a
-- cell. Only words without any digit, a Chinese one included: a unit or a sign beside
-- the number is no fault.
SELECT _submission, _sheet, _row, field AS _field, value AS got, sense, coalesce(level3, '') AS indicator
FROM stg.indicators
UNPIVOT (value FOR field IN (target, actual))
WHERE sense_code IN ('GE', 'LE', 'EQ', 'GT', 'LT')
  AND NOT regexp_matches(value, '[0-9零〇一二两三四五六七八九十百千万亿半]')
