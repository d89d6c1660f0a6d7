-- rule: YEAR-R09
-- scope: history
-- form: execution
-- severity: notice
-- title: 原因或完成情况与以前一字不差
-- message: “{label}”与 {earlier_period} 报告期本项目所填一字不差：“{got}”。请看一下是否如实填写了本期的情况。
-- 未执行原因、偏差原因、自评表的实际完成情况，与以前报告期同一个项目所填的完全相同。不到十个字的不比。
WITH said AS (
  SELECT _submission, _sheet, _row, 'execution' AS _form, 'reason' AS _field, project_code AS project, reason AS words FROM stg.execution
  UNION ALL
  SELECT _submission, _sheet, _row, 'indicators', 'deviation_reason', project_code, deviation_reason FROM stg.indicators
  UNION ALL
  SELECT _submission, _sheet, _row, 'self_evaluation', 'goal_actual', name_key(project_name), goal_actual FROM stg.self_evaluation
), followed AS (
  SELECT *, UNNEST([{now: project_code, before: earlier_code}, {now: name_key(project_name), before: name_key(earlier_name)}]) AS known
  FROM base.earlier_project WHERE same_project
)
SELECT s._submission, s._form, s._sheet, s._row, s._field, s.words AS got, max_by(p.earlier_period, p.earlier_position) AS earlier_period
FROM said s
JOIN followed p ON p._submission = s._submission AND p.known.now = s.project
JOIN said b ON b._submission = p.earlier_submission AND b._form = s._form AND b.project = p.known.before AND b.words = s.words
WHERE length(s.words) >= 10
GROUP BY ALL
