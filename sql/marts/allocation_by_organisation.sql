-- mart: allocation_by_organisation
-- title: 项目资金安排分承担单位表
-- grain: 每个报告期、每个承担单位一行，金额大的在前
-- stored: true
-- export: 50
-- total: projects, amount_wan, amount_share
-- column period: 报告期
-- column organisation: 承担单位
-- column uscc: 统一社会信用代码
-- column regions: 涉及县市区数
-- column projects: 项目数
-- column amount_wan: 安排金额（万元）
-- column amount_share: 金额占比（%）
-- traces: regions = count(distinct core.allocation.reporter_code) by period, organisation else '（未填）', uscc
-- traces: projects = count(core.allocation) by period, organisation else '（未填）', uscc
-- traces: amount_wan = sum(core.allocation.amount_wan) by period, organisation else '（未填）', uscc
-- traces: amount_share = percent(sum(core.allocation.amount_wan) by period, organisation else '（未填）', uscc, sum(core.allocation.amount_wan) by period)
-- Shares are not balanced here: of a hundred equal amounts some would differ.
-- One organisation is one name with one credit code. Two names under one code stay
-- two rows: which of them is right is not ours to say.
WITH allocated AS (
  SELECT period, coalesce(organisation, '（未填）') AS organisation, uscc,
         count(DISTINCT reporter_code) AS regions, count(*) AS projects,
         CAST(coalesce(sum(amount_wan), 0) AS DECIMAL(18,6)) AS amount_wan
  FROM core.allocation
  GROUP BY ALL
), whole AS (
  SELECT period, CAST(sum(amount_wan) AS DECIMAL(18,6)) AS amount_wan FROM allocated GROUP BY period
)
SELECT a.period, a.organisation, a.uscc, a.regions, a.projects, a.amount_wan,
       percent(a.amount_wan, w.amount_wan) AS amount_share
FROM allocated a JOIN whole w USING (period)
ORDER BY a.period, a.amount_wan DESC, a.organisation, a.uscc
