-- rule: EVAL-R14
-- scope: submission
-- form: self_evaluation
-- severity: explain
-- title: 自评表的实施单位是另一个项目的
-- yields-to: EVAL-R08
-- field: organisation
-- message: “{label}”填的是“{got}”，项目资金安排表中这个项目的承担单位是“{want}”，“{got}”承担的是项目 {other}。请核对是否照抄了另一个项目的自评表。
-- 自评表多由上一张复制而来，单位忘了改。每张工作表一条。与承担单位写法不同、又不是别的项目的承担单位（简称、主管部门）的不提。
WITH unit AS (
  SELECT _submission, _sheet, _row, project_code, organisation, name_key(project_name) AS project, name_key(organisation) AS name FROM stg.allocation
)
SELECT e._submission, e._sheet, e._row, e.organisation AS got, a.organisation AS want, o.project_code AS other,
       [{form: 'allocation', sheet: a._sheet, row: a._row, field: 'organisation'}] AS _related
FROM stg.self_evaluation e
JOIN (FROM unit QUALIFY count(*) OVER (PARTITION BY _submission, project) = 1) a ON a._submission = e._submission AND a.project = name_key(e.project_name)
JOIN unit o ON o._submission = e._submission AND o.name = name_key(e.organisation)
WHERE a.name <> name_key(e.organisation)
QUALIFY row_number() OVER (PARTITION BY e._submission, e._sheet, e._row ORDER BY o._sheet, o._row) = 1
