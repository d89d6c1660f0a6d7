-- rule: SUM-R10
-- scope: period
-- form: project
-- severity: notice
-- title: 逐年
-- shadow: true
-- message: 逐年相同。
WITH x AS (SELECT 1) SELECT * FROM x
