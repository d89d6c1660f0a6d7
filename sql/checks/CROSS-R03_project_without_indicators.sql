-- rule: CROSS-R03
-- scope: submission
-- form: allocation
-- severity: blocking
-- title: 项目没有绩效指标
-- yields-to: SHEET-AMBIGUOUS
-- field: project_code
-- message: 项目 {got} 在绩效指标表和项目支出绩效自评表中都没有找到。请补填这个项目的绩效指标，或核对项目编号和项目名称。
-- 安排表的每个项目都要有绩效指标：在绩效指标表中，或在以项目名称为准的自评表中。每个项目一条。以下不提：
-- 没有绩效指标表（CROSS-R07）、表头、编号或项目名称；两个项目之间没有编号的几行、没有名称的自评表
-- （各行的指标、分值、得分都与绩效指标表中一个项目的相同的除外）不比这里缺的项目少；另两张表用的是另一个编号（由 CROSS-R02 提）；这里恰缺一个项目、
-- 那边恰有一个对不上的编号或名称（由 CROSS-R04 或 EVAL-R01 提；不算安排表没有编号的，和另一张表也用的，和看得出是另一个有指标的项目的）。
WITH recoded AS ( -- names that the other tables have under a code that the allocation table has not
  SELECT DISTINCT _submission, name FROM base.project_rows WHERE _form = 'execution' AND code_indicated AND NOT code_allocated
), named AS ( -- codes that have a name of the allocation table
  SELECT DISTINCT _submission, project_code FROM base.project_rows WHERE _form = 'execution' AND name_allocated
), twice AS ( -- evaluations without a name of which every row is a project's of the table too
  SELECT _submission, _sheet
  FROM (
    SELECT i._submission, i._sheet, t.project_code, count(DISTINCT i._row) AS alike
    FROM stg.self_evaluation_indicators i
    JOIN stg.indicators t ON t._submission = i._submission AND name_key(t.level3) = name_key(i.level3)
                         AND (t.weight, t.score) IS NOT DISTINCT FROM (i.weight, i.score)
    WHERE (i._submission, i._sheet) IN (SELECT (_submission, _sheet) FROM stg.self_evaluation WHERE project_name IS NULL)
    GROUP BY ALL HAVING t.project_code IS NOT NULL
  ) s
  WHERE alike = (SELECT count(*) FROM stg.self_evaluation_indicators o WHERE o._submission = s._submission AND o._sheet = s._sheet)
), unclear AS (
  SELECT _submission, count(*) AS places
  FROM (
    SELECT _submission FROM (
      SELECT _submission, project_code, lag(project_code) OVER sheet AS above, lag(project_code IS NULL) OVER sheet AS within,
             lead(project_code IGNORE NULLS) OVER sheet AS below
      FROM stg.indicators WINDOW sheet AS (PARTITION BY _submission, _sheet ORDER BY _row)
    ) WHERE project_code IS NULL AND within IS NOT TRUE AND above IS DISTINCT FROM below
    UNION ALL
    SELECT _submission FROM stg.self_evaluation
    WHERE project_name IS NULL AND (_submission, _sheet) NOT IN (SELECT (_submission, _sheet) FROM twice)
  )
  GROUP BY _submission
), missing AS (
  SELECT a._submission, a._sheet, a._row, a.project_code, a.elsewhere
  FROM (
    SELECT p.*, a.region_code <> s.region_code AND NOT bool_or(p.code_indicated) OVER (PARTITION BY p._submission, a.region_code) AS elsewhere
    FROM base.project_rows p
    JOIN stg.allocation a ON a._submission = p._submission AND a._sheet = p._sheet AND a._row = p._row
    JOIN meta.submission s ON s.submission = p._submission
    WHERE p._form = 'allocation'
  ) a
  ANTI JOIN recoded r ON r._submission = a._submission AND r.name = a.name
  WHERE a.project_code IS NOT NULL AND NOT a.code_indicated AND NOT a.name_evaluated
), unknown AS (
  SELECT _submission, count(DISTINCT coalesce(project_code, name)) AS called
  FROM (
    SELECT p.* FROM base.project_rows p
    ANTI JOIN named n ON n._submission = p._submission AND n.project_code = p.project_code
    WHERE p._form = 'indicators' AND p.project_code IS NOT NULL AND NOT p.code_allocated
       OR p._form = 'self_evaluation' AND p.name IS NOT NULL AND NOT p.name_allocated
          AND NOT EXISTS (FROM base.likely_projects l WHERE l._submission = p._submission AND l._sheet = p._sheet AND l.indicated)
  )
  GROUP BY _submission
), counted AS (
  SELECT _submission, count(*) FILTER (_form = 'allocation' AND project_code IS NULL) AS uncoded,
         count(*) FILTER (_form = 'self_evaluation') AS evaluations
  FROM base.project_rows GROUP BY _submission
)
SELECT m._submission, m._sheet, m._row, m.project_code AS got,
       CASE WHEN m.elsewhere THEN ['region'] END AS _related
FROM missing m
JOIN counted n ON n._submission = m._submission
LEFT JOIN unknown u ON u._submission = m._submission
LEFT JOIN unclear o ON o._submission = m._submission
WHERE has_rows_with(m._submission, 'indicators', 'project_code')
  AND (n.evaluations = 0 OR has_column(m._submission, 'allocation', 'project_name'))
QUALIFY count(*) OVER (PARTITION BY m._submission) > coalesce(o.places, 0)
   AND NOT (count(*) OVER (PARTITION BY m._submission) = 1 AND coalesce(u.called, 0) - n.uncoded = 1)
