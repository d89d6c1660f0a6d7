-- rule: EVAL-R09
-- scope: submission
-- form: self_evaluation_indicators
-- severity: blocking
-- title: 自评表与绩效指标表不一致
-- yields-to: IND-R02, EVAL-R08, LABEL-MISSING
-- message: 三级指标“{indicator}”{what}。请改成一致，或只保留一处。
-- 项目用自评表或绩效指标表中的各行评价；两处都有时应当一致：指标、分值、得分相同，实际完成值都是数字时也相同。
-- 每个指标一条，指在第一处不同，或两边各有一个的一对名称；没有一个指标相同的工作表一条。名称或编号不止一个项目用时不提；
-- 没有名称、没有项目编号或重复的指标可能就是看似缺少的那个。另一边的分数恰好缺这一行的，是同一处错误的相关单元格。
WITH project AS (
  SELECT e._submission, e._sheet, e._row, n.project_code, n.name
  FROM stg.self_evaluation e
  JOIN base.named_projects n ON n._submission = e._submission AND n.name = name_key(e.project_name)
), sides AS (
  SELECT p._submission, p._sheet AS sheet, p._row AS form_row, p.name, p.project_code, 'here' AS side, 'self_evaluation_indicators' AS form, i._sheet, i._row,
         i.level3, i.weight, i.score, i.actual
  FROM project p JOIN stg.self_evaluation_indicators i ON i._submission = p._submission AND i._sheet = p._sheet
  UNION ALL
  SELECT p._submission, p._sheet, p._row, p.name, p.project_code, 'there', 'indicators', t._sheet, t._row, t.level3, t.weight, t.score, t.actual
  FROM project p JOIN stg.indicators t ON t._submission = p._submission AND t.project_code = p.project_code
), named AS (
  SELECT *, count(*) OVER (PARTITION BY _submission, sheet, side, name_key(level3)) AS times FROM sides WHERE level3 IS NOT NULL
), unclear AS ( -- what seems to be missing may be there
  SELECT _submission, sheet FROM sides WHERE level3 IS NULL
  UNION
  SELECT _submission, sheet FROM named WHERE times > 1
), points AS (
  SELECT _submission, sheet, side, sum(weight) AS weight,
         list({form: form, sheet: _sheet, row: _row, field: 'weight'} ORDER BY _row)[1:100]
         || list({form: form, sheet: _sheet, row: _row, field: 'score'} ORDER BY _row)[1:100] AS cells
  FROM sides GROUP BY _submission, sheet, side
), matched AS (
  SELECT h.*, t._sheet AS other_sheet, t._row AS other_row, t.weight AS other_weight, t.score AS other_score, t.actual AS other_actual
  FROM named h
  JOIN named t ON t._submission = h._submission AND t.sheet = h.sheet AND name_key(t.level3) = name_key(h.level3)
  WHERE h.side = 'here' AND t.side = 'there' AND h.times = 1 AND t.times = 1
), alone AS (
  SELECT n.*, count(*) OVER (PARTITION BY n._submission, n.sheet, n.side) AS rows
  FROM named n
  WHERE NOT EXISTS (SELECT 1 FROM named o WHERE o._submission = n._submission AND o.sheet = n.sheet AND o.side <> n.side
                      AND name_key(o.level3) = name_key(n.level3))
), uncoded AS ( -- nobody knows whose
  SELECT _submission, name_key(level3) AS level3 FROM stg.indicators WHERE project_code IS NULL
), partly AS (
  SELECT DISTINCT _submission, sheet FROM matched
), single AS (
  SELECT n.*, o._sheet AS other_sheet, o._row AS other_row, o.level3 AS other_level3,
         CASE WHEN p.weight + n.weight = q.weight THEN p.cells END AS cells
  FROM alone n
  JOIN partly s ON s._submission = n._submission AND s.sheet = n.sheet
  LEFT JOIN alone o ON o._submission = n._submission AND o.sheet = n.sheet AND o.side <> n.side AND o.rows = 1 AND n.rows = 1
  JOIN points q ON q._submission = n._submission AND q.sheet = n.sheet AND q.side = n.side
  JOIN points p ON p._submission = n._submission AND p.sheet = n.sheet AND p.side <> n.side
  WHERE (n._submission, n.sheet) NOT IN (SELECT (_submission, sheet) FROM unclear)
    AND (n.side = 'there' OR NOT EXISTS (SELECT 1 FROM uncoded u WHERE u._submission = n._submission AND u.level3 = name_key(n.level3)))
)
SELECT _submission, _sheet, _row, form AS _form, _field, _related, level3 AS indicator, project_code,
       replace(what, '绩效指标表', '绩效指标表（项目 ' || project_code || '）')
       || coalesce('：自评表为“' || got || '”，绩效指标表为“' || want || '”', '') AS what, got, want
FROM (
  SELECT _submission, _sheet, _row, form, _field, [{form: 'indicators', sheet: other_sheet, row: other_row, field: _field}] AS _related,
         level3, project_code,
         CASE _field WHEN 'weight' THEN '的分值' WHEN 'score' THEN '的得分' ELSE '的实际完成值' END || '在自评表与绩效指标表中不同' AS what,
         CASE _field WHEN 'weight' THEN plain_number(weight) WHEN 'score' THEN plain_number(score) ELSE actual END AS got,
         CASE _field WHEN 'weight' THEN plain_number(other_weight) WHEN 'score' THEN plain_number(other_score) ELSE other_actual END AS want
  FROM (SELECT *, CASE WHEN weight <> other_weight THEN 'weight' WHEN score <> other_score THEN 'score'
                       WHEN TRY_CAST(actual AS DECIMAL(18,6)) <> TRY_CAST(other_actual AS DECIMAL(18,6)) THEN 'actual' END AS _field
        FROM matched)
  WHERE _field IS NOT NULL
  UNION ALL
  SELECT _submission, _sheet, _row, form, 'level3', [{form: 'indicators', sheet: other_sheet, row: other_row, field: 'level3'}],
         level3, project_code, '在自评表与绩效指标表中名称不同', level3, other_level3
  FROM single WHERE side = 'here' AND other_row IS NOT NULL
  UNION ALL
  SELECT _submission, _sheet, _row, form, 'level3', cells, level3, project_code,
         CASE side WHEN 'here' THEN '在绩效指标表中没有对应的一行，只在自评表中有' ELSE '在自评表中没有对应的一行，只在绩效指标表中有' END, level3, NULL
  FROM single WHERE other_row IS NULL
  UNION ALL
  SELECT n._submission, n._sheet, min(n._row), n.form, 'level3', [{form: 'self_evaluation', sheet: n._sheet, row: n.form_row, field: 'project_name'}],
         min_by(n.level3, n._row), n.project_code, '在绩效指标表中没有，自评表的其余指标也都对不上', min_by(n.level3, n._row), NULL
  FROM alone n
  WHERE n.side = 'here' AND (n._submission, n.sheet) NOT IN (SELECT (_submission, sheet) FROM partly)
    AND EXISTS (SELECT 1 FROM named t WHERE t._submission = n._submission AND t.sheet = n.sheet AND t.side = 'there')
    AND NOT EXISTS (SELECT 1 FROM stg.execution x -- the code is another project's there: CROSS-R06 tells that
                    WHERE x._submission = n._submission AND x.project_code = n.project_code AND name_key(x.project_name) <> n.name)
  GROUP BY n._submission, n._sheet, n.form_row, n.form, n.project_code
)
