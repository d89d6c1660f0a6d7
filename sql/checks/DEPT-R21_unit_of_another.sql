-- rule: DEPT-R21
-- scope: submission
-- form: department_base
-- severity: explain
-- title: 填报单位不是本部门，或两张表不同
-- field: unit_name
-- message: “{label}”填的是“{got}”，{other}。请核对是否照抄了另一个单位的表；名称改了的，请说明。
-- 两张表都写明是哪个部门：应是代码表中的部门（名称、别名），或至少相同。每张写错的表一条；两张表写了同一个别的名称的，只指基础数据表。
WITH stated AS (
  SELECT _submission, 'department_base' AS _form, '部门整体支出绩效评价基础数据表' AS form_title, _sheet, _row, unit_name, name_key(unit_name) AS name
  FROM stg.department_base WHERE unit_name IS NOT NULL
  UNION ALL
  SELECT _submission, 'department_evaluation', '部门整体支出绩效自评表', _sheet, _row, unit_name, name_key(unit_name)
  FROM stg.department_evaluation WHERE unit_name IS NOT NULL
), department AS (
  SELECT any_value(name) AS full_name, list(DISTINCT name_key(word) ORDER BY name_key(word)) AS names
  FROM (SELECT name, unnest(list_prepend(name, string_split(coalesce(aliases, ''), '|'))) AS word FROM ref.regions WHERE kind = 'department')
  WHERE word <> ''
)
SELECT s._submission, s._form, s._sheet, s._row, s.unit_name AS got,
       CASE WHEN o.name IS NULL OR o.name = s.name THEN '不是' || d.full_name || '的名称'
            ELSE o.form_title || '填的是“' || o.unit_name || '”' END AS other,
       CASE WHEN o.name = s.name THEN NULL ELSE o.unit_name END AS want,
       CASE WHEN o.name IS NULL THEN [] ELSE [{form: o._form, sheet: o._sheet, row: o._row, field: 'unit_name'}] END AS _related
FROM stated s
CROSS JOIN department d
LEFT JOIN stated o ON o._submission = s._submission AND o._form <> s._form
WHERE NOT list_contains(d.names, s.name)
  AND NOT (s._form = 'department_evaluation' AND coalesce(o.name = s.name, false))
QUALIFY row_number() OVER (PARTITION BY s._submission, s._form, s._sheet, s._row ORDER BY o._sheet, o._row) = 1
