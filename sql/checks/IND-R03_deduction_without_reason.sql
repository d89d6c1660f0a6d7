-- rule: IND-R03
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 扣分未说明原因
-- field: deviation_reason
-- related: score, weight
-- want: 写明{want}
-- message: 三级指标“{indicator}”得分 {score}，分值 {weight}，扣了 {lost} 分，“{label}”没有填写。请填写扣分原因和改进措施；按规则不应扣分的，请改得分。
-- 扣了分要说明原因。绩效指标表、项目自评表和部门自评表的每个指标一条。
SELECT _submission, _sheet, _row, _form,
       '扣 ' || plain_number(wide(weight) - score) || ' 分的原因' AS want,
       score, weight, wide(weight) - score AS lost, coalesce(level3, '') AS indicator
FROM base.submitted_indicators
WHERE score < weight AND deviation_reason IS NULL
