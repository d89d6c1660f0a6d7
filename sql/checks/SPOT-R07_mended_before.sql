-- rule: SPOT-R07
-- scope: submission
-- form: rectification
-- severity: explain
-- title: 整改日期早于检查日期
-- field: mended_on
-- message: 问题 {problem_no} 的完成日期是 {got}，这个项目的检查日期是 {want}。请核对两个日期，或说明原因。
-- 只看由现场抽查发现的问题。
SELECT r._submission, r._sheet, r._row, r.mended_on AS got, c.checked_on AS want, r.problem_no,
       [{form: 'spot_check_record', sheet: c._sheet, row: c._row, field: 'checked_on'}] AS _related
FROM stg.rectification r
JOIN stg.spot_check_record c ON c._submission = r._submission AND c.region_code = r.region_code AND c.project_code = r.project_code
WHERE r.source_code = 'Q01' AND r.mended_on < c.checked_on
