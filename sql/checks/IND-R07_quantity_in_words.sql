-- rule: IND-R07
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 定量指标填了文字
-- related: sense
-- message: 三级指标“{indicator}”的指标性质是“{sense}”，“{label}”填的是“{got}”，其中没有数字。请填写数值；本来就是定性指标的，请把指标性质改为“定性”。
-- 要比较的指标值（≥、≤、=、>、<）和完成值是数字。每个单元格一条。只提完全没有数字（包括中文数字）的文字：
-- 数字旁边有单位或符号不算错。
SELECT _submission, _sheet, _row, field AS _field, value AS got, sense, coalesce(level3, '') AS indicator
FROM stg.indicators
UNPIVOT (value FOR field IN (target, actual))
WHERE sense_code IN ('GE', 'LE', 'EQ', 'GT', 'LT')
  AND NOT regexp_matches(value, '[0-9０-９零〇一二两三四五六七八九十百千万亿半]')
