-- mart: a_last
-- title: 末表
-- grain: one row
SELECT * FROM mart.b_first JOIN MART.c_middle USING (region)
