-- rule: EVAL-R08
-- scope: submission
-- form: self_evaluation
-- severity: blocking
-- title: 一个项目有两张自评表
-- field: project_name
-- message: 项目“{got}”在工作表“{earlier}”中已有自评表。每个项目只填一张，请删除多余的一张或改正项目名称。
-- 一个项目一张自评表。每张靠后的工作表一条。安排表中有几个同名项目的，由 EVAL-R01 问是哪一个。
WITH first AS (
  SELECT *, min(_sheet) FILTER (_form = 'self_evaluation') OVER called AS other, count(*) FILTER (_form = 'allocation') OVER called AS projects
  FROM base.project_rows WHERE name IS NOT NULL
  WINDOW called AS (PARTITION BY _submission, name)
)
SELECT f._submission, f._sheet, f._row,
       [{form: 'self_evaluation', sheet: o._sheet, row: o._row, field: 'project_name'}] AS _related,
       f.project_name AS got, f.other AS earlier
FROM first f JOIN stg.self_evaluation o ON o._submission = f._submission AND o._sheet = f.other
WHERE f._form = 'self_evaluation' AND f._sheet <> f.other AND f.projects <= 1
