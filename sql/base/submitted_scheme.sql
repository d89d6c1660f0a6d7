-- view: submitted_scheme
-- title: 各次报送所用的项目评分方案
-- grain: 每次报送一行；没有方案的（市科技局、未识别的）不在其中
-- stored: checks
-- column _submission: 报送编号
-- column scheme: 评分方案
-- column over_from: 完成值达到指标值的百分之几算指标偏离
-- column execution_weight: 预算执行率的分值
SELECT s._submission, k.scheme, k.over_from, k.execution_weight
FROM base.reporting_regions s
JOIN core.scheme k ON k.period = s.period AND k.region_code = s.region_code
