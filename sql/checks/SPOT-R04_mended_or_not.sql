-- rule: SPOT-R04
-- scope: submission
-- form: rectification
-- severity: blocking
-- title: 没有改完却有完成日期
-- field: state
-- related: mended_on
-- message: 问题 {problem_no} 的整改状态是“{got}”，却填了完成日期 {mended_on}。请改整改状态，或删去完成日期。
-- 状态是“已整改”的，完成日期由 SPOT-R03 要求。
SELECT _submission, _sheet, _row, state AS got, problem_no, mended_on
FROM stg.rectification WHERE state_code IN ('R01', 'R02') AND mended_on IS NOT NULL
