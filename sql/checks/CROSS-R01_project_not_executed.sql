-- rule: CROSS-R01
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 安排表的项目不在执行情况表
-- yields-to: SHEET-AMBIGUOUS
-- field: project_code
-- message: 项目 {got}{money}在资金执行情况表中没有找到。请在该表补填这个项目，或核对项目编号。
-- 安排表的每个项目都要在执行情况表中。每个项目一条。以下不提：执行情况表没有这张表、表头、编号，
-- 或一行也没有（CROSS-R08）；其中编号空白或重复的一行可能就是它；其中有同名而编号不同的项目（由 CROSS-R02 提）。
SELECT a._submission, a._sheet, a._row, a.project_code AS got, -a.amount_wan AS diff,
       coalesce('（安排金额 ' || plain_number(a.amount_wan) || ' 万元）', '') AS money,
       CASE WHEN a.region_code <> s.region_code AND NOT EXISTS (SELECT 1 FROM stg.execution e
              JOIN stg.allocation b ON b._submission = e._submission AND b.project_code = e.project_code
              WHERE b._submission = a._submission AND b.region_code = a.region_code) THEN ['region'] END AS _related
FROM stg.allocation a
ANTI JOIN stg.execution e ON e._submission = a._submission AND e.project_code = a.project_code
ANTI JOIN base.unclear_codes u ON u._submission = a._submission AND u._form = 'execution' AND u.name = coalesce(name_key(a.project_name), '')
ANTI JOIN (
  FROM stg.execution e
  ANTI JOIN stg.allocation b ON b._submission = e._submission AND b.project_code = e.project_code
  WHERE e.project_code IS NOT NULL
) o ON o._submission = a._submission AND o.project_name = a.project_name
JOIN meta.submission s ON s.submission = a._submission
WHERE a.project_code IS NOT NULL
  AND has_rows_with(a._submission, 'execution', 'project_code')
QUALIFY count(*) OVER (PARTITION BY a._submission) >
        (SELECT count(*) FROM base.unclear_codes u WHERE u._submission = a._submission AND u._form = 'execution' AND u.surplus AND u.name = '')
