-- Exact arithmetic for checks and marts. In DuckDB DECIMAL / DECIMAL and avg are
-- DOUBLE, so quotients are reckoned in scaled integers here: millionths in
-- HUGEINT, rounded half away from zero. What does not fit DECIMAL(18,6), and a
-- division by zero, is NULL: no workbook may stop the night with a number.

-- x with room to reckon. DECIMAL(18,6) + or * stays 18 digits wide and overflows
-- with an error, and an error in a check ends the night: checks reckon in this.
CREATE MACRO wide(x) AS CAST(x AS DECIMAL(38,6));

-- The whole number of millionths of x, or NULL.
CREATE MACRO _millionths(x) AS
  CAST(CAST(TRY_CAST(x AS DECIMAL(18,6)) AS DECIMAL(38,6)) * 1000000 AS HUGEINT);

-- n / d rounded half away from zero to a whole number, read as millionths.
CREATE MACRO _quotient(n, d) AS
  CASE WHEN d = 0 THEN NULL ELSE
    TRY_CAST(TRY_CAST(
      CASE WHEN (n < 0) <> (d < 0) THEN -1::HUGEINT ELSE 1::HUGEINT END
      * ((2::HUGEINT * CASE WHEN n < 0 THEN -n ELSE n END + CASE WHEN d < 0 THEN -d ELSE d END)
         // (2::HUGEINT * CASE WHEN d < 0 THEN -d ELSE d END))
      AS DECIMAL(31,0)) * CAST(0.000001 AS DECIMAL(7,6)) AS DECIMAL(18,6)) END;

-- part / whole, exact to a millionth: the mean of a sum and a count.
CREATE MACRO ratio(part, whole) AS
  _quotient(_millionths(part) * 1000000::HUGEINT, _millionths(whole));

-- 100 * part / whole, exact to a millionth: every *_rate and *_share.
CREATE MACRO percent(part, whole) AS
  _quotient(_millionths(part) * 100000000::HUGEINT, _millionths(whole));

-- x rounded half away from zero (四舍五入) to 0 to 6 places.
CREATE MACRO half_up(x, places) AS
  TRY_CAST(round(TRY_CAST(x AS DECIMAL(18,6)), places) AS DECIMAL(18,6));

-- A name as names are compared: without spaces, brackets and marks in one width.
CREATE MACRO name_key(x) AS
  regexp_replace(translate(x, '（）【】：，；、－—–“”', '()[]:,;,---""'), '\s', '', 'g');

-- A number as people write it: 9.5, not 9.500000.
CREATE MACRO plain_number(x) AS regexp_replace(CAST(x AS VARCHAR), '\.0+$|(\.[0-9]*[1-9])0+$', '\1');

-- Half a unit of the last digit that x shows: 0.5 for 86, 0.005 for 86.36. What
-- a printed number may be away from the exact one.
CREATE MACRO half_unit(x) AS
  CASE WHEN x = round(x, 0) THEN 0.5 WHEN x = round(x, 1) THEN 0.05 WHEN x = round(x, 2) THEN 0.005
       WHEN x = round(x, 3) THEN 0.0005 WHEN x = round(x, 4) THEN 0.00005 ELSE 0.000005 END::DECIMAL(18,6);

-- Half a unit of the given decimal place: what rounding to it may take or add.
CREATE MACRO half_of_place(places) AS
  CASE places WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 WHEN 2 THEN 0.005 WHEN 3 THEN 0.0005 WHEN 4 THEN 0.00005 ELSE 0.000005 END::DECIMAL(18,6);

-- half_up for a number of places that only the row knows.
CREATE MACRO half_up_to(x, places) AS
  CASE places WHEN 0 THEN half_up(x, 0) WHEN 1 THEN half_up(x, 1) WHEN 2 THEN half_up(x, 2)
              WHEN 3 THEN half_up(x, 3) WHEN 4 THEN half_up(x, 4) WHEN 5 THEN half_up(x, 5) ELSE half_up(x, 6) END;

-- The least and the most whole number of which `part` is of_base per cent, where
-- the percentage may be `reach` away: 726 is 153 % (within 0.5) of 473 to 476.
CREATE MACRO whole_base_least(part, of_base, reach) AS
  CASE WHEN part > 0 AND of_base > reach THEN _millionths(part) * 100000000::HUGEINT // _millionths(of_base + reach) // 1000000 + 1 END;
CREATE MACRO whole_base_most(part, of_base, reach) AS
  CASE WHEN part > 0 AND of_base > reach THEN _millionths(part) * 100000000::HUGEINT // _millionths(of_base - reach) // 1000000 END;

-- 只有整数161符合, 整数473至476都符合: what whole_base_least and _most found.
CREATE MACRO whole_base_words(least, most) AS
  CASE WHEN least = most THEN '只有整数' || least || '符合' ELSE '整数' || least || '至' || most || '都符合' END;

-- What rounding may have taken from an amount or a rate as it is shown: half of its
-- last decimal, and of the second at most. A count is not rounded.
CREATE MACRO rounding_of(x, unit) AS
  CASE WHEN unit IN ('万元', '亿元', '元', '%') THEN wide(least(half_unit(x), 0.005)) ELSE 0 END;

-- How many decimals a text shows, or a number needs: 2 for 86.36.
CREATE MACRO places_of(x) AS
  CAST(CASE WHEN contains(plain_number(x), '.') THEN length(plain_number(x)) - instr(plain_number(x), '.') ELSE 0 END AS INTEGER);

-- 甲 3 + 乙 4 − 丙 1: a list of {sign, shown} as a sum reads.
CREATE MACRO sum_words(terms) AS
  array_to_string(list_transform(terms, lambda term, i:
    CASE WHEN i > 1 THEN CASE WHEN term.sign < 0 THEN ' − ' ELSE ' + ' END WHEN term.sign < 0 THEN '−' ELSE '' END || term.shown), '');

-- The A1 address of a cell; row and column count from 1.
CREATE MACRO cell_name(cell_row, column_number) AS
  CASE WHEN column_number > 702 THEN chr(CAST(64 + (column_number - 703) // 676 + 1 AS INTEGER)) ELSE '' END
  || CASE WHEN column_number > 26 THEN chr(CAST(65 + ((column_number - 27) // 26) % 26 AS INTEGER)) ELSE '' END
  || chr(CAST(65 + (column_number - 1) % 26 AS INTEGER)) || cell_row;

-- A name as names are compared: no spaces, brackets and marks of one width.
CREATE MACRO plain_name(name) AS
  translate(regexp_replace(name, '\s', '', 'g'), '（）［］【】，．：；－／＋＆％＃', '()[][],.:;-/+&%#');

-- Scoring (财预〔2020〕10号). What is typed as 年度指标值 or 实际完成值 is a text: words,
-- a number, or a number with its sign before and its unit behind it.

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

-- 产出指标（50分） as ref.indicator_levels has it: no number before it, no points behind.
CREATE MACRO level_key(x) AS
  regexp_replace(regexp_replace(name_key(x), '^[(]?[一二三四五六七八九十0-9]{1,2}[),.．]', ''), '[(]?[0-9.]+(分|%|％)?[)]?$', '');

-- points × part ÷ whole, rounded to a millionth. NULL where whole is 0.
CREATE MACRO share_of(points, part, whole) AS
  _quotient(_millionths(points) * _millionths(part), _millionths(whole));

-- What a quantitative indicator earns of its points. Compared before anything is
-- divided: a target that is met gives all of them, 0 accidents of 0 too. Missed, a
-- 正向 one earns actual ÷ target, a 反向 one target ÷ actual, and neither divides
-- by 0 or earns below 0. '=' is 正向.
CREATE MACRO earned(points, sense, target, actual) AS
  CASE WHEN target IS NULL OR actual IS NULL THEN NULL
       WHEN sense IN ('LE', 'LT') THEN
         CASE WHEN actual < target OR (sense = 'LE' AND actual = target) THEN points
              WHEN target <= 0 THEN 0 ELSE share_of(points, target, actual) END
       WHEN actual > target OR (sense <> 'GT' AND actual = target) THEN points
       WHEN actual <= 0 THEN 0 ELSE share_of(points, actual, target) END;

-- Whether a 正向 result is from_percent of its target or more (指标偏离).
CREATE MACRO far_above(sense, target, actual, from_percent) AS
  coalesce(sense NOT IN ('LE', 'LT', 'QUAL') AND target > 0
    AND _millionths(actual) * 100000000::HUGEINT >= _millionths(from_percent) * _millionths(target), false);

-- What a project's money weighs in a mean, as a whole number: 0 for a blank, and
-- cut at ten million 万元, so that no sum over a mistyped amount overflows.
CREATE MACRO money_weight(amount) AS _millionths(least(greatest(coalesce(amount, 0), 0), 9999999));

-- The mean of x by weights of money_weight; the plain mean where no row has money.
CREATE MACRO mean_by_money(x, weight) AS
  CASE WHEN coalesce(sum(CASE WHEN x IS NOT NULL THEN weight END), 0) > 0
       THEN _quotient(sum(_millionths(x) * weight), sum(CASE WHEN x IS NOT NULL THEN weight END))
       ELSE _quotient(sum(_millionths(x)), count(x)) END;
