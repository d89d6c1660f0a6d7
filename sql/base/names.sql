-- macros: names
-- title: 名称的比较
-- Names as names are compared.

-- A name as names are compared: without spaces, brackets and marks in one width.
CREATE MACRO name_key(x) AS
  regexp_replace(translate(x, '（）【】：，；、－—–“”', '()[]:,;,---""'), '\s', '', 'g');

-- A name as names are compared: no spaces, brackets and marks of one width.
CREATE MACRO plain_name(name) AS
  translate(regexp_replace(name, '\s', '', 'g'), '（）［］【】，．：；－／＋＆％＃', '()[][],.:;-/+&%#');

-- 产出指标（50分） as ref.indicator_levels has it: no number before it, no points behind.
CREATE MACRO level_key(x) AS
  regexp_replace(regexp_replace(name_key(x), '^[(]?[一二三四五六七八九十0-9]{1,2}[),.．]', ''), '[(]?[0-9.]+(分|%|％)?[)]?$', '');
