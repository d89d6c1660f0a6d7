-- rule: PERIOD-R03
-- scope: period
-- form: allocation
-- severity: notice
-- title: 同一信用代码对应不同单位名称
-- field: organisation
-- message: 统一社会信用代码 {uscc} 在本表对应“{got}”，在 {others} 对应“{want}”。请看一下单位名称是否写全、代码是否填错。
-- One credit code with another name of its organisation in another region. One row
-- a project; the totals by organisation keep the names apart.
SELECT a._submission, a._sheet, a._row, a.organisation AS got, min(b.organisation) AS want, a.uscc,
       string_agg(DISTINCT b.reporter, '、' ORDER BY b.reporter) AS others
FROM core.allocation a
JOIN core.allocation b ON b.period = a.period AND b.reporter_code <> a.reporter_code
  AND b.uscc = a.uscc AND b.organisation <> a.organisation
GROUP BY a._submission, a._sheet, a._row, a.organisation, a.uscc
