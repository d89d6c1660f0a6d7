-- mart: c_middle
-- title: 中表
-- grain: one row a region
/* mart.y */ SELECT * FROM mart.b_first
