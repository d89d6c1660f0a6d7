-- view: named_projects
-- title: 各次报送中每个项目名称的项目编号
-- grain: 每次报送、每个能确定编号的项目名称一行
-- stored: checks
-- column _submission: 报送编号
-- column name: 项目名称（比较用）
-- column project_code: 项目编号
-- What has no code of its own (项目支出绩效自评表) finds its project by this. The allocation and the
-- execution table both say which code a name has; where one of them has a code that is
-- doubled, blank or nowhere else, the other tells. Where both may be right, nobody does.
SELECT _submission, name, min(project_code) AS project_code
FROM (
  SELECT *, count(*) FILTER (known) OVER (PARTITION BY _submission, name) AS sure
  FROM (
    SELECT _submission, name, project_code,
           EXISTS (SELECT 1 FROM stg.indicators i WHERE i._submission = t._submission AND i.project_code = t.project_code) AS known
    FROM (
      FROM (SELECT _submission, name, project_code FROM base.coded_allocation) QUALIFY count(*) OVER (PARTITION BY _submission, name) = 1
      UNION
      FROM (SELECT _submission, name, project_code FROM base.coded_execution) QUALIFY count(*) OVER (PARTITION BY _submission, name) = 1
    ) t
    WHERE name IS NOT NULL AND project_code IS NOT NULL
  )
)
WHERE known OR sure = 0
GROUP BY _submission, name HAVING count(*) = 1
