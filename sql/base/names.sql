-- macros: names
-- title: 名称的比较
-- Names that are compared by more than name_key, which the program brings: it is the
-- one definition of the same name, in Go and in SQL (names.go).

-- 产出指标（50分） as ref.indicator_levels has it: no number before it, no points behind.
CREATE MACRO level_key(x) AS
  regexp_replace(regexp_replace(name_key(x), '^[(]?[一二三四五六七八九十0-9]{1,2}[),.．]', ''), '[(]?[0-9.]+(分|%|％)?[)]?$', '');
