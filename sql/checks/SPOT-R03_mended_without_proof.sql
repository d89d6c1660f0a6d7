-- rule: SPOT-R03
-- scope: submission
-- form: rectification
-- severity: blocking
-- title: 已整改却没有完成日期或依据
-- message: 问题 {problem_no} 的整改状态是“已整改”，没有填写{what}。请补填；没有改完的，把整改状态改为“整改中”。
-- 每个问题、每个空白的栏目一条。
SELECT _submission, _sheet, _row, CAST(NULL AS VARCHAR) AS got, problem_no, _field, what, ['state'] AS _related
FROM (
  SELECT *, unnest(['mended_on', 'evidence']) AS _field, unnest(['完成日期', '整改依据']) AS what,
         unnest([mended_on IS NULL, evidence IS NULL]) AS blank
  FROM stg.rectification WHERE state_code = 'R03'
)
WHERE blank
