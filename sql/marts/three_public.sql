-- mart: three_public
-- title: 三公经费情况表
-- grain: 每个报告期、两种口径（全部支出、一般公共预算拨款）的每个项目和合计一行
-- stored: true
-- export: 110
-- reporter: department
-- column period: 报告期
-- column scope: 口径
-- column line: 项目
-- column last_wan: 上年决算数（万元）
-- column budget_wan: 本年预算数（万元）
-- column actual_wan: 本年决算数（万元）
-- column change_wan: 增减额（万元）
-- column change_rate: 增减率（%）
-- column parts_wan: 各项之和（万元）
-- column closes: 合计是否等于各项之和
-- traces: last_wan, budget_wan, actual_wan when scope = '全部支出' and line = '公务用车购置' = core.department_base.vehicle_purchase_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '全部支出' and line = '公务用车运行维护' = core.department_base.vehicle_running_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '全部支出' and line = '因公出国（境）' = core.department_base.abroad_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '全部支出' and line = '公务接待' = core.department_base.reception_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '全部支出' and line = '合计' = core.department_base.three_public_* by period
-- traces: parts_wan when scope = '全部支出' = sum(core.department_base.vehicle_purchase_actual_wan) +
--   sum(core.department_base.vehicle_running_actual_wan) + sum(core.department_base.abroad_actual_wan) +
--   sum(core.department_base.reception_actual_wan) by period
-- traces: last_wan, budget_wan, actual_wan when scope = '一般公共预算拨款' and line = '公务用车购置' =
--   core.department_base.vehicle_purchase_appropriated_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '一般公共预算拨款' and line = '公务用车运行维护' =
--   core.department_base.vehicle_running_appropriated_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '一般公共预算拨款' and line = '因公出国（境）' = core.department_base.abroad_appropriated_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '一般公共预算拨款' and line = '公务接待' = core.department_base.reception_appropriated_* by period
-- traces: last_wan, budget_wan, actual_wan when scope = '一般公共预算拨款' and line = '合计' = core.department_base.three_public_appropriated_* by period
-- traces: parts_wan when scope = '一般公共预算拨款' = sum(core.department_base.vehicle_purchase_appropriated_actual_wan) +
--   sum(core.department_base.vehicle_running_appropriated_actual_wan) + sum(core.department_base.abroad_appropriated_actual_wan) +
--   sum(core.department_base.reception_appropriated_actual_wan) by period
-- traces: change_wan = mart.three_public.actual_wan - mart.three_public.last_wan by period, scope, line
-- traces: change_rate = percent(mart.three_public.actual_wan - mart.three_public.last_wan, mart.three_public.last_wan) by period, scope, line
-- The three public expenses in both scopes, which are never added to each other:
-- what the appropriation paid is a part of the whole. 合计 is as the department
-- states it; parts_wan is what its four lines come to, with a blank as nothing.
WITH expense AS (
  SELECT period, value,
         regexp_extract(field, '^(vehicle_purchase|vehicle_running|abroad|reception|three_public)_(appropriated_)?(last|budget|actual)_wan$',
           ['line', 'part', 'year']) AS of_field
  FROM base.form_value WHERE _form = 'department_base'
), stated AS (
  SELECT e.period, CASE e.of_field.part WHEN '' THEN '全部支出' ELSE '一般公共预算拨款' END AS scope, l.line, l.place,
         max(e.value) FILTER (e.of_field.year = 'last') AS last_wan,
         max(e.value) FILTER (e.of_field.year = 'budget') AS budget_wan,
         max(e.value) FILTER (e.of_field.year = 'actual') AS actual_wan
  FROM expense e
  JOIN (VALUES ('vehicle_purchase', '公务用车购置', 1), ('vehicle_running', '公务用车运行维护', 2), ('abroad', '因公出国（境）', 3),
               ('reception', '公务接待', 4), ('three_public', '合计', 5)) l(field, line, place) ON l.field = e.of_field.line
  GROUP BY ALL
), parts AS (
  SELECT period, scope, sum(actual_wan) AS parts_wan
  FROM stated WHERE line <> '合计' GROUP BY ALL
)
SELECT s.period, s.scope, s.line,
       TRY_CAST(s.last_wan AS DECIMAL(18,6)) AS last_wan,
       TRY_CAST(s.budget_wan AS DECIMAL(18,6)) AS budget_wan,
       TRY_CAST(s.actual_wan AS DECIMAL(18,6)) AS actual_wan,
       TRY_CAST(s.actual_wan - s.last_wan AS DECIMAL(18,6)) AS change_wan,
       percent(s.actual_wan - s.last_wan, s.last_wan) AS change_rate,
       CASE WHEN s.line = '合计' THEN TRY_CAST(p.parts_wan AS DECIMAL(18,6)) END AS parts_wan,
       CASE WHEN s.line = '合计' THEN s.actual_wan = p.parts_wan END AS closes
FROM stated s JOIN parts p ON p.period = s.period AND p.scope = s.scope
ORDER BY s.period, s.scope DESC, s.place
