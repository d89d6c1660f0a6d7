-- rule: PERIOD-R03
-- scope: period
-- form: allocation
-- severity: notice
-- title: 同一信用代码对应不同单位名称
-- field: organisation
-- message: 统一社会信用代码 {uscc} 在本表对应“{got}”，在 {others} 对应“{other}”。请看一下单位名称是否写全、代码是否填错。
-- 同一信用代码在另一个县市区对应另一个单位名称。每个项目一条；按单位汇总的表仍把两个名称分开。
WITH named AS (
  SELECT DISTINCT period, uscc, organisation, reporter_code, reporter
  FROM core.allocation WHERE uscc IS NOT NULL AND organisation IS NOT NULL
), codes AS (
  SELECT period, uscc, list({organisation: organisation, reporter: reporter} ORDER BY organisation, reporter) AS names
  FROM named
  GROUP BY period, uscc HAVING count(DISTINCT organisation) > 1 AND count(DISTINCT reporter_code) > 1
), compared AS (
  SELECT a._submission, a._sheet, a._row, a.organisation, a.uscc,
         list_filter(c.names, lambda one: one.organisation <> a.organisation AND one.reporter <> a.reporter) AS others
  FROM core.allocation a
  JOIN codes c ON c.period = a.period AND c.uscc = a.uscc
  WHERE a.organisation IS NOT NULL
)
SELECT _submission, _sheet, _row, organisation AS got, others[1].organisation AS other, uscc, others[1].reporter AS others
FROM compared
WHERE len(others) > 0
