-- mart: reconciliation
-- title: 平衡表（控制数、报送数、采用数）
-- grain: 每个报告期 17 个县市区各一行，最后是合计
-- stored: true
-- export: 900
-- column period: 报告期
-- column region: 县市区
-- column control_projects: 控制数：项目数
-- column control_wan: 控制数：金额（万元）
-- column submitted_projects: 报送：项目数
-- column submitted_wan: 报送：金额（万元）
-- column returned_projects: 退回：项目数
-- column returned_wan: 退回：金额（万元）
-- column accepted_projects: 采用：项目数
-- column accepted_wan: 采用：金额（万元）
-- column difference_projects: 采用与控制数之差：项目数
-- column difference_wan: 采用与控制数之差：金额（万元）
-- column closes: 是否平衡
-- traces: control_projects = sum(ref.control_figures.projects) by period, region = _region total '合计'
-- traces: control_wan = sum(ref.control_figures.amount_wan) by period, region = _region total '合计'
-- traces: submitted_projects = count(stg.allocation) where _latest by period, region = reporter total '合计'
-- traces: submitted_wan = sum(stg.allocation.amount_wan) where _latest by period, region = reporter total '合计'
-- traces: returned_projects = count(stg.allocation) where _latest and _state = 'returned' by period, region = reporter total '合计'
-- traces: returned_wan = sum(stg.allocation.amount_wan) where _latest and _state = 'returned' by period, region = reporter total '合计'
-- traces: accepted_projects = count(core.allocation) by period, region = reporter total '合计'
-- traces: accepted_wan = sum(core.allocation.amount_wan) by period, region = reporter total '合计'
-- traces: difference_projects = count(core.allocation) by period, region = reporter total '合计' - sum(ref.control_figures.projects) by period,
--   region = _region total '合计'
-- traces: difference_wan = sum(core.allocation.amount_wan) by period, region = reporter total '合计' - sum(ref.control_figures.amount_wan) by
--   period, region = _region total '合计'
-- What should have come, what came last, what of it went back, and what the tables
-- hold. A row closes where the tables hold exactly the control figures; without a
-- control figure there is nothing to close with, and the columns are NULL. 合计
-- closes where every region does.
WITH staged AS (
  SELECT _submission AS submission, count(*) AS projects, coalesce(sum(amount_wan), 0) AS amount_wan
  FROM stg.allocation GROUP BY _submission
), lines AS (
  SELECT r.period, r.position, r.region,
         c.projects AS control_projects, c.amount_wan AS control_wan,
         coalesce(l.projects, 0) AS submitted_projects, coalesce(TRY_CAST(l.amount_wan AS DECIMAL(18,6)), 0) AS submitted_wan,
         CASE WHEN r.latest_state = 'returned' THEN coalesce(l.projects, 0) ELSE 0 END AS returned_projects,
         CASE WHEN r.latest_state = 'returned' THEN coalesce(TRY_CAST(l.amount_wan AS DECIMAL(18,6)), 0) ELSE 0 END AS returned_wan,
         coalesce(e.projects, 0) AS accepted_projects, CAST(coalesce(e.amount_wan, 0) AS DECIMAL(18,6)) AS accepted_wan
  FROM core.region r
  LEFT JOIN ref.control_figures c ON c.period = r.period AND c.region_code = r.region_code
  LEFT JOIN staged l ON l.submission = r.latest_submission
  LEFT JOIN staged e ON e.submission = r.effective_submission
), balanced AS (
  SELECT *, accepted_projects - control_projects AS difference_projects, accepted_wan - control_wan AS difference_wan,
         accepted_projects = control_projects AND accepted_wan = control_wan AS closes
  FROM lines
  UNION ALL
  SELECT period, 1000, '合计', sum(control_projects), sum(control_wan), sum(submitted_projects), sum(submitted_wan),
         sum(returned_projects), sum(returned_wan), sum(accepted_projects), sum(accepted_wan),
         sum(accepted_projects) - sum(control_projects), sum(accepted_wan) - sum(control_wan),
         CASE WHEN count(control_projects) > 0
              THEN bool_and(coalesce(accepted_projects = control_projects AND accepted_wan = control_wan, false)) END
  FROM lines GROUP BY period
)
SELECT period, region,
       CAST(control_projects AS BIGINT) AS control_projects, CAST(control_wan AS DECIMAL(18,6)) AS control_wan,
       CAST(submitted_projects AS BIGINT) AS submitted_projects, TRY_CAST(submitted_wan AS DECIMAL(18,6)) AS submitted_wan,
       CAST(returned_projects AS BIGINT) AS returned_projects, TRY_CAST(returned_wan AS DECIMAL(18,6)) AS returned_wan,
       CAST(accepted_projects AS BIGINT) AS accepted_projects, CAST(accepted_wan AS DECIMAL(18,6)) AS accepted_wan,
       CAST(difference_projects AS BIGINT) AS difference_projects, CAST(difference_wan AS DECIMAL(18,6)) AS difference_wan,
       closes
FROM balanced
ORDER BY period, position
