-- rule: EXEC-R06
-- scope: submission
-- form: execution
-- severity: explain
-- title: 执行率低于 80% 未说明原因
-- field: reason
-- want: 写明{want}
-- message: {what}
-- 执行不到预算八成的项目要说明原因。每个项目一条；表中没有这一栏时每张表一条。执行率是算出来的，不用所填的；金额小于 0 的没有执行率，
-- 下限那条规则已提。执行数或预算数填错的，按与别处相符的数算（base.likely_execution）；都不相符的，按对单位有利的算。一个项目分几行
-- 填的（编号、名称都相同），执行数（相同的只算一次）相加不低于八成时不提：编号重复另有规则提。
WITH low AS (
  SELECT *, has_column(_submission, 'execution', 'reason') AS asked, {form: 'execution', sheet: _sheet, row: _row, field: 'spent_wan'} AS cell
  FROM (
    SELECT _submission, _sheet, _row, project_code, reason, l.spent_wan, least_budget_wan AS budget_wan,
           half_up(percent(l.spent_wan, least_budget_wan), 2) AS rate,
           CASE WHEN project_code IS NULL THEN wide(l.spent_wan) ELSE sum(DISTINCT greatest(wide(l.spent_wan), 0)) OVER project END AS all_wan
    FROM base.likely_execution l JOIN stg.execution e USING (_submission, _sheet, _row)
    WINDOW project AS (PARTITION BY _submission, project_code, project_name)
  )
  WHERE reason IS NULL AND all_wan * 5 < wide(budget_wan) * 4 AND budget_wan > 0 AND spent_wan >= 0
)
SELECT _submission, _sheet, _row, [cell] AS _related, '未执行原因（执行率 ' || plain_number(rate) || '%）' AS want,
       '执行率为 ' || plain_number(rate) || '%（全年执行数 ' || plain_number(spent_wan) || ' ÷ 全年预算数 ' || plain_number(budget_wan)
       || '），低于 80%，“未执行原因”没有填写。请填写原因。' AS what
FROM low WHERE asked
UNION ALL
SELECT _submission, _sheet, NULL, list(cell ORDER BY _row)[1:100], '未执行原因（' || count(*) || ' 个项目）',
       '表中没有“未执行原因”一栏，而有 ' || count(*) || ' 个项目的执行率低于 80%（'
       || array_to_string(list('第 ' || _row || ' 行 ' || plain_number(rate) || '%' ORDER BY _row)[1:10], '、')
       || CASE WHEN count(*) > 10 THEN ' 等' ELSE '' END || '）。请补上这一栏，逐个写明原因。'
FROM low WHERE NOT asked
GROUP BY _submission, _sheet
