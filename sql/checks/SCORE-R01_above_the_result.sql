-- rule: SCORE-R01
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 自评得分高于按完成情况计算的得分
-- yields-to: IND-R02
-- field: score
-- message: 三级指标“{indicator}”的年度指标值是 {target}，实际完成值是 {actual}，没有达到；{weight} 分按完成比例应得 {want} 分，填的是 {got}，多 {diff} 分。请核对指标性质、指标值、完成值和得分，或说明原因。
-- A quantitative indicator that missed its target earns actual over target of its
-- points, or target over actual where less is better (财预〔2020〕10号): full points are
-- often a ≤ that was read as a ≥. One row an indicator. Right within half a unit of
-- the last digit that the score shows, but never in full. Less than that may be
-- deducted with a reason. Silent where target or actual are words, or in two units.
SELECT _submission, _sheet, _row, _form,
       [{form: _form, sheet: _sheet, row: _row, field: 'sense'},
        {form: _form, sheet: _sheet, row: _row, field: 'target'},
        {form: _form, sheet: _sheet, row: _row, field: 'actual'}] AS _related,
       score AS got, half_up(earns, 2) AS want, wide(score) - half_up(earns, 2) AS diff,
       coalesce(sense, '') || target AS target, actual, weight, coalesce(level3, '') AS indicator
FROM (
  SELECT *, earned(weight, coalesce(sense_code, typed_sense(target), 'GE'), typed_number(target), typed_number(actual)) AS earns
  FROM (
    SELECT 'indicators' AS _form, * FROM stg.indicators
    UNION ALL BY NAME
    SELECT 'self_evaluation_indicators' AS _form, * FROM stg.self_evaluation_indicators
    UNION ALL BY NAME
    SELECT 'department_evaluation_indicators' AS _form, * FROM stg.department_evaluation_indicators
  )
  WHERE (sense IS NULL OR sense_code IS NOT NULL)
    AND coalesce(typed_unit(target), _typed(unit)) IS NOT DISTINCT FROM coalesce(typed_unit(actual), _typed(unit), typed_unit(target))
)
WHERE score > earns AND (score = weight OR score - earns > half_unit(score))
