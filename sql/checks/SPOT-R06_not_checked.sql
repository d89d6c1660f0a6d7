-- rule: SPOT-R06
-- scope: submission
-- form: rectification
-- severity: blocking
-- title: 现场抽查发现的问题没有抽查记录
-- field: project_code
-- related: source
-- message: 问题 {problem_no} 的来源是现场抽查，现场抽查记录表里没有{region}的项目 {got}。请核对县市区、项目编号和问题来源，或补上抽查记录。
-- 工作簿里没有现场抽查记录表的不提。
SELECT r._submission, r._sheet, r._row, r.project_code AS got, r.problem_no, r.region
FROM stg.rectification r
WHERE r.source_code = 'Q01' AND r.region_code IS NOT NULL AND r.project_code IS NOT NULL
  AND has_rows_with(r._submission, 'spot_check_record', 'project_code')
  AND NOT EXISTS (SELECT 1 FROM stg.spot_check_record c
                  WHERE c._submission = r._submission AND c.region_code = r.region_code AND c.project_code = r.project_code)
