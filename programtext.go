package hengji

import "embed"

// ProgramText is the text of the nouns, with the versions of what the rooms import. A
// program with another text reads and judges everything anew: see docs/decisions/0011.
//
//go:embed *.go go.mod go.sum
var ProgramText embed.FS
