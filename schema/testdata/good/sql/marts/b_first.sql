-- mart: b_first
-- title: 首表
-- grain: one row a region
-- printed: 1
-- column region: 县市区
-- column amount_wan: 金额（万元）
-- traces: amount_wan = sum(core.project.amount_wan) by region
-- Nothing but 'mart.x' in a text.
SELECT region, sum(amount_wan) AS amount_wan, 'mart.x' AS note FROM core.project GROUP BY region
