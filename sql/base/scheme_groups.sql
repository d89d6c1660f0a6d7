-- view: scheme_groups
-- title: 各项目各组指标的分值
-- grain: 每个报告期、每个项目、评分方案的每组指标一行
-- column period: 报告期
-- column region_code: 县市区代码
-- column line: 项目在安排表中的顺序
-- column scheme: 评分方案
-- column name: 指标组
-- column falls_to: 项目没有这组指标时，分值归哪一组
-- column present: 项目有没有这组指标
-- column weight: 方案规定的分值
-- column own: 各项指标的分值之和（填报）
-- column takes: 分值，连同归到这一组的
-- traces: weight = ref.scheme_weight.weight by scheme, name
-- traces: own = sum(base.indicator_score.own) where indicator_row <> '0' by period, region_code, line, name = group_name
-- traces: takes = base.scheme_groups.weight by period, region_code, line, name + sum(base.scheme_groups.weight) where not present
--   by period, region_code, line, name = falls_to
-- What the scheme gives each group of a project's indicators: base.indicator_score shares
-- it out. Here it stands by itself, so that points can be followed to it.
WITH own AS (
  SELECT period, region_code, line, group_name, sum(own) AS own FROM base.indicator_score WHERE indicator_row > 0 GROUP BY ALL
), placed AS (
  SELECT p.period, p.region_code, p.line, w.scheme, w.name, w.falls_to, coalesce(o.own, 0) > 0 AS present, w.weight, coalesce(o.own, 0) AS own
  FROM base.project_status p
  JOIN ref.scheme_weight w ON w.scheme = p.scheme
  LEFT JOIN own o ON o.period = p.period AND o.region_code = p.region_code AND o.line = p.line AND o.group_name = w.name
)
SELECT period, region_code, line, scheme, name, falls_to, present, weight, TRY_CAST(own AS DECIMAL(18,6)) AS own,
       TRY_CAST(weight + coalesce((SELECT sum(wide(f.weight)) FROM placed f WHERE NOT f.present AND f.falls_to = g.name
         AND f.period = g.period AND f.region_code = g.region_code AND f.line = g.line), 0) AS DECIMAL(18,6)) AS takes
FROM placed g
