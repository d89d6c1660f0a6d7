-- macros: words
-- title: 数字的写法
-- Numbers as people write them, for messages and reasons.

-- A number as people write it: 9.5, not 9.500000.
CREATE MACRO plain_number(x) AS regexp_replace(CAST(x AS VARCHAR), '\.0+$|(\.[0-9]*[1-9])0+$', '\1');

-- A number with at least so many decimals: 2.0.
CREATE MACRO number_to(x, places) AS
  CASE WHEN places_of(x) >= places THEN plain_number(x)
       ELSE plain_number(x) || CASE WHEN places_of(x) = 0 THEN '.' ELSE '' END || repeat('0', places - places_of(x)) END;

-- 甲 3 + 乙 4 − 丙 1: a list of {sign, shown} as a sum reads.
CREATE MACRO sum_words(terms) AS
  array_to_string(list_transform(terms, lambda term, i:
    CASE WHEN i > 1 THEN CASE WHEN term.sign < 0 THEN ' − ' ELSE ' + ' END WHEN term.sign < 0 THEN '−' ELSE '' END || term.shown), '');

-- 只有整数161符合, 整数473至476都符合: what whole_base_least and _most found.
CREATE MACRO whole_base_words(least, most) AS
  CASE WHEN least = most THEN '只有整数' || least || '符合' ELSE '整数' || least || '至' || most || '都符合' END;
