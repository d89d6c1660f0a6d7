-- rule: EVAL-R12
-- scope: submission
-- form: self_evaluation
-- severity: notice
-- title: 自评表没有填总分
-- yields-to: self_evaluation.total_score.number
-- message: 没有找到自评总分。请看一下“总分”一行是否漏填。
-- 项目的自评表以总分结尾。指标有得分、却没有写总分的工作表一条。
SELECT e._submission, e._sheet, e._row, CASE WHEN EXISTS (
         SELECT 1 FROM meta.field_cell f WHERE f.submission = e._submission AND f.form = 'self_evaluation' AND f.sheet = e._sheet AND f.field = 'total_score')
       THEN 'total_score' END AS _field
FROM stg.self_evaluation e
WHERE e.total_score IS NULL
  AND EXISTS (SELECT 1 FROM stg.self_evaluation_indicators i WHERE i._submission = e._submission AND i._sheet = e._sheet AND i.score IS NOT NULL)
