-- mart: talents_by_kind
-- title: 科技人才引进分类别汇总表
-- grain: 每个报告期、每种人才类别一行，按代码表的顺序，最后是合计
-- printed: 2
-- column period: 报告期
-- column kind: 人才类别
-- column employers: 引进单位数
-- column persons: 引进人数
-- column grant_wan: 资助金额（万元）
-- traces: employers = count(distinct core.talents.employer) by period, kind total '合计'
-- traces: persons = sum(core.talents.persons) by period, kind total '合计'
-- traces: grant_wan = sum(core.talents.grant_wan) by period, kind total '合计'
-- 代码表的每种类别都有一行，没有引进的为 0。一个单位在每种类别中算一次、在合计中算一次，所以这一列不必相加。
WITH periods AS (
  SELECT DISTINCT period FROM core.region
), lines AS (
  SELECT p.period, k.position, k.name AS kind, t.employer, t.persons, t.grant_wan
  FROM periods p CROSS JOIN ref.talent_kinds k
  LEFT JOIN core.talents t ON t.period = p.period AND t.kind_code = k.code
), summed AS (
  SELECT period, position, kind, count(DISTINCT employer) AS employers, sum(persons) AS persons, sum(grant_wan) AS grant_wan
  FROM lines GROUP BY period, position, kind
  UNION ALL
  SELECT period, 1000, '合计', count(DISTINCT employer), sum(persons), sum(grant_wan)
  FROM lines GROUP BY period
)
SELECT period, kind, employers,
       CAST(coalesce(persons, 0) AS BIGINT) AS persons,
       CAST(coalesce(grant_wan, 0) AS DECIMAL(18,6)) AS grant_wan
FROM summed
ORDER BY period, position
