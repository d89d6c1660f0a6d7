-- rule: SCORE-R03
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 定性指标的得分与完成等次不符
-- yields-to: IND-R02
-- field: score
-- related: actual, weight
-- message: 三级指标“{indicator}”的实际完成值是“{actual}”（{band}），{weight} 分应得 {low} 至 {high} 分，填的是 {got}。请核对完成值和得分，或说明原因。
-- 定性指标的完成值写的是县市区所用方案中某一档的词，得分就在这一档内：达成 100% 至 80%，部分达成 80% 至 60%，
-- 未达成低于 60%（财预〔2020〕10号）。每个指标一条。写别的词的不归入任何一档。
WITH word AS (
  SELECT DISTINCT scheme, name AS band, low, high, name_key(word) AS word
  FROM (SELECT scheme, name, low, high, unnest(words) AS word FROM ref.scheme_band)
), banded AS MATERIALIZED (
  SELECT i.*, w.band, share_of(i.weight, w.low, 100) AS lowest, share_of(i.weight, w.high, 100) AS highest
  FROM base.submitted_indicators i
  JOIN base.submitted_scheme k ON k._submission = i._submission
  JOIN word w ON w.scheme = k.scheme AND w.word = rtrim(name_key(i.actual), '。.;')
  WHERE i._form <> 'department_evaluation_indicators' AND coalesce(i.sense_code, 'QUAL') = 'QUAL'
)
SELECT _submission, _sheet, _row, _form, score AS got, coalesce(level3, '') AS indicator, actual, band, weight,
       plain_number(lowest) AS low, plain_number(highest) AS high
FROM banded
WHERE score NOT BETWEEN lowest AND highest
