-- mart: rectification
-- title: 问题整改台账
-- grain: 每个现场抽查的报告期、每个发现的问题一行，按台账的顺序
-- stored: true
-- reporter: department
-- for: rectification
-- export: 87
-- unprinted: region_code, line
-- column period: 报告期
-- column line: 在台账中的顺序
-- column problem_no: 问题编号
-- column source: 问题来源
-- column region_code: 县市区代码
-- column region: 县市区
-- column project_code: 项目编号
-- column problem: 发现的问题
-- column amount_wan: 涉及金额（万元）
-- column requirement: 整改要求
-- column due_on: 整改期限
-- column state: 整改状态
-- column mended_on: 完成日期
-- column days_late: 逾期天数
-- column evidence: 整改依据
-- traces: amount_wan = sum(core.rectification.amount_wan) by period, problem_no
-- The register as it was last handed in. days_late counts the days from the due day to
-- the day it was mended: 0 for one that was mended in time; blank while it is not.
SELECT r.period, r._row AS line, r.problem_no, r.source, r.region_code, coalesce(g.name, r.region) AS region, r.project_code, r.problem, r.amount_wan,
       r.requirement, r.due_on, r.state, r.mended_on,
       CASE WHEN r.state_code = 'R03' THEN CAST(greatest(date_diff('day', r.due_on, r.mended_on), 0) AS INTEGER) END AS days_late, r.evidence
FROM core.rectification r
LEFT JOIN ref.regions g ON g.code = r.region_code
ORDER BY r.period, r._submission, r._row
