-- macros: arithmetic
-- title: 精确运算
-- Exact arithmetic. In DuckDB DECIMAL / DECIMAL and avg are DOUBLE, so quotients are
-- calculated in scaled integers here: millionths in HUGEINT, rounded half away from
-- zero. What does not fit DECIMAL(18,6), and a division by zero, is NULL: no workbook
-- may stop the night with a number.

-- x with room to calculate. DECIMAL(18,6) + or * stays 18 digits wide and overflows
-- with an error, and an error in a check ends the night: checks calculate in this.
CREATE MACRO wide(x) AS CAST(x AS DECIMAL(38,6));

-- The sum of a list of parts, with room: a blank one counts as nothing once any is filled
-- in; blank where all are.
CREATE MACRO sum_of(parts) AS wide(list_sum(parts));

-- The whole number of millionths of x, or NULL.
CREATE MACRO _millionths(x) AS
  CAST(CAST(TRY_CAST(x AS DECIMAL(18,6)) AS DECIMAL(38,6)) * 1000000 AS HUGEINT);

-- n / d rounded half away from zero to a whole number, read as millionths. // cuts towards
-- zero, and gives NULL where d is 0. Macros are text: what is said once is planned once.
CREATE MACRO _quotient(n, d) AS
  TRY_CAST(TRY_CAST((2::HUGEINT * n + sign(n) * abs(d)) // (2::HUGEINT * d) AS DECIMAL(31,0)) * CAST(0.000001 AS DECIMAL(7,6)) AS DECIMAL(18,6));

-- part / whole, exact to a millionth: the mean of a sum and a count.
CREATE MACRO ratio(part, whole) AS
  _quotient(_millionths(part) * 1000000::HUGEINT, _millionths(whole));

-- 100 * part / whole, exact to a millionth: every *_rate and *_share.
CREATE MACRO percent(part, whole) AS
  _quotient(_millionths(part) * 100000000::HUGEINT, _millionths(whole));

-- x rounded half away from zero (四舍五入) to 0 to 6 places.
CREATE MACRO half_up(x, places) AS
  TRY_CAST(round(TRY_CAST(x AS DECIMAL(18,6)), places) AS DECIMAL(18,6));

-- half_up for a number of places that only the row knows.
CREATE MACRO half_up_to(x, places) AS
  CASE places WHEN 0 THEN half_up(x, 0) WHEN 1 THEN half_up(x, 1) WHEN 2 THEN half_up(x, 2)
              WHEN 3 THEN half_up(x, 3) WHEN 4 THEN half_up(x, 4) WHEN 5 THEN half_up(x, 5) ELSE half_up(x, 6) END;

-- points × part ÷ whole, rounded to a millionth. NULL where whole is 0.
CREATE MACRO share_of(points, part, whole) AS
  _quotient(_millionths(points) * _millionths(part), _millionths(whole));

-- What a project's money weighs in a mean, as a whole number: 0 for a blank, and
-- cut at ten million 万元, so that no sum over a mistyped amount overflows.
CREATE MACRO money_weight(amount) AS _millionths(least(greatest(coalesce(amount, 0), 0), 9999999));

-- The mean of x by weights of money_weight; the plain mean where no row has money.
CREATE MACRO mean_by_money(x, weight) AS
  CASE WHEN coalesce(sum(CASE WHEN x IS NOT NULL THEN weight END), 0) > 0
       THEN _quotient(sum(_millionths(x) * weight), sum(CASE WHEN x IS NOT NULL THEN weight END))
       ELSE _quotient(sum(_millionths(x)), count(x)) END;

-- Whether a number is what a claim says of it: sense is =, >, ≥, < or ≤.
CREATE MACRO within_bound(x, sense, bound) AS
  CASE sense WHEN '=' THEN x = bound WHEN '>' THEN x > bound WHEN '≥' THEN x >= bound WHEN '<' THEN x < bound WHEN '≤' THEN x <= bound END;
