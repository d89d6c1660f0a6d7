package load

import "embed"

// ProgramText is the text of this room. A program with another text reads and judges
// everything anew: see docs/decisions/0011.
//
//go:embed *.go
var ProgramText embed.FS
