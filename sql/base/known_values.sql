-- view: known_values
-- title: 各次报送中别处已写明的值
-- grain: 每次报送、每个空白（读不到）或与别处不符、而别处写明了应填什么的单元格一行
-- column _submission: 报送编号
-- column _form: 报表
-- column _sheet: 工作表
-- column _row: 工作表中的行号
-- column field: 字段
-- column value: 别处写明的值
-- What is proposed for a cell that a finding accuses: only what the same workbook says of
-- the same thing in another place, and where nothing else in it says otherwise. Amounts are
-- not among them: those follow from the identities of the checks.
WITH named_here AS ( -- names that stand once in the allocation table
  FROM (SELECT *, name_key(project_name) AS name FROM stg.allocation) QUALIFY count(*) OVER (PARTITION BY _submission, name) = 1
), named_there AS (
  FROM (SELECT *, name_key(project_name) AS name FROM stg.execution) QUALIFY count(*) OVER (PARTITION BY _submission, name) = 1
), lone AS ( -- the only project without indicators
  SELECT a._submission, min(a.project_code) AS project_code
  FROM stg.allocation a
  WHERE NOT EXISTS (SELECT 1 FROM stg.indicators i WHERE i._submission = a._submission AND i.project_code = a.project_code)
    AND NOT EXISTS (SELECT 1 FROM stg.self_evaluation e WHERE e._submission = a._submission AND name_key(e.project_name) = name_key(a.project_name))
  GROUP BY a._submission HAVING count(*) = 1
), uncoded AS (
  SELECT *, lag(project_code) OVER sheet AS above, lead(project_code) OVER sheet AS below
  FROM stg.indicators
  WINDOW sheet AS (PARTITION BY _submission, _sheet ORDER BY _row)
), weights AS (
  SELECT _submission, project_code, sum(wide(weight)) AS weight FROM stg.indicators WHERE project_code IS NOT NULL GROUP BY ALL
), full_weight AS (
  SELECT _submission, mode(weight) AS weight FROM weights GROUP BY _submission
), controlled AS ( -- whose projects and money are what the bureau allotted to one region: it is that region's workbook of that period
  SELECT a._submission, min(a.region) AS region, min(c.period) AS period
  FROM (
    SELECT _submission, count(*) AS projects, sum(wide(amount_wan)) AS amount_wan,
           mode(region_code) AS region_code, mode(region) AS region
    FROM stg.allocation GROUP BY _submission
  ) a
  JOIN meta.submission s ON s.submission = a._submission
  JOIN ref.control_figures c ON c.period = s.period AND c.region_code = a.region_code AND c.projects = a.projects AND c.amount_wan = a.amount_wan
  GROUP BY a._submission
), regions AS (
  SELECT s.submission AS _submission, coalesce(c.region, s.region) AS region, c.period
  FROM meta.submission s LEFT JOIN controlled c ON c._submission = s.submission
)
SELECT a._submission, 'allocation' AS _form, a._sheet, a._row, 'project_name' AS field, x.project_name AS value
FROM stg.allocation a
JOIN base.coded_execution x ON x._submission = a._submission AND x.project_code = a.project_code
WHERE a.project_name IS NULL AND NOT EXISTS (FROM stg.allocation o WHERE o._submission = a._submission AND name_key(o.project_name) = x.name)
UNION ALL
SELECT h._submission, 'allocation', h._sheet, h._row, 'project_code', t.project_code
FROM named_here h JOIN named_there t ON t._submission = h._submission AND t.name = h.name
WHERE h.project_code IS DISTINCT FROM t.project_code
  AND NOT EXISTS (FROM stg.allocation o WHERE o._submission = h._submission AND o.project_code = t.project_code)
UNION ALL
SELECT t._submission, 'execution', t._sheet, t._row, 'project_code', h.project_code
FROM named_here h JOIN named_there t ON t._submission = h._submission AND t.name = h.name
WHERE h.project_code IS DISTINCT FROM t.project_code
  AND NOT EXISTS (FROM stg.execution o WHERE o._submission = h._submission AND o.project_code = h.project_code)
UNION ALL
SELECT u._submission, 'indicators', u._sheet, u._row, 'project_code',
       CASE WHEN above = below THEN above
            WHEN a.weight + u.weight = f.weight AND (b.weight + u.weight = f.weight) IS NOT TRUE THEN above
            WHEN b.weight + u.weight = f.weight AND (a.weight + u.weight = f.weight) IS NOT TRUE THEN below
            ELSE l.project_code END
