package night

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/schema"
	"hengji/transform"
)

//go:embed *.go
var ownSource embed.FS

// sources are the texts that decide what is read from a file and how it is judged.
// home, which keeps bytes, and report, which writes what the database says, are
// not among them.
var sources = map[string]fs.FS{
	"hengji": hengji.ProgramText, "hengji/night": ownSource, "hengji/ingest": ingest.ProgramText, "hengji/transform": transform.ProgramText,
	"hengji/load": load.ProgramText, "hengji/schema": schema.ProgramText,
}

// program is the digest of those texts: the key that nobody can forget to change.
// It is that of the text and not of the binary, so that the same text built in
// another place, on another machine, is the same program.
var program = sync.OnceValue(func() string {
	hash := sha256.New()
	for _, room := range slices.Sorted(maps.Keys(sources)) {
		err := fs.WalkDir(sources[room], ".", func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(file, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(sources[room], file)
			fmt.Fprintf(hash, "%s/%s %d\n%s", room, file, len(text), text)
			return err
		})
		if err != nil { // what is embedded can be read
			panic(err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))
})
