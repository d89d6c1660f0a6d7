-- rule: ALLOC-R08
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 信用代码登记地与县市区不符
-- yields-to: allocation.uscc.uscc
-- field: uscc
-- want: 登记地为 {want}
-- message: “{label}” {got} 的第 3 至 8 位 {place} 是登记地，不在“{want}”。请核对代码和县市区；单位确在外地登记的，请说明。
-- 信用代码第 3 至 8 位是登记地。每个项目一条。单位可以在外地登记，所以不算错。以下不提：本县市区的代码，包括旧代码；
-- 全市的代码（前四位后面是 00）；园区的代码与园区所在的区（regions.csv 的 parents）的代码，园区企业登记在这些区；
-- 没有自己代码的单位（园区、市本级）可以是全市任何地方。本行的县市区与报送单位不同的（由 ALLOC-R02 提），与哪一个相符都不算。
-- “全市”是 regions.csv 的 gb2260 中最多的前四位。
WITH own AS (
  SELECT code AS region_code, kind, gb2260, left(gb2260, 4) AS city, string_split(parents, '|') AS parents,
         list_transform(string_split(concat_ws('|', gb2260, nbs_code, former_names_and_codes), '|'), lambda one: left(one, 6)) AS places
  FROM ref.regions
), everywhere AS (
  SELECT mode(city) || '00' AS city, mode(city) AS prefix,
         flatten(list(places) FILTER (kind = 'zone' OR list_contains((SELECT flatten(list(parents)) FROM own), region_code))) AS zones
  FROM own
)
SELECT a._submission, a._sheet, a._row, CASE WHEN count(DISTINCT o.region_code) = 1 AND count(a.region_code) > 0 THEN ['region'] END AS _related,
       a.uscc AS got, arg_min(o.region, o.theirs) AS want, any_value(substr(a.uscc, 3, 6)) AS place
FROM stg.allocation a
JOIN (
  SELECT submission AS _submission, region_code, region, 0 AS theirs FROM meta.submission
  UNION
  SELECT DISTINCT _submission, region_code, region, 1 FROM stg.allocation
) o ON o._submission = a._submission AND (o.theirs = 0 OR o.region_code = a.region_code)
JOIN own ON own.region_code = o.region_code
CROSS JOIN everywhere e
WHERE regexp_full_match(a.uscc, '[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}')
GROUP BY ALL
HAVING NOT bool_or(list_contains(own.places, substr(a.uscc, 3, 6))
                   OR own.gb2260 IS NULL AND coalesce(starts_with(substr(a.uscc, 3, 6), e.prefix), true)
                   OR coalesce(list_contains(e.zones, substr(a.uscc, 3, 6)), false) OR substr(a.uscc, 3, 6) IS NOT DISTINCT FROM e.city)
