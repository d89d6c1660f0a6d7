-- rule: CROSS-R08
-- scope: submission
-- form: execution
-- severity: blocking
-- title: 资金执行情况表没有数据
-- yields-to: LABEL-MISSING
-- message: “{sheet}”没有任何项目，而项目资金安排表有 {want} 个项目。请逐个填写项目的资金执行情况。
-- 有项目，执行情况表却没有一个项目。每个工作簿一条：各个项目都缺，是同一个原因。本期不要报执行情况表的不提。
SELECT r.submission AS _submission, min(r.sheet) AS _sheet, NULL AS _row, 0 AS got, any_value(a.projects) AS want
FROM meta.sheet_account r
JOIN (SELECT _submission, count(*) AS projects FROM stg.allocation GROUP BY _submission) a ON a._submission = r.submission
WHERE r.form = 'execution' AND r.header_rows > 0 AND asked(r.submission, 'execution')
GROUP BY r.submission
HAVING sum(r.read_rows) = 0
