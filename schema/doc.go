// Package schema reads what is declared in files: the forms, code lists, rules
// and SELECTs of a rules folder, the settings of hengji.yaml and the cases of
// samples/cases. Out go the root's nouns (hengji.Rules, forms and catalogue) and
// two plain structs, Config and Case. It refuses whatever it does not understand
// (an unknown key, a name that leads nowhere, a label used twice), all mistakes
// at once, each as `file:line: what (choices: …)` for the person who wrote it.
package schema
