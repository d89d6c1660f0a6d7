-- rule: SPOT-R05
-- scope: submission
-- form: spot_check_record
-- severity: blocking
-- title: 抽查不符合，台账里却没有这个项目的问题
-- yields-to: HEADER-MISSING, SHEET-AMBIGUOUS
-- message: 项目 {project_code} 的“{label}”填的是“{got}”，问题整改台账里没有这个项目由现场抽查发现的问题。请在台账中写明问题、整改要求和期限。
-- 每处“不符合”一条。
SELECT _submission, _sheet, _row, project_code, _field, got
FROM (
  SELECT *, unnest(['internal_control', 'contract', 'separate_account', 'assets']) AS _field,
         unnest([internal_control, contract, separate_account, assets]) AS got,
         unnest([internal_control_code, contract_code, separate_account_code, assets_code]) AS result
  FROM stg.spot_check_record
) c
WHERE result = 'P03'
  AND NOT EXISTS (SELECT 1 FROM stg.rectification r
                  WHERE r._submission = c._submission AND r.source_code = 'Q01' AND r.region_code = c.region_code AND r.project_code = c.project_code)
