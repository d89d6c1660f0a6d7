-- rule: EXEC-R09
-- scope: submission
-- form: execution
-- severity: explain
-- title: 到位日期早于下达日期
-- yields-to: ALLOC-R06, ALLOC-R12
-- field: received_on
-- want: 不早于 {want}
-- message: “{label}”为 {got}，早于项目资金安排表中项目 {project_code} 的下达日期 {want}。请核对两个日期，或说明原因。
-- 资金下达以后才会到位。每个项目一条。编号在任一张表中重复，或有一个日期空白时不提；本行的名称是
-- 安排表中另一个编号的，不知道是哪个项目的日期，也不提（CROSS-R06、CROSS-R09 提的是编号）。
SELECT x._submission, x._sheet, x._row, x.received_on AS got, a.allocated_on AS want, x.project_code,
       [{form: 'allocation', sheet: a._sheet, row: a._row, field: 'allocated_on'}] AS _related
FROM (FROM stg.execution QUALIFY count(*) OVER (PARTITION BY _submission, project_code) = 1) x
JOIN (FROM stg.allocation QUALIFY count(*) OVER (PARTITION BY _submission, project_code) = 1) a
  ON a._submission = x._submission AND a.project_code = x.project_code
LEFT JOIN base.coded_allocation o
  ON o._submission = x._submission AND o.name = name_key(x.project_name) AND o.name <> name_key(a.project_name)
WHERE x.received_on < a.allocated_on AND o._row IS NULL
