-- rule: IND-R05
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 未达指标值却得满分
-- yields-to: IND-R02
-- field: score
-- message: 三级指标“{indicator}”的年度指标值是 {sense} {want}，实际完成值 {got}，没有达到，却得了满分 {score}。请核对指标性质、指标值和得分，或说明原因。
-- An indicator on the wrong side of its target with its full weight as score: often
-- a ≤ that was read as a ≥. One row an indicator. Only where target and actual are
-- plain numbers; a 定性 indicator says them in words.
SELECT _submission, _sheet, _row, _form,
       [{form: _form, sheet: _sheet, row: _row, field: 'sense'},
        {form: _form, sheet: _sheet, row: _row, field: 'target'},
        {form: _form, sheet: _sheet, row: _row, field: 'actual'}] AS _related,
       actual AS got, target AS want, sense, score, coalesce(level3, '') AS indicator
FROM (
  SELECT *, TRY_CAST(target AS DECIMAL(18,6)) AS aim, TRY_CAST(actual AS DECIMAL(18,6)) AS done
  FROM (
    SELECT _submission, _sheet, _row, 'indicators' AS _form, level3, sense, target, actual, weight, score FROM stg.indicators
    UNION ALL
    SELECT _submission, _sheet, _row, 'self_evaluation_indicators', level3, sense, target, actual, weight, score FROM stg.self_evaluation_indicators
  )
)
WHERE score = weight AND weight > 0
  AND CASE sense WHEN '≥' THEN done < aim WHEN '>' THEN done <= aim WHEN '≤' THEN done > aim
                 WHEN '<' THEN done >= aim WHEN '=' THEN done <> aim ELSE false END
