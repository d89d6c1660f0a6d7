-- macros: scoring
-- title: 评分
-- What an indicator earns of its points (财预〔2020〕10号).

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
