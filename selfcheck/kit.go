//go:build !js

package selfcheck

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hengji"
)

// Folder is where `make selfcheck` builds the kit.
const Folder = "dist/selfcheck"

// The parts of a kit: the script of the worker, the engine and the program, each packed
// by gzip, the one packing that browsers unpack themselves.
var parts = []string{"worker.js.gz", "engine.wasm.gz", "program.wasm.gz"}

const (
	sumsFile   = "SHA256SUMS"
	digestFile = "PROGRAM"
)

// madeOf is what a kit is built of beside the text of the program.
//
//go:embed worker.js door.js arrow-none.js package-lock.json clerk/main.go
var madeOf embed.FS

// Digest distinguishes what kits are built of: one of another program, or of other
// scripts, is none for this one.
func Digest() (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, hengji.ProgramDigest())
	err := fs.WalkDir(madeOf, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := madeOf.ReadFile(file)
		fmt.Fprintf(sum, "%s %d\n%s", file, len(text), text)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}

// Kit is what every page is made of, whatever its rules.
type Kit struct {
	parts map[string][]byte
	sums  string // of the parts, as sha256sum prints them
}

// ReadKit reads a kit. One that is not there, or not of this program, is a
// hengji.UsageError that says how it is made.
func ReadKit(folder string) (*Kit, error) {
	wrong := func(what string) error {
		return hengji.UsageError{Err: fmt.Errorf("%s：%s。请先在源代码目录运行 make selfcheck", folder, what)}
	}
	sums, err := os.ReadFile(filepath.Join(folder, sumsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, wrong("没有自查页的部件")
	}
	if err != nil {
		return nil, fmt.Errorf("read kit: %w", err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		if sum, name, is := strings.Cut(strings.TrimSpace(line), "  "); is {
			want[name] = sum
		}
	}
	kit := &Kit{parts: map[string][]byte{}, sums: string(sums)}
	for _, name := range append([]string{digestFile}, parts...) {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, wrong("缺少 " + name)
		}
		if err != nil {
			return nil, fmt.Errorf("read kit: %w", err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want[name] {
			return nil, wrong(name + " 已损坏")
		}
		kit.parts[name] = data
	}
	digest, err := Digest()
	if err != nil {
		return nil, fmt.Errorf("read kit: %w", err)
	}
	if string(kit.parts[digestFile]) != digest {
		return nil, wrong("自查页的部件不是由这个版本的程序做的")
	}
	return kit, nil
}
