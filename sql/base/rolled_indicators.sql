-- view: rolled_indicators
-- title: 计入三级指标汇总表的各项指标
-- grain: 每个报告期、每个项目的每项三级指标一行，预算执行率不在其中
-- column period: 报告期
-- column region_code: 县市区代码
-- column line: 项目在安排表中的顺序
-- column sheet: 工作表
-- column indicator_row: 指标所在的行
-- column level1_code: 一级指标（代码）
-- column level1: 一级指标
-- column level2_code: 二级指标（代码）
-- column level2: 二级指标
-- column level3: 三级指标
-- column sense: 指标性质
-- column unit: 度量单位
-- column relative: 完成值是否比率
-- column aim: 年度指标值（读作的数）
-- column done: 实际完成值（读作的数）
-- column unread: 是否无法计算
-- column amount_wan: 项目的安排金额（万元）
-- column words: 定性指标的得分（百分制）
-- traces: aim, done = base.indicator_score.* by period, region_code, line, sheet, indicator_row
-- traces: amount_wan = base.project_status.amount_wan by period, region_code, line
-- traces: words when sense = '定性' = coalesce(share_of(100, base.indicator_score.score, base.indicator_score.points), least(share_of(100,
--   base.indicator_score.stated, base.indicator_score.weight), 100)) by period, region_code, line, sheet, indicator_row
-- traces: words when sense <> '定性' = from base.indicator_score(aim, done) by period, region_code, line, sheet, indicator_row
-- Every indicator that was filled in, under the names that the code list gives its
-- levels, and what a word is worth.
WITH level AS (
  SELECT code, canonical, kind, name_key(name) AS name
  FROM (SELECT code, name AS canonical, kind, unnest(list_prepend(name, string_split(coalesce(aliases, ''), '|'))) AS name FROM ref.indicator_levels)
), named AS MATERIALIZED ( -- names of levels repeat, and the key of one is dear
  SELECT t.kind, t.text, l.code, l.canonical
  FROM (SELECT 'level1' AS kind, level1 AS text FROM base.indicator_score UNION SELECT 'level2', level2 FROM base.indicator_score) t
  JOIN level l ON l.kind = t.kind AND l.name = level_key(t.text)
), item AS (
  SELECT i.*, p.amount_wan, coalesce(l1.code, 'L99') AS level1_code, l1.canonical AS level1_name, coalesce(l2.code, 'L99') AS level2_code,
         l2.canonical AS level2_name, coalesce(i.unit, typed_unit(i.target)) AS measured_in
  FROM base.indicator_score i
  JOIN base.project_status p ON p.period = i.period AND p.region_code = i.region_code AND p.line = i.line
  LEFT JOIN named l1 ON l1.kind = 'level1' AND l1.text = i.level1
  LEFT JOIN named l2 ON l2.kind = 'level2' AND l2.text = i.level2
  WHERE i.indicator_row > 0 AND i.level3 IS NOT NULL AND NOT (i.target IS NULL AND i.actual IS NULL)
)
SELECT i.period, i.region_code, i.line, i.sheet, i.indicator_row, i.level1_code, coalesce(i.level1_name, i.level1) AS level1,
       i.level2_code, coalesce(i.level2_name, i.level2) AS level2, i.level3,
       CASE WHEN i.meant = 'QUAL' THEN '定性' WHEN i.meant IN ('LE', 'LT') THEN '≤' ELSE '≥' END AS sense, i.measured_in AS unit,
       coalesce(u.relative, i.unit IS NULL AND i.level3 LIKE '%率', false) AS relative, i.aim, i.done,
       coalesce(i.meant <> 'QUAL', true) AND (i.aim IS NULL OR i.done IS NULL) AS unread, i.amount_wan,
       CASE WHEN i.meant IS DISTINCT FROM 'QUAL' THEN NULL WHEN i.points > 0 THEN share_of(100, i.score, i.points)
            WHEN share_of(100, i.stated, i.weight) > 100 THEN 100 ELSE share_of(100, i.stated, i.weight) END AS words
FROM item i
LEFT JOIN ref.units u ON u.name = i.measured_in
