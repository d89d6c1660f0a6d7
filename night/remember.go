package night

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"
)

// madeFrom is a digest of what a delivered file is made from, and of this program.
// What it is made from is told to the last bit: two values that are written alike are
// made alike. It is "", which stands for nothing known, where the program cannot tell
// itself from others.
func madeFrom(values ...any) string {
	program := executable()
	if program == "" {
		return ""
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%q %#v", program, values) // texts quoted, maps in the order of their keys
	return hex.EncodeToString(hash.Sum(nil))
}

// linkedHead is as much of a program's file as holds the linker's build ID, on every
// system.
const linkedHead = 32 << 10

// executable distinguishes this program from every other by the build ID that Go's linker
// writes into its beginning: a digest of all that was linked. "" where there is none.
// The digest of the text that reads and judges (docs/decisions/0013) would not do: how
// a return looks is written elsewhere.
var executable = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(file, linkedHead))
	if err != nil || !bytes.Contains(head, []byte("Go\x00\x00")) && !bytes.Contains(head, []byte("\xff Go build ID: \"")) {
		return ""
	}
	sum := sha256.Sum256(head)
	return hex.EncodeToString(sum[:])
})
