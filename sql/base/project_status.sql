-- view: project_status
-- title: 项目基本情况及评价依据表
-- grain: 每个报告期、每个项目一行，按县市区和表中的顺序
-- stored: true
-- also: mart.project_status
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column line: 在安排表中的顺序
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column organisation: 承担单位
-- column uscc: 统一社会信用代码
-- column stage: 项目阶段
-- column stage_code: 项目阶段（代码）
-- column stage_name: 项目阶段（代码表的名称）
-- column months_finished: 到报告期末已结束几个月
-- column scheme: 评分方案
-- column stages: 各阶段适用指标的方案
-- column stage_rule: 适用各阶段指标的第几条
-- column source: 指标取自哪里
-- column sheet: 自评表所在的工作表
-- column amount_wan: 安排金额（万元）
-- column budget_wan: 全年预算数（万元）
-- column spent_wan: 全年执行数（万元）
-- column balance_wan: 到位未支出（万元）
-- column execution_rate: 执行率（%）
-- traces: stage_name = from core.allocation(stage) by period, region_code = reporter_code, project_code
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, region_code = reporter_code, project_code
-- traces: budget_wan, spent_wan when sheet is blank = core.execution.* by period, region_code = reporter_code, project_code
-- traces: budget_wan, spent_wan when sheet is not blank = core.self_evaluation.total_* by period, region_code = reporter_code, sheet = _sheet
-- traces: balance_wan = core.execution.received_wan - core.execution.spent_wan by period, region_code = reporter_code, project_code
-- traces: execution_rate = percent(base.project_status.spent_wan, base.project_status.budget_wan) by period, region_code, line
-- What a project's evaluation starts from: its stage, the scheme in force, and where
-- its indicators and money are read. The self-evaluation sheet (A4) goes before the
-- indicator table (A3), and 全年 figures of the sheet's 年度资金总额 before those of
-- the execution table; 年初预算数 is never used. A sheet joins by 项目名称, where the
-- name is one project's alone.
WITH sheets AS (
  SELECT e.*, a._row AS project_row
  FROM core.self_evaluation e
  JOIN core.allocation a ON a._submission = e._submission AND name_key(a.project_name) = name_key(e.project_name)
  WHERE EXISTS (SELECT 1 FROM core.self_evaluation_indicators i WHERE i._submission = e._submission AND i._sheet = e._sheet)
  QUALIFY count(*) OVER (PARTITION BY e._submission, e._sheet, e._row) = 1
      AND row_number() OVER (PARTITION BY a._submission, a._sheet, a._row ORDER BY e._sheet, e._row) = 1
), executed AS (
  SELECT * FROM core.execution
  QUALIFY row_number() OVER (PARTITION BY _submission, project_code ORDER BY _row) = 1
), tabled AS (
  SELECT DISTINCT _submission, project_code FROM core.indicators
), project AS (
  SELECT a.period, r.position, a.reporter_code AS region_code, a.reporter AS region, a._row AS line,
         a.project_code, a.project_name, a.organisation, a.uscc, a.stage, s.code AS stage_code, s.name AS stage_name,
         CAST(greatest(coalesce(date_sub('month', a.ends_on, n.covers_to), 0), 0) AS INTEGER) AS months_finished,
         k.scheme, k.stages,
         CASE WHEN e._sheet IS NOT NULL THEN '自评表' WHEN t.project_code IS NOT NULL THEN '绩效指标表' END AS source,
         e._sheet AS sheet, coalesce(a.amount_wan, 0) AS amount_wan,
         CASE WHEN e._sheet IS NOT NULL THEN e.total_budget_wan ELSE x.budget_wan END AS budget_wan,
         CASE WHEN e._sheet IS NOT NULL THEN e.total_spent_wan ELSE x.spent_wan END AS spent_wan,
         TRY_CAST(wide(x.received_wan) - x.spent_wan AS DECIMAL(18,6)) AS balance_wan
  FROM core.allocation a
  JOIN core.region r ON r.period = a.period AND r.region_code = a.reporter_code
  JOIN ref.period n ON n.period = a.period
  LEFT JOIN core.scheme k ON k.period = a.period AND k.region_code = a.reporter_code
  LEFT JOIN ref.stages s ON s.code = a.stage_code
  LEFT JOIN sheets e ON e._submission = a._submission AND e.project_row = a._row
  LEFT JOIN executed x ON x._submission = a._submission AND x.project_code = a.project_code
  LEFT JOIN tabled t ON t._submission = a._submission AND t.project_code = a.project_code
)
SELECT p.period, p.region_code, p.region, p.line, p.project_code, p.project_name, p.organisation, p.uscc, p.stage, p.stage_code, p.stage_name,
       p.months_finished, p.scheme, p.stages, g.position AS stage_rule, p.source, p.sheet, p.amount_wan, p.budget_wan, p.spent_wan, p.balance_wan,
       CASE WHEN p.budget_wan > 0 THEN percent(p.spent_wan, p.budget_wan) END AS execution_rate
FROM project p
LEFT JOIN ref.scheme_stage g ON g.stage_code IS NOT DISTINCT FROM p.stage_code AND g.from_month <= p.months_finished
 AND g.scheme = p.stages
QUALIFY row_number() OVER (PARTITION BY p.period, p.region_code, p.line, p.project_code ORDER BY g.from_month DESC) = 1
ORDER BY p.period, p.position, p.line
