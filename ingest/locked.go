package ingest

import (
	"bytes"
	"math"
	"strings"
)

// Software that encrypts documents on the computers of an office gives the file in
// clear to its own programs only; what is handed in is the encrypted file, under
// its old name.

// lockedMarks are what such files begin with, or have within their first bytes:
// 绿盾 (TSD), 亿赛通 (E-SafeNet CDG).
var lockedMarks = []struct {
	mark   string
	within int
}{
	{"%TSD-Header-###%", 16},
	{"E-SafeNet", 64},
}

func isLocked(data []byte) bool {
	for _, m := range lockedMarks {
		if bytes.Contains(data[:min(len(data), m.within)], []byte(m.mark)) {
			return true
		}
	}
	return false
}

// isSheetName reports whether a file's extension is that of a spreadsheet.
func isSheetName(extension string) bool {
	return strings.HasPrefix(extension, ".xl") || extension == ".et" || extension == ".ett"
}

// isNoise is true of bytes that cannot be distinguished from chance, which ciphers make and
// formats begin with never: others (IP-guard) write no mark at all. A zip whose
// beginning is lost still has its directory and is none.
func isNoise(data []byte) bool {
	sample := data[:min(len(data), 4096)]
	if len(sample) < 256 || bytes.Contains(data, []byte("PK\x01\x02")) {
		return false
	}
	var counts [256]int
	for _, c := range sample {
		counts[c]++
	}
	entropy, n := 0.0, float64(len(sample))
	for _, count := range counts {
		if count > 0 {
			entropy -= float64(count) / n * math.Log2(float64(count)/n)
		}
	}
	// By chance n bytes fall short of eight bits by 255/(2n·ln 2), 0.72 of them for
	// n = 256 (Miller and Madow); the rest is for its spread. Texts stay below 6.
	return entropy > 8-255/(2*n*math.Ln2)-0.3
}
