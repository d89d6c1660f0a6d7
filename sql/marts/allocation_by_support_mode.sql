-- mart: allocation_by_support_mode
-- title: 项目资金安排分支持方式表
-- grain: 每个报告期、每种支持方式一行，按代码表的顺序
-- stored: true
-- export: 40
-- unprinted: support_mode_code
-- total: projects, amount_wan
-- total: mean_wan = ratio(sum(amount_wan), sum(projects))
-- balance: project_share to 100
-- balance: amount_share to 100
-- chart: bar amount_wan by support_mode
-- column period: 报告期
-- column support_mode_code: 支持方式代码
-- column support_mode: 支持方式
-- column projects: 项目数
-- column amount_wan: 安排金额（万元）
-- column project_share: 项目数占比（%）
-- column amount_share: 金额占比（%）
-- column mean_wan: 平均每个项目（万元）
-- traces: projects = count(core.allocation) by period, support_mode else '（未填）'
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, support_mode else '（未填）'
-- traces: project_share = percent(count(core.allocation) by period, support_mode else '（未填）', count(core.allocation) by period)
-- traces: amount_share = percent(sum(core.allocation.amount_wan) by period, support_mode else '（未填）', sum(core.allocation.amount_wan) by period)
-- traces: mean_wan = ratio(sum(core.allocation.amount_wan), count(core.allocation)) by period, support_mode else '（未填）'
-- Values of the code list in its order, then those that it does not know as they
-- were typed, then the blank ones; so the rows add up to the allocation table.
WITH allocated AS (
  SELECT a.period, coalesce(c.position, CASE WHEN a.support_mode IS NULL THEN 100000 ELSE 99999 END) AS position,
         a.support_mode_code, coalesce(a.support_mode, '（未填）') AS support_mode,
         count(*) AS projects, CAST(coalesce(sum(a.amount_wan), 0) AS DECIMAL(18,6)) AS amount_wan
  FROM core.allocation a LEFT JOIN ref.support_modes c ON c.code = a.support_mode_code
  GROUP BY ALL
), whole AS (
  SELECT period, CAST(sum(projects) AS BIGINT) AS projects, CAST(sum(amount_wan) AS DECIMAL(18,6)) AS amount_wan
  FROM allocated GROUP BY period
)
SELECT a.period, a.support_mode_code, a.support_mode, a.projects, a.amount_wan,
       percent(a.projects, w.projects) AS project_share,
       percent(a.amount_wan, w.amount_wan) AS amount_share,
       ratio(a.amount_wan, a.projects) AS mean_wan
FROM allocated a JOIN whole w USING (period)
ORDER BY a.period, a.position, a.support_mode
