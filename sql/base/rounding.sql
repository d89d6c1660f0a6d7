-- macros: rounding
-- title: 舍入和小数位
-- What a printed number says of the exact one: how many places it shows, and how far
-- rounding may have moved it.

-- How many decimals a text shows, or a number needs: 2 for 86.36.
CREATE MACRO places_of(x) AS
  CAST(CASE WHEN contains(plain_number(x), '.') THEN length(plain_number(x)) - instr(plain_number(x), '.') ELSE 0 END AS INTEGER);

-- Half a unit of the last digit that x shows: 0.5 for 86, 0.005 for 86.36. What
-- a printed number may be away from the exact one.
CREATE MACRO half_unit(x) AS
  CASE WHEN x = round(x, 0) THEN 0.5 WHEN x = round(x, 1) THEN 0.05 WHEN x = round(x, 2) THEN 0.005
       WHEN x = round(x, 3) THEN 0.0005 WHEN x = round(x, 4) THEN 0.00005 ELSE 0.000005 END::DECIMAL(18,6);

-- Whether two amounts differ by more than was rounded away where the one of fewer
-- decimals was written: half of its last digit, and of the second decimal at most.
CREATE MACRO apart(a, b) AS
  abs(wide(a) - wide(b)) >= least(greatest(half_unit(a), half_unit(b)), 0.005);

-- Half a unit of the given decimal place: what rounding to it may take or add.
CREATE MACRO half_of_place(places) AS
  CASE places WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 WHEN 2 THEN 0.005 WHEN 3 THEN 0.0005 WHEN 4 THEN 0.00005 ELSE 0.000005 END::DECIMAL(18,6);

-- What rounding may have taken from an amount or a rate as it is shown: half of its
-- last decimal, and of the second at most. A count is not rounded.
CREATE MACRO rounding_of(x, unit) AS
  CASE WHEN unit IN ('万元', '亿元', '元', '%') THEN wide(least(half_unit(x), 0.005)) ELSE 0 END;

-- The least and the most whole number of which `part` is of_base per cent, where
-- the percentage may be `reach` away: 726 is 153 % (within 0.5) of 473 to 476.
CREATE MACRO whole_base_least(part, of_base, reach) AS
  CASE WHEN part > 0 AND of_base > reach THEN _millionths(part) * 100000000::HUGEINT // _millionths(of_base + reach) // 1000000 + 1 END;

CREATE MACRO whole_base_most(part, of_base, reach) AS
  CASE WHEN part > 0 AND of_base > reach THEN _millionths(part) * 100000000::HUGEINT // _millionths(of_base - reach) // 1000000 END;
