-- rule: EVAL-R09
-- scope: submission
-- form: self_evaluation_indicators
-- severity: blocking
-- title: 自评表与绩效指标表不一致
-- yields-to: IND-R02, EVAL-R08
-- message: 三级指标“{indicator}”在自评表与绩效指标表（项目 {project_code}）中{what}。请改成一致，或只保留一处。
-- A project is evaluated by its sheet or by its rows of the indicator table; where it
-- has both, they agree: the same indicators, weights, scores, and actual values where
-- both are numbers. One row an indicator, at its first difference; one row a sheet
-- that has no indicator in common. Silent where the name is not one project's alone;
-- an indicator without a name may be the one that seems to be missing.
WITH project AS (
  SELECT e._submission, e._sheet, a.project_code
  FROM stg.self_evaluation e
  JOIN stg.allocation a ON a._submission = e._submission AND name_key(a.project_name) = name_key(e.project_name)
  QUALIFY count(*) OVER (PARTITION BY e._submission, e._sheet, e._row) = 1
), here AS (
  SELECT p.project_code, i.*
  FROM project p JOIN stg.self_evaluation_indicators i ON i._submission = p._submission AND i._sheet = p._sheet
  WHERE i.level3 IS NOT NULL
    AND EXISTS (SELECT 1 FROM stg.indicators t WHERE t._submission = p._submission AND t.project_code = p.project_code)
), there AS (
  SELECT p._sheet AS sheet, t.*
  FROM project p JOIN stg.indicators t ON t._submission = p._submission AND t.project_code = p.project_code
  WHERE t.level3 IS NOT NULL
), nameless AS (
  SELECT p._submission, p._sheet
  FROM project p
  WHERE EXISTS (SELECT 1 FROM stg.self_evaluation_indicators i WHERE i._submission = p._submission AND i._sheet = p._sheet AND i.level3 IS NULL)
     OR EXISTS (SELECT 1 FROM stg.indicators t WHERE t._submission = p._submission AND t.project_code = p.project_code AND t.level3 IS NULL)
), common AS (
  SELECT h._submission, h._sheet, count(t._row) > 0 AS some
  FROM here h LEFT JOIN there t ON t._submission = h._submission AND t.sheet = h._sheet AND name_key(t.level3) = name_key(h.level3)
  GROUP BY h._submission, h._sheet
)
SELECT _submission, _sheet, _row, _form, _field,
       CASE WHEN other_row IS NOT NULL THEN [{form: 'indicators', sheet: other_sheet, row: other_row, field: _field}] END AS _related,
       indicator, project_code, what || coalesce('：自评表为“' || got || '”，绩效指标表为“' || want || '”', '') AS what,
       CASE WHEN _field = 'level3' THEN indicator ELSE got END AS got, want
FROM (
  SELECT h._submission, h._sheet, h._row, 'self_evaluation_indicators' AS _form,
         CASE WHEN t._row IS NULL THEN 'level3' WHEN h.weight <> t.weight THEN 'weight' WHEN h.score <> t.score THEN 'score' ELSE 'actual' END AS _field,
         t._sheet AS other_sheet, t._row AS other_row, h.level3 AS indicator, h.project_code,
         CASE WHEN t._row IS NULL THEN '没有对应的一行，只在自评表中有' WHEN h.weight <> t.weight THEN '分值不同' WHEN h.score <> t.score THEN '得分不同' ELSE '实际完成值不同' END AS what,
         CASE WHEN h.weight <> t.weight THEN plain_number(h.weight) WHEN h.score <> t.score THEN plain_number(h.score) ELSE h.actual END AS got,
         CASE WHEN h.weight <> t.weight THEN plain_number(t.weight) WHEN h.score <> t.score THEN plain_number(t.score) ELSE t.actual END AS want
  FROM here h
  JOIN common c ON c.some AND c._submission = h._submission AND c._sheet = h._sheet
  LEFT JOIN there t ON t._submission = h._submission AND t.sheet = h._sheet AND name_key(t.level3) = name_key(h.level3)
  WHERE (t._row IS NULL AND (h._submission, h._sheet) NOT IN (SELECT (_submission, _sheet) FROM nameless))
     OR h.weight <> t.weight OR h.score <> t.score
     OR TRY_CAST(h.actual AS DECIMAL(18,6)) <> TRY_CAST(t.actual AS DECIMAL(18,6))
  UNION ALL
  SELECT t._submission, t._sheet, t._row, 'indicators', 'level3', NULL, NULL, t.level3, t.project_code, '没有对应的一行，只在绩效指标表中有', NULL, NULL
  FROM there t
  WHERE EXISTS (SELECT 1 FROM common c WHERE c.some AND c._submission = t._submission AND c._sheet = t.sheet)
    AND (t._submission, t.sheet) NOT IN (SELECT (_submission, _sheet) FROM nameless)
    AND NOT EXISTS (SELECT 1 FROM here h WHERE h._submission = t._submission AND h._sheet = t.sheet AND name_key(h.level3) = name_key(t.level3))
  UNION ALL
  SELECT h._submission, h._sheet, min(h._row), 'self_evaluation_indicators', 'level3', NULL, NULL, min_by(h.level3, h._row), h.project_code,
         '对不上，其余指标也都对不上', NULL, NULL
  FROM here h
  JOIN common c ON NOT c.some AND c._submission = h._submission AND c._sheet = h._sheet
  GROUP BY h._submission, h._sheet, h.project_code
)
