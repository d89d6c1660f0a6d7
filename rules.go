//go:build !js

package hengji

import "embed"

// DefaultRules holds the rule files that the binary carries: forms, code lists,
// schemes and the catalogue of reading rules, the macros and views of sql/base, one SELECT
// a file for checks and marts, and the cases that prove the checks. `hengji rules --out DIR` writes them for editing; `--rules DIR`
// reads DIR in their place.
//
//go:embed schema/rules.yaml schema/forms/*.yaml schema/codes/*.csv schema/schemes/*.yaml schema/report/*.md sql/README.md sql/base/*.sql sql/checks/*.sql sql/marts/*.sql samples/cases
var DefaultRules embed.FS
