-- rule: SCORE-R01
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 自评得分高于按完成情况计算的得分
-- yields-to: DEPT-R18
-- field: score
-- related: sense, target, actual
-- message: 三级指标“{indicator}”的年度指标值是 {target}，实际完成值是 {actual}，没有达到；{weight} 分按完成比例应得 {want} 分，填的是 {got}，
--   {diff} 分。请核对指标性质、指标值、完成值和得分，或说明原因。
-- 没有达到指标值的定量指标，按完成值除以指标值得分，越小越好的按指标值除以完成值得分（财预〔2020〕10号）：得满分的，
-- 多半是把 ≤ 看成了 ≥。每个指标一条。与所写末位相差不超过半个单位即可，但不能得满分。可以说明原因多扣分。
-- 指标值或完成值是文字，或单位不同时不提。
WITH earning AS MATERIALIZED (
  SELECT *, earned(weight, meant, target_number, actual_number) AS earns
  FROM base.submitted_indicators
  WHERE one_unit AND (sense IS NULL OR sense_code IS NOT NULL)
)
SELECT _submission, _sheet, _row, _form,
       score AS got, half_up(earns, 2) AS want, wide(score) - half_up(earns, 2) AS diff,
       coalesce(sense, '') || target AS target, actual, weight, coalesce(level3, '') AS indicator
FROM earning
WHERE score > earns AND earns < weight AND (score = weight OR score - earns > half_unit(score))
