-- mart: submission_status
-- title: 报送情况表
-- grain: 每个报告期、每个县市区一行，按公布的顺序
-- stored: true
-- export: 910
-- unprinted: region_code, latest_state
-- total: blocking, approval, explain, notice
-- column period: 报告期
-- column region_code: 县市区代码
-- column region: 县市区
-- column latest_state: 最近报送的状态（代码）
-- column status: 最近报送的状态
-- column latest_version: 最近是第几次报送
-- column effective_version: 计入汇总的是第几次报送
-- column received_at: 最近报送的收到时刻（北京时间）
-- column blocking: 强制性意见
-- column approval: 准强制性意见
-- column explain: 核实性意见
-- column notice: 提示
-- column days_late: 迟报天数
-- column due_on: 报送截止日期
-- traces: blocking = count(dq.finding) where severity = 'blocking' and state = 'open' and not shadow and _latest by period, region_code
-- traces: approval = count(dq.finding) where severity = 'approval' and state = 'open' and not shadow and _latest by period, region_code
-- traces: explain = count(dq.finding) where severity = 'explain' and state = 'open' and not shadow and _latest by period, region_code
-- traces: notice = count(dq.finding) where severity = 'notice' and state = 'open' and not shadow and _latest by period, region_code
-- The board. Findings are the open ones of the latest submission, without those
-- of shadow rules. A region is late by the day on which its effective submission
-- came, or its latest where none is effective; one that is missing, by the day of
-- the run, or of the newest submission of a period that the run is not of. Without a due day nobody is late and the column is NULL.
WITH findings AS (
  SELECT submission,
         count(*) FILTER (severity = 'blocking') AS blocking, count(*) FILTER (severity = 'approval') AS approval,
         count(*) FILTER (severity = 'explain') AS explain, count(*) FILTER (severity = 'notice') AS notice
  FROM dq.finding WHERE NOT shadow AND state = 'open'
  GROUP BY submission
), moment AS (
  SELECT period, max(received_at) AS at FROM meta.submission WHERE period NOT IN (SELECT period FROM meta.run) GROUP BY period
  UNION ALL SELECT period, started_at FROM meta.run
), came AS (
  SELECT r.*, CAST(coalesce(r.effective_received_at, r.latest_received_at, m.at) AS DATE) AS counted_on
  FROM core.region r JOIN moment m ON m.period = r.period
)
SELECT c.period, c.region_code, c.region, c.latest_state,
       CASE c.latest_state WHEN 'missing' THEN '未报' WHEN 'returned' THEN '退回' WHEN 'held' THEN '待处理' WHEN 'pending' THEN '待核实'
                           WHEN 'accepted' THEN '通过' WHEN 'nil' THEN '零报告' END AS status,
       c.latest_version, c.effective_version, c.latest_received_at AS received_at,
       coalesce(f.blocking, 0) AS blocking, coalesce(f.approval, 0) AS approval,
       coalesce(f.explain, 0) AS explain, coalesce(f.notice, 0) AS notice,
       CASE WHEN p.due_on IS NOT NULL THEN CAST(greatest(c.counted_on - p.due_on, 0) AS INTEGER) END AS days_late,
       p.due_on
FROM came c
LEFT JOIN findings f ON f.submission = c.latest_submission
LEFT JOIN ref.period p ON p.period = c.period
ORDER BY c.period, c.position