FROM uncoded u
JOIN full_weight f ON f._submission = u._submission
LEFT JOIN weights a ON a._submission = u._submission AND a.project_code = above
LEFT JOIN weights b ON b._submission = u._submission AND b.project_code = below
LEFT JOIN lone l ON l._submission = u._submission
WHERE u.project_code IS NULL
UNION ALL
SELECT i._submission, 'indicators', i._sheet, i._row, 'level1', min(o.level1)
FROM stg.indicators i
JOIN stg.indicators o ON o._submission = i._submission AND o.level2 = i.level2
WHERE i.level1 IS NULL AND o.level1 IS NOT NULL
GROUP BY ALL HAVING count(DISTINCT o.level1) = 1
UNION ALL
SELECT a._submission, 'allocation', a._sheet, a._row, 'region', r.region
FROM stg.allocation a JOIN regions r ON r._submission = a._submission
WHERE a.region_code IS NULL AND r.region IS NOT NULL
  AND NOT EXISTS (FROM stg.allocation o WHERE o._submission = a._submission AND o.region IS NOT NULL AND o.region <> r.region)
UNION ALL
SELECT a._submission, 'allocation', a._sheet, a._row, 'region', r.region
FROM stg.allocation a JOIN regions r ON r._submission = a._submission
WHERE r.period IS NOT NULL AND a.region <> r.region
UNION ALL
SELECT c._submission, 'cover', c._sheet, c._row, 'region', r.region
FROM stg.cover c JOIN regions r ON r._submission = c._submission
WHERE r.period IS NOT NULL AND c.region IS DISTINCT FROM r.region
UNION ALL
SELECT c._submission, 'cover', c._sheet, c._row, 'year', r.period
FROM stg.cover c JOIN regions r ON r._submission = c._submission
WHERE r.period IS NOT NULL
UNION ALL
SELECT c._submission, 'cover', c._sheet, c._row, 'nil_report', '否'
FROM stg.cover c JOIN regions r ON r._submission = c._submission
WHERE r.period IS NOT NULL AND c.nil_report IS NOT FALSE
UNION ALL
SELECT a._submission, 'allocation', a._sheet, a._row, 'organisation', min(o.organisation)
FROM stg.allocation a JOIN stg.allocation o ON o._submission = a._submission AND o.uscc = a.uscc
WHERE a.organisation IS NULL AND o.organisation IS NOT NULL
GROUP BY ALL HAVING count(DISTINCT o.organisation) = 1
UNION ALL
SELECT a._submission, 'allocation', a._sheet, a._row, 'organisation', min(e.organisation)
FROM named_here a JOIN stg.self_evaluation e ON e._submission = a._submission AND name_key(e.project_name) = a.name
WHERE a.organisation IS NULL AND e.organisation IS NOT NULL
GROUP BY ALL HAVING count(DISTINCT e.organisation) = 1
UNION ALL
SELECT a._submission, 'allocation', a._sheet, a._row, 'allocated_on', CAST(min(o.allocated_on) AS VARCHAR)
FROM stg.allocation a JOIN stg.allocation o ON o._submission = a._submission AND o.document_no = a.document_no
WHERE a.allocated_on IS NULL AND o.allocated_on IS NOT NULL
GROUP BY ALL HAVING count(DISTINCT o.allocated_on) = 1
UNION ALL
SELECT e._submission, 'self_evaluation', e._sheet, e._row, 'project_name', min(a.project_name)
FROM stg.self_evaluation e
JOIN stg.self_evaluation_indicators i ON i._submission = e._submission AND i._sheet = e._sheet
JOIN stg.indicators t ON t._submission = i._submission AND name_key(t.level3) = name_key(i.level3)
JOIN base.coded_allocation a ON a._submission = t._submission AND a.project_code = t.project_code
WHERE e.project_name IS NULL
  AND NOT EXISTS (FROM stg.allocation o
                  WHERE o._submission = a._submission AND o.project_code = a.project_code AND name_key(o.organisation) <> name_key(e.organisation))
  AND NOT EXISTS (FROM stg.self_evaluation o WHERE o._submission = e._submission AND name_key(o.project_name) = name_key(a.project_name))
GROUP BY ALL HAVING count(DISTINCT a.project_code) = 1 AND count(DISTINCT name_key(t.level3)) > 1
