-- rule: SCORE-R01
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 自评得分高于按完成情况计算的得分
-- yields-to: IND-R02
-- field: score
-- related: sense, target, actual
-- message: 三级指标“{indicator}”的年度指标值是 {target}，实际完成值是 {actual}，没有达到；{weight} 分按完成比例应得 {want} 分，填的是 {got}，多 {diff} 分。请核对指标性质、指标值、完成值和得分，或说明原因。
-- A quantitative indicator that missed its target earns actual over target of its
-- points, or target over actual where less is better (财预〔2020〕10号): full points are
-- often a ≤ that was read as a ≥. One row an indicator. Right within half a unit of
-- the last digit that the score shows, but never in full. Less than that may be
-- deducted with a reason. Silent where target or actual are words, or in two units.
WITH typed AS MATERIALIZED (
  SELECT *, typed_parts(target) AS aim, typed_parts(actual) AS done, typed_text(unit) AS row_unit
  FROM base.submitted_indicators
  WHERE score IS NOT NULL AND (sense IS NULL OR sense_code IS NOT NULL)
), compared AS MATERIALIZED (
  SELECT *, coalesce(sense_code, sense_of(aim), 'GE') AS meant, number_of(aim) AS target_number, number_of(done) AS actual_number
  FROM typed WHERE same_unit(aim, done, row_unit)
), earning AS MATERIALIZED (
  SELECT *, earned(weight, meant, target_number, actual_number) AS earns FROM compared
)
SELECT _submission, _sheet, _row, _form,
       score AS got, half_up(earns, 2) AS want, wide(score) - half_up(earns, 2) AS diff,
       coalesce(sense, '') || target AS target, actual, weight, coalesce(level3, '') AS indicator
FROM earning
WHERE score > earns AND (score = weight OR score - earns > half_unit(score))
