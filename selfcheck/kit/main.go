// Kit builds what every 自查.html is made of: the script of the worker, the engine and the
// program, packed, with their sums. In go the packages of selfcheck/package-lock.json and
// the source; out comes a folder, the same bytes wherever it is made of one source by one
// toolchain. It refuses packages that are not those of the lock file.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"hengji/selfcheck"
)

func main() {
	out := flag.String("out", selfcheck.Folder, "folder to write into")
	flag.Parse()
	if err := build(*out); err != nil {
		fmt.Fprintln(os.Stderr, "selfcheck:", err)
		os.Exit(1)
	}
}

// enginePath is where the packages have the engine: the build with exceptions, which all
// browsers of the last years run.
const enginePath = "selfcheck/node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"

func build(out string) error {
	work, err := os.MkdirTemp("", "selfcheck")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(work)
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	goRoot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("find Go: %w", err)
	}
	wasmExec := filepath.Join(strings.TrimSpace(string(goRoot)), "lib/wasm/wasm_exec.js")
	worker, program := filepath.Join(work, "worker.js"), filepath.Join(work, "program.wasm")
	wasm := []string{"CGO_ENABLED=0", "GOOS=js", "GOARCH=wasm"}
	for _, step := range []struct {
		env     []string
		command []string
	}{
		{nil, []string{"npm", "ci", "--prefix", "selfcheck", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"}},
		{nil, []string{"selfcheck/node_modules/.bin/esbuild", "selfcheck/worker.js", "--bundle", "--minify", "--charset=utf8", "--format=iife", "--log-level=error",
			"--alias:apache-arrow=./selfcheck/arrow-none.js", "--alias:wasm_exec=" + wasmExec, "--outfile=" + worker}},
		{wasm, []string{"go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid=", "-o", program, "./selfcheck/clerk"}},
	} {
		command := exec.Command(step.command[0], step.command[1:]...)
		command.Env = append(os.Environ(), step.env...)
		command.Stdout, command.Stderr = os.Stderr, os.Stderr
		if err := command.Run(); err != nil {
			return fmt.Errorf("run %s: %w", strings.Join(step.command[:2], " "), err)
		}
	}
	var sums strings.Builder
	write := func(name string, data []byte) error {
		sum := sha256.Sum256(data)
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), name)
		return os.WriteFile(filepath.Join(out, name), data, 0o644)
	}
	for _, part := range []struct{ name, from string }{
		{"engine.wasm.gz", enginePath}, {"program.wasm.gz", program}, {"worker.js.gz", worker},
	} {
		data, err := packed(part.from)
		if err == nil {
			err = write(part.name, data)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", part.name, err)
		}
	}
	digest, err := selfcheck.Digest()
	if err != nil {
		return err
	}
	if err := write("PROGRAM", []byte(digest)); err != nil {
		return fmt.Errorf("write PROGRAM: %w", err)
	}
	fmt.Print(sums.String())
	if err := os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644); err != nil {
		return fmt.Errorf("write sums: %w", err)
	}
	return nil
}

// packed is a file by gzip, without its name and time.
func packed(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
