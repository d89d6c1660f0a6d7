-- mart: duplicate_funding
-- title: 疑似重复安排的项目
-- grain: 每个报告期、每两个相近的项目一行，最相近的在前
-- stored: true
-- export: 90
-- unprinted: region_code, line, other_region_code, other_line, organisation, other_organisation
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column organisation: 承担单位
-- column amount_wan: 安排金额（万元）
-- column other_region_code: 另一项目的县市区代码
-- column other_region: 另一项目的县市区
-- column other_line: 另一项目在安排表中的顺序
-- column other_code: 另一项目的编号
-- column other_name: 另一项目的名称
-- column other_organisation: 另一项目的承担单位
-- column other_amount_wan: 另一项目的安排金额（万元）
-- column similarity: 名称相近程度（%）
-- column reasons: 相同或相近之处
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code, project_code
-- traces: other_amount_wan = sum(core.allocation.amount_wan) by period, other_region_code = reporter_code, other_code = project_code
-- traces: similarity = from core.allocation(project_name) by period, region_code = reporter_code, project_code, core.allocation(project_name) by
--   period, other_region_code = reporter_code, other_code = project_code
-- Pairs of one code, or of names that are alike by ref.scheme.alike_from of the risk
-- scheme: twice the pairs of neighbouring letters in common, over those of both.
-- Not every project is held against every other: only those that share a code, an
-- organisation, a name or one of their four rarest pairs of letters, and of a
-- larger group only the ten next in the order of names. So the work grows with
-- the projects and not with their square, and whatever one cell repeats.
WITH project AS (
  SELECT row_number() OVER (ORDER BY s.period, s.region_code, s.line, s.project_code) AS n, s.*,
         lower(left(name_key(s.project_name), 100)) AS folded
  FROM base.project_status s
  WHERE s.project_name IS NOT NULL
), letters AS MATERIALIZED (
  SELECT n, period, folded, list_sort(list_distinct(list_transform(range(1, greatest(length(folded), 2)), lambda i: substr(folded, i, 2)))) AS pairs
  FROM project
), pair AS (
  SELECT n, period, folded, unnest(pairs) AS letters FROM letters
), rare AS (
  SELECT n, period, folded, letters FROM (SELECT *, count(*) OVER (PARTITION BY period, letters) AS held FROM pair)
  WHERE held > 1
  QUALIFY row_number() OVER (PARTITION BY n ORDER BY held, letters) <= 4
), block AS (
  SELECT n, period, folded, 'letters ' || letters AS block FROM rare
  UNION ALL SELECT n, period, folded, 'name ' || folded FROM letters
  UNION ALL SELECT n, period, lower(name_key(project_name)), 'code ' || project_code FROM project WHERE project_code IS NOT NULL
  UNION ALL SELECT n, period, lower(name_key(project_name)), 'who ' || coalesce(uscc, name_key(organisation))
  FROM project WHERE coalesce(uscc, organisation) IS NOT NULL
), placed AS MATERIALIZED (
  SELECT n, period, block, row_number() OVER (PARTITION BY period, block ORDER BY folded, n) AS spot FROM block
), nextten AS ( -- each step by itself: a range of them would pair a block with itself first
  SELECT n, period, block, spot + unnest(range(1, 11)) AS spot FROM placed
), candidate AS (
  SELECT DISTINCT least(a.n, b.n) AS one, greatest(a.n, b.n) AS two
  FROM nextten a JOIN placed b ON b.period = a.period AND b.block = a.block AND b.spot = a.spot
), compared AS (
  SELECT c.one, c.two, percent(2 * len(list_intersect(a.pairs, b.pairs)), len(a.pairs) + len(b.pairs)) AS likeness, a.folded = b.folded AS same_name
  FROM candidate c JOIN letters a ON a.n = c.one JOIN letters b ON b.n = c.two
), setting AS (
  SELECT coalesce((SELECT alike_from FROM ref.scheme WHERE kind = 'risk' AND is_default), 100) AS alike_from
)
SELECT a.period, a.region_code, a.region, a.line, a.project_code, a.project_name, a.organisation, a.amount_wan,
       b.region_code AS other_region_code, b.region AS other_region, b.line AS other_line, b.project_code AS other_code,
       b.project_name AS other_name, b.organisation AS other_organisation, b.amount_wan AS other_amount_wan,
       CASE WHEN c.same_name THEN CAST(100 AS DECIMAL(18,6)) ELSE c.likeness END AS similarity,
       CASE WHEN a.region_code = b.region_code THEN '同一县市区' ELSE '不同县市区' END
       || CASE WHEN a.project_code = b.project_code THEN '；项目编号相同' ELSE '' END
       || CASE WHEN c.same_name THEN '；名称相同' WHEN c.likeness >= t.alike_from THEN '；名称相近' ELSE '' END
       || CASE WHEN a.uscc = b.uscc OR name_key(a.organisation) = name_key(b.organisation) THEN '；承担单位相同' ELSE '' END AS reasons
FROM compared c
JOIN project a ON a.n = c.one
JOIN project b ON b.n = c.two
CROSS JOIN setting t
WHERE a.project_code = b.project_code OR c.same_name OR c.likeness >= t.alike_from
ORDER BY a.period, similarity DESC, c.one, c.two
