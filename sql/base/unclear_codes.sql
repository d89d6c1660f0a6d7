-- view: unclear_codes
-- title: 各次报送中编号不能说明是哪个项目的行
-- grain: 项目资金安排表、资金执行情况表中编号空白、或与另一个项目重复的每行一行
-- stored: checks
-- column _submission: 报送编号
-- column _form: 报表
-- column name: 项目名称（比较用）；没有填的是空文字
-- column surplus: 是否比编号多出来的一行（重复编号的各行，另一张表用这个名称的一行不是，没有的第一行不是）
-- A project that seems to be missing may be one of these, where it has its name. A row
-- that was pasted twice is one project, and leaves no doubt. Of several rows of one code that
-- comes first which the other table calls so.
SELECT _submission, _form, name, project_code IS NULL OR place > 1 AS surplus
FROM (
  SELECT *, row_number() OVER (PARTITION BY _submission, _form, project_code ORDER BY coalesce(there = name, false) DESC, _sheet, _row) AS place,
         min(name) OVER (PARTITION BY _submission, _form, project_code) AS first_name,
         max(name) OVER (PARTITION BY _submission, _form, project_code) AS last_name
  FROM (
    SELECT a._submission, 'allocation' AS _form, a._sheet, a._row, a.project_code, coalesce(name_key(a.project_name), '') AS name, x.name AS there
    FROM stg.allocation a LEFT JOIN base.coded_execution x ON x._submission = a._submission AND x.project_code = a.project_code
    UNION ALL
    SELECT e._submission, 'execution', e._sheet, e._row, e.project_code, coalesce(name_key(e.project_name), ''), x.name
    FROM stg.execution e LEFT JOIN base.coded_allocation x ON x._submission = e._submission AND x.project_code = e.project_code
  )
)
WHERE project_code IS NULL OR first_name <> last_name
