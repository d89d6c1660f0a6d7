-- macros: typed_text
-- title: 填成文字的指标值
-- What is typed as 年度指标值 or 实际完成值 is a text: words, a number, or a number with
-- its sign before and its unit behind it (财预〔2020〕10号).

-- x in one width and without spaces, as the macros below read it.
CREATE MACRO _typed(x) AS
  regexp_replace(translate(x, '０１２３４５６７８９．，－−＋％﹪（）＞＜＝﹦≧⩾≦⩽', '0123456789.,--+%%()><==≥≥≤≤'), '\s', '', 'g');

-- The sign before the number.
CREATE MACRO _typed_sign(x) AS
  regexp_extract(_typed(x), '^(≥|≤|>=|<=|>|<|=|不低于|不少于|不小于|不高于|不超过|不大于|大于等于|小于等于|大于|小于|等于)', 1);

-- The code of that sign (ref.senses), NULL without one.
CREATE MACRO typed_sense(x) AS
  CASE WHEN _typed_sign(x) IN ('≥', '>=', '不低于', '不少于', '不小于', '大于等于') THEN 'GE'
       WHEN _typed_sign(x) IN ('≤', '<=', '不高于', '不超过', '不大于', '小于等于') THEN 'LE'
       WHEN _typed_sign(x) IN ('>', '大于') THEN 'GT' WHEN _typed_sign(x) IN ('<', '小于') THEN 'LT'
       WHEN _typed_sign(x) IN ('=', '等于') THEN 'EQ' END;

-- The sign, the number, its unit: '' where x is not so written. A unit holds no
-- digit, so that 50-60, 1/3 and 2021年5月 are words.
CREATE MACRO _typed_part(x, which) AS
  regexp_extract(_typed(x), '^(?:≥|≤|>=|<=|>|<|=|不低于|不少于|不小于|不高于|不超过|不大于|大于等于|小于等于|大于|小于|等于)?([-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?)([^0-9.,~—－至-]{0,12})$', which);

-- The number in x, NULL where there is none, or more than one.
CREATE MACRO typed_number(x) AS TRY_CAST(replace(_typed_part(x, 1), ',', '') AS DECIMAL(18,6));

-- The unit behind it, NULL without one.
CREATE MACRO typed_unit(x) AS nullif(_typed_part(x, 2), '');
