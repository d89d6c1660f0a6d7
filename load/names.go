package load

import "hengji"

// nameMacro is name_key(x): hengji.NameKey in SQL, made of the same table. Most names
// are their own keys, and a regular expression says so faster than the table is built.
func nameMacro() string {
	from, to := hengji.NameFolds()
	return "CREATE MACRO name_key(x) AS CASE WHEN regexp_full_match(x, " + hengji.Quoted(hengji.PlainNames) + ") THEN x\n" +
		"  ELSE replace(translate(x, " + hengji.Quoted(from) + ", " + hengji.Quoted(to) + "), '--', '-') END"
}
