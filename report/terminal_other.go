//go:build !linux

package report

import "io"

// terminalColumns knows no terminal's columns here: tables are as wide as they are.
func terminalColumns(io.Writer) int { return 0 }
