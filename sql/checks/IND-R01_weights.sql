-- rule: IND-R01
-- scope: submission
-- form: indicators
-- severity: blocking
-- title: 指标分值合计不符
-- yields-to: CROSS-R04
-- field: weight
-- identity: 100 = core.scheme.execution_weight by period, region_code + sum(stg.indicators.weight) by project_code
-- message: 项目 {project_code} 各指标的“{label}”合计为 {sum}，应为 {whole}（预算执行率的 {execution} 分另计），{diff}。请核对各指标的分值。
-- 项目各指标的分值合计，是县市区所用方案在预算执行率之外留下的分：多为 90 和 10。每个项目一条，指在它的第一个指标上。
-- 只差一行就能解释的，那一行的编号或名称是相关单元格：夹在本项目行中间或旁边的别的编号、落在别的项目中的本项目的一行、
-- 重复的行。本表有分值或编号空白时不提。
WITH rows AS (
  SELECT *, row_number() OVER (PARTITION BY _submission, _sheet, project_code, name_key(level3) ORDER BY _row) > 1 AS again,
         lag(project_code) OVER sheet AS above, lead(project_code) OVER sheet AS below
  FROM stg.indicators
  WINDOW sheet AS (PARTITION BY _submission, _sheet ORDER BY _row)
), projects AS (
  SELECT i._submission, i._sheet, i.project_code, min(i._row) AS _row, min_by(i.weight, i._row) AS got, sum(i.weight) AS sum,
         100 - k.execution_weight AS whole, k.execution_weight, sum(i.weight) FILTER (WHERE i.again) AS twice,
         list({form: 'indicators', sheet: i._sheet, row: i._row, field: 'weight'} ORDER BY i._row)[2:100] AS cells,
         CASE WHEN count(*) OVER (PARTITION BY i._submission, i._sheet) < 20 THEN i._sheet END AS searched
  FROM rows i
  JOIN base.submitted_scheme k ON k._submission = i._submission
  WHERE i._submission NOT IN (SELECT _submission FROM stg.indicators WHERE project_code IS NULL)
  GROUP BY i._submission, i._sheet, i.project_code, k.execution_weight
  HAVING count(*) = count(i.weight) AND sum(i.weight) <> 100 - k.execution_weight
)
SELECT p._submission, p._sheet, p._row,
       p.cells || coalesce(list({form: 'indicators', sheet: r._sheet, row: r._row, field: suspect} ORDER BY r._row, suspect)
                           FILTER (WHERE r._row IS NOT NULL), [])[1:100] AS _related,
       p.got, p.sum - p.whole AS diff, p.sum, plain_number(p.whole) AS whole, plain_number(p.execution_weight) AS execution, p.project_code
FROM projects p
LEFT JOIN (SELECT *, unnest(['project_code', 'level3']) AS suspect FROM rows) r ON r._submission = p._submission AND r._sheet = p.searched
  AND (r.project_code <> p.project_code AND r.weight = p.whole - p.sum AND (r.above = p.project_code OR r.below = p.project_code)
       OR r.project_code = p.project_code AND r.weight = p.sum - p.whole AND r.above <> p.project_code
          AND coalesce(r.below <> p.project_code, true)
       OR r.project_code = p.project_code AND r.again AND p.twice = p.sum - p.whole)
GROUP BY p._submission, p._sheet, p._row, p.cells, p.got, p.sum, p.whole, p.execution_weight, p.project_code
