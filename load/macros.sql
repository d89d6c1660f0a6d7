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
