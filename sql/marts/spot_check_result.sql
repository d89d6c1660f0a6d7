-- mart: spot_check_result
-- title: 项目检查结果表
-- grain: 每个现场抽查的报告期、每个选定或抽查过的项目一行，按县市区和项目编号
-- stored: true
-- reporter: department
-- for: spot_check_record
-- export: 86
-- unprinted: checked_period, region_code, organisation, chosen, checkers
-- column period: 报告期
-- column checked_period: 所查的报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column project_code: 项目编号
-- column project_name: 项目名称
-- column organisation: 承担单位
-- column amount_wan: 安排金额（万元）
-- column chosen: 是否列入抽查名单
-- column reason: 选定的理由
-- column checked_on: 检查日期
-- column checkers: 检查人员
-- column internal_control: 内控制度
-- column contract: 合同执行
-- column separate_account: 专账核算
-- column assets: 实物核对
-- column opinion: 检查意见
-- column problems: 发现的问题数
-- column open_problems: 没有改完的问题数
-- column problem_wan: 问题涉及的金额（万元）
-- traces: amount_wan = sum(core.allocation.amount_wan) by checked_period = period, region_code = reporter_code, project_code
-- traces: problems = count(core.rectification) by period, region_code, project_code
-- traces: open_problems = count(core.rectification) where state_code <> 'R03' by period, region_code, project_code
-- traces: problem_wan = sum(core.rectification.amount_wan) by period, region_code, project_code
-- What was chosen to be looked at (ref.spot_checks), what was seen, and what came of it:
-- the department's 现场抽查记录表 and 问题整改台账, beside the project of the year's own
-- report. One that was chosen and not looked at has no day; one that only an audit speaks
-- of stands here too.
WITH periods AS (
  SELECT n.period, y.period AS checked_period
  FROM ref.period n LEFT JOIN ref.period y ON y.year = n.year AND y.kind = '年度自评'
  WHERE n.kind = '现场抽查' AND n.period IN (SELECT period FROM meta.submission)
), project AS (
  SELECT period, region_code, project_code FROM ref.spot_checks
  UNION SELECT period, region_code, project_code FROM core.spot_check_record
  UNION SELECT period, region_code, project_code FROM core.rectification
), found AS (
  SELECT period, region_code, project_code, count(*) AS problems, count(*) FILTER (state_code IS DISTINCT FROM 'R03') AS open_problems,
         CAST(sum(amount_wan) AS DECIMAL(18,6)) AS problem_wan
  FROM core.rectification GROUP BY ALL
), allocated AS (
  SELECT period, reporter_code AS region_code, project_code, min(project_name) AS project_name, min(organisation) AS organisation,
         CAST(sum(amount_wan) AS DECIMAL(18,6)) AS amount_wan
  FROM core.allocation GROUP BY ALL
)
SELECT n.period, n.checked_period, p.region_code, coalesce(g.name, c.region) AS region, p.project_code,
       coalesce(a.project_name, c.project_name) AS project_name, coalesce(a.organisation, c.organisation) AS organisation, a.amount_wan,
       k.project_code IS NOT NULL AS chosen, k.reason, c.checked_on, c.checkers, c.internal_control, c.contract, c.separate_account, c.assets, c.opinion,
       CAST(coalesce(f.problems, 0) AS BIGINT) AS problems, CAST(coalesce(f.open_problems, 0) AS BIGINT) AS open_problems, f.problem_wan
FROM project p
JOIN periods n ON n.period = p.period
LEFT JOIN ref.regions g ON g.code = p.region_code
LEFT JOIN ref.spot_checks k ON k.period = p.period AND k.region_code = p.region_code AND k.project_code = p.project_code
LEFT JOIN core.spot_check_record c ON c.period = p.period AND c.region_code = p.region_code AND c.project_code = p.project_code
LEFT JOIN found f ON f.period = p.period AND f.region_code = p.region_code AND f.project_code = p.project_code
LEFT JOIN allocated a ON a.period = n.checked_period AND a.region_code = p.region_code AND a.project_code = p.project_code
ORDER BY n.period, g.position, p.project_code
