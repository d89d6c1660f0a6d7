-- rule: DEPT-R04
-- scope: submission
-- form: department_base
-- severity: blocking
-- title: 编制数或实有人数不等于各项之和
-- identity: establishment = sum(establishment_administrative, establishment_workers, establishment_institutional)
-- identity: people = staff + retired
-- message: “{label}”为 {got}，其下各项相加为 {want}，{diff}。请核对合计或各项。
-- 编制数是行政、工勤和事业编制之和，实有人数是在职和离退休之和。每个合计一条。一项也没有填时不提。
SELECT _submission, _sheet, _row, _field, parts AS _related, got, want, got - want AS diff
FROM (
  SELECT _submission, _sheet, _row, 'establishment' AS _field,
         ['establishment_administrative', 'establishment_workers', 'establishment_institutional'] AS parts,
         wide(establishment) AS got,
         sum_of([establishment_administrative, establishment_workers, establishment_institutional]) AS want
  FROM stg.department_base
  UNION ALL
  SELECT _submission, _sheet, _row, 'people', ['staff', 'retired'], wide(people), wide(staff) + retired
  FROM stg.department_base
)
WHERE got <> want
