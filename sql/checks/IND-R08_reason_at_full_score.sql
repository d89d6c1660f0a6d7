-- rule: IND-R08
-- scope: submission
-- form: indicators
-- severity: explain
-- title: 得了满分却写了偏差原因
-- field: deviation_reason
-- message: 三级指标“{indicator}”{others}得了满分，“{label}”却写了“{got}”。没有偏差的请清空这一格；确有偏差的请改得分或完成值。
-- 没有偏差就没有原因可写：多半是得分填错，或原因填错了行。绩效指标表、项目自评表和部门自评表都这样；每张工作表中同样的一段文字一条，
-- 指在第一个指标上。写的是没有偏差、已经完成的不提；完成值与指标值不同的（可能是说明为何超过），写的是没有做到的才提。
SELECT _submission, _sheet, min(_row) AS _row, _form, list({form: _form, sheet: _sheet, row: _row, field: 'deviation_reason'} ORDER BY _row)[2:100]
         || list({form: _form, sheet: _sheet, row: _row, field: 'score'} ORDER BY _row)[1:100] AS _related,
       deviation_reason AS got, coalesce(min_by(level3, _row), '') AS indicator, CASE WHEN count(*) > 1 THEN '等 ' || count(*) || ' 项' ELSE '' END AS others
FROM base.submitted_indicators
WHERE score = weight AND weight > 0 AND (coalesce(actual_number = target_number, true)
       OR regexp_matches(deviation_reason, '未|推迟|延迟|延期|延后|滞后|逾期|不足|不够|不到|下降|减少|偏低|较低|较慢|缓慢|缺|困难|取消|返工|扣')
          AND NOT regexp_matches(deviation_reason, '超|增|多于|高于|提高|提前'))
  AND NOT regexp_matches(name_key(deviation_reason),
        '^(示例:?)?(无|没有|未发生|未出现|不存在|不适用|已|均|都|全部|全面|基本|按|如期|及时|正常|顺利|圆满|较好|超|提前|达|完成|实现|符合|满足|合格)')
GROUP BY _submission, _form, _sheet, deviation_reason
