-- rule: ALLOC-R08
-- scope: submission
-- form: allocation
-- severity: explain
-- title: 信用代码登记地与县市区不符
-- yields-to: allocation.uscc.uscc
-- field: uscc
-- related: region
-- message: “{label}” {got} 的登记地代码是 {place}，不在“{want}”。请核对代码和县市区；单位确在外地登记的，请说明。
-- Characters 3 to 8 of a credit code are the place of registration. One row a
-- project. Not wrong in itself, since a firm may be registered elsewhere. Silent
-- for the region's own codes, former ones too; for the city (430400); for the
-- zones' codes and those of the districts around them (雁峰 430406, 石鼓 430407,
-- 蒸湘 430408), where a zone's firms are registered. Regions without a code of
-- their own (zones, 市本级) take any place in the city. Silent too for a project
-- of another region: ALLOC-R02 tells that.
WITH own AS (
  SELECT code AS region_code, gb2260,
         list_transform(string_split(concat_ws('|', gb2260, nbs_code, former_names_and_codes), '|'), lambda one: left(one, 6)) AS places
  FROM ref.regions
), zones AS (
  SELECT flatten(list(places)) AS places FROM own JOIN ref.regions r ON r.code = own.region_code WHERE r.kind = 'zone'
)
SELECT a._submission, a._sheet, a._row, a.uscc AS got, o.region AS want, substr(a.uscc, 3, 6) AS place
FROM stg.allocation a
JOIN (SELECT s.submission, s.region, own.* FROM meta.submission s JOIN own USING (region_code)) o ON o.submission = a._submission
WHERE regexp_full_match(a.uscc, '[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}')
  AND coalesce(a.region_code = o.region_code, true)
  AND NOT list_contains(o.places, substr(a.uscc, 3, 6))
  AND NOT list_contains((SELECT places FROM zones), substr(a.uscc, 3, 6))
  AND substr(a.uscc, 3, 6) NOT IN ('430400', '430406', '430407', '430408')
  AND (o.gb2260 IS NOT NULL OR NOT starts_with(substr(a.uscc, 3, 6), '4304'))
