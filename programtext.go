//go:build !js

package hengji

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"
)

// programText is the text of what reads and judges, and of nothing else, with the
// versions of what that imports: docs/decisions/0013. The patterns leave tests out
// (whatever ends in t.go, st.go or est.go is asked for its letter before); a test tells
// which file they miss.
//
//go:embed go.mod go.sum *[^t].go *[^s]t.go
//go:embed ingest/*[^t].go ingest/*[^s]t.go
//go:embed transform/*[^t].go transform/*[^s]t.go transform/*[^t]est.go
//go:embed load/*[^t].go load/*[^s]t.go load/*[^t]est.go
//go:embed load/engine/*[^t].go
//go:embed schema/*[^t].go
//go:embed localise/*[^t].go
//go:embed night/review/*[^t].go
//go:embed night/archive.go night/build.go night/carry.go night/inputs.go
var programText embed.FS

// ProgramDigest distinguishes programs: what one has read need not be read again by
// another of the same digest. It is that of the text and not of the binary, so that the
// same text built in another place, on another machine, is the same program; and nobody
// can forget to change it.
var ProgramDigest = sync.OnceValue(func() string {
	hash := sha256.New()
	err := fs.WalkDir(programText, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(programText, file)
		fmt.Fprintf(hash, "%s %d\n%s", file, len(text), text)
		return err
	})
	if err != nil { // what is embedded can be read
		panic(err)
	}
	return hex.EncodeToString(hash.Sum(nil))
})
