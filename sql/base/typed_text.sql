-- macros: typed_text
-- title: 填成文字的指标值
-- What is typed as 年度指标值 or 实际完成值 is a text: words, a number, or a number with
-- its sign before and its unit behind it (财预〔2020〕10号). A text is taken apart once,
-- by typed_parts in a MATERIALIZED CTE, and the parts are asked: macros are text, and
-- one within the other would take it apart dozens of times.

-- x in one width and without spaces.
CREATE MACRO typed_text(x) AS
  regexp_replace(translate(x, '０１２３４５６７８９．，－−＋％﹪（）＞＜＝﹦≧⩾≦⩽', '0123456789.,--+%%()><==≥≥≤≤'), '\s', '', 'g');

-- {sign, digits, behind}: the sign before the number, the number and its unit; the last
-- two are '' where there is no number, or more than one. A unit holds no digit, so that
-- 50-60, 1/3 and 2021年5月 are words; nor the mark of a note (15①, 15*), while m² is one.
CREATE MACRO typed_parts(x) AS
  regexp_extract(typed_text(x),
    '^(≥|≤|>=|<=|>|<|=|不低于|不少于|不小于|不高于|不超过|不大于|大于等于|小于等于|大于|小于|等于)?'
    || '(?:([-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?)'
    || '((?:[^0-9.,~—－至\p{No}*※†‡#^-][^0-9.,~—－至①-⓿❶-➓*※†‡#^-]{0,11})?)$)?',
    ['sign', 'digits', 'behind']);

-- Of typed_parts: the number, NULL where there is none; its unit, NULL without one; and
-- the code of its sign (ref.senses), NULL without one.
CREATE MACRO number_of(parts) AS TRY_CAST(replace(parts.digits, ',', '') AS DECIMAL(18,6));
CREATE MACRO unit_of(parts) AS nullif(parts.behind, '');
CREATE MACRO sense_of(parts) AS
  MAP {'≥': 'GE', '>=': 'GE', '不低于': 'GE', '不少于': 'GE', '不小于': 'GE', '大于等于': 'GE',
       '≤': 'LE', '<=': 'LE', '不高于': 'LE', '不超过': 'LE', '不大于': 'LE', '小于等于': 'LE',
       '>': 'GT', '大于': 'GT', '<': 'LT', '小于': 'LT', '=': 'EQ', '等于': 'EQ'}[parts.sign];

-- Whether target and actual, taken apart, are in one unit: their own, or that of the row.
CREATE MACRO same_unit(target, actual, unit) AS
  coalesce(unit_of(target), unit) IS NOT DISTINCT FROM coalesce(unit_of(actual), unit, unit_of(target));

-- The same of a text at once, where it is asked once.
CREATE MACRO typed_number(x) AS number_of(typed_parts(x));
CREATE MACRO typed_unit(x) AS unit_of(typed_parts(x));
CREATE MACRO typed_sense(x) AS sense_of(typed_parts(x));
