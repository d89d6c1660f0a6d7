-- rule: DEPT-R11
-- scope: submission
-- form: key_results
-- severity: blocking
-- title: 合计项不等于其组成部分之和
-- identity: value = sum(stg.key_results.value) by result_code = part_of
-- message: {what}
-- “合计项”写明这个指标是哪个指标的一部分；各部分加起来就是它。只是包含在另一个之中的（110 中的 30）不填。
-- 每个不符的合计一条，所写编码不在表中的每个部分一条。
WITH one AS (
  SELECT * FROM stg.key_results WHERE result_code IS NOT NULL
  QUALIFY count(*) OVER (PARTITION BY _submission, result_code) = 1
)
SELECT _submission, _sheet, _row, _field, _related, got, want, diff, what
FROM (
  SELECT w._submission, w._sheet, w._row, 'value' AS _field,
         list({form: 'key_results', sheet: p._sheet, row: p._row, field: 'value'} ORDER BY p._row)[1:100] AS _related,
         plain_number(w.value) AS got, plain_number(sum(wide(p.value))) AS want, plain_number(wide(w.value) - sum(wide(p.value))) AS diff,
         '“' || w.result_name || '”的本年值为 ' || plain_number(w.value) || '，以它为合计项的 ' || count(*) || ' 项相加为 ' || plain_number(sum(wide(p.value)))
         || CASE WHEN w.value < sum(wide(p.value)) THEN '，少 ' ELSE '，多 ' END || plain_number(abs(wide(w.value) - sum(wide(p.value))))
         || '。请核对；只是其中一部分、不参加相加的，不填合计项。' AS what
  FROM one w
  JOIN stg.key_results p ON p._submission = w._submission AND p.part_of = w.result_code
  GROUP BY w._submission, w._sheet, w._row, w.result_name, w.value
  HAVING count(*) = count(p.value) AND w.value <> sum(wide(p.value))
  UNION ALL
  SELECT p._submission, p._sheet, p._row, 'part_of', NULL, p.part_of, NULL, NULL,
         CASE WHEN p.part_of = p.result_code THEN '“合计项”不能填本指标自己的编码 ' || p.part_of
              ELSE '“合计项”填的“' || p.part_of || '”不是本表的指标编码' END || '。请填它所属合计的指标编码，或留空。'
  FROM stg.key_results p
  WHERE p.part_of IS NOT NULL
    AND (p.part_of = p.result_code
         OR NOT EXISTS (SELECT 1 FROM stg.key_results w WHERE w._submission = p._submission AND w.result_code = p.part_of))
)
