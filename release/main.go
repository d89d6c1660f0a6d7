// Release makes what others install: the program for Linux, linked statically, with the
// sums of the files, the list of the modules in it, and a signature where a key is given.
// Out go files that are the same bytes wherever and whenever they are made of one source by
// one toolchain. It refuses a key that is not ed25519, and makes nothing for a system that it
// has no C++ compiler for.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"hengji"
)

func main() {
	out := flag.String("out", "dist", "folder to write into")
	key := flag.String("key", "", "ed25519 private key, PKCS #8 as PEM, to sign the sums with")
	flag.Parse()
	if err := release(*out, *key); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// targets are the systems with their C++ compilers (Debian's names), and how they link. The
// libc.a for arm64 is compiled for a small table of addresses, which DuckDB's is not: only
// libc itself stays outside of the program there.
var targets = []struct{ arch, cc, cxx, link string }{
	{"amd64", "x86_64-linux-gnu-gcc", "x86_64-linux-gnu-g++", "-static"},
	{"arm64", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "-static-libgcc -static-libstdc++"},
}

func release(out, keyFile string) error {
	var key ed25519.PrivateKey
	if keyFile != "" { // a wrong key is told before minutes of building
		var err error
		if key, err = readKey(keyFile); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	var made []string
	for _, t := range targets {
		if _, err := exec.LookPath(t.cxx); err != nil {
			fmt.Printf("linux/%s\tnot made: there is no %s\n", t.arch, t.cxx)
			continue
		}
		name := "hengji-" + hengji.Version + "-linux-" + t.arch
		if err := build(filepath.Join(out, name), t.arch, t.cc, t.cxx, t.link); err != nil {
			return err
		}
		made = append(made, name)
	}
	if len(made) == 0 {
		return errors.New("there is no compiler for any system")
	}
	// The modules are the same on every system.
	info, err := buildinfo.ReadFile(filepath.Join(out, made[0]))
	if err != nil {
		return fmt.Errorf("read modules of %s: %w", made[0], err)
	}
	text, err := bom(info)
	if err == nil {
		err = os.WriteFile(filepath.Join(out, bomFile), text, 0o644)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", bomFile, err)
	}
	return finish(out, append(made, bomFile), key)
}

// build links the program, statically where that is possible. What would differ between two folders or two
// machines is left out: paths, the state of version control, ids of the build.
func build(path, arch, cc, cxx, link string) error {
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", "netgo,osusergo",
		"-ldflags", "-s -w -buildid= -linkmode external -extldflags '"+link+" -Wl,--build-id=none'", "-o", path, "./cmd/hengji")
	command.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS=linux", "GOARCH="+arch, "CC="+cc, "CXX="+cxx)
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("build for linux/%s: %w", arch, err)
	}
	return nil
}

const (
	bomFile  = "hengji.cdx.json"
	sumsFile = "SHA256SUMS"
)

// bom lists the modules of a program in CycloneDX 1.5, without a serial number and a time:
// the same modules are the same bytes.
func bom(info *debug.BuildInfo) ([]byte, error) {
	type property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	type component struct {
		Type       string     `json:"type"`
		Name       string     `json:"name"`
		Version    string     `json:"version"`
		URL        string     `json:"purl"`
		Properties []property `json:"properties,omitempty"`
	}
	list := []component{{Type: "platform", Name: "go", Version: strings.TrimPrefix(info.GoVersion, "go"), URL: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")}}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		list = append(list, component{
			Type: "library", Name: module.Path, Version: module.Version, URL: "pkg:golang/" + module.Path + "@" + module.Version,
			Properties: []property{{"go.sum", module.Sum}},
		})
	}
	slices.SortFunc(list, func(a, b component) int { return strings.Compare(a.URL, b.URL) })
	return json.MarshalIndent(map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
		"metadata":   map[string]any{"component": component{Type: "application", Name: "hengji", Version: hengji.Version, URL: "pkg:golang/hengji@" + hengji.Version}},
		"components": list,
	}, "", "  ")
}

// finish writes the sums of the files, as sha256sum reads them, and signs those.
func finish(out string, names []string, key ed25519.PrivateKey) error {
	var sums bytes.Buffer
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			return fmt.Errorf("sum %s: %w", name, err)
		}
		sum := sha256.Sum256(content)
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	}
	fmt.Print(sums.String())
	if err := os.WriteFile(filepath.Join(out, sumsFile), sums.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write sums: %w", err)
	}
	signature := filepath.Join(out, sumsFile+".sig")
	if key == nil { // one of an earlier run would be of other sums
		if err := os.Remove(signature); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove old signature: %w", err)
		}
		return nil
	}
	if err := os.WriteFile(signature, ed25519.Sign(key, sums.Bytes()), 0o644); err != nil {
		return fmt.Errorf("write signature: %w", err)
	}
	return nil
}

func readKey(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("read key %s: it is no PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", path, err)
	}
	key, is := parsed.(ed25519.PrivateKey)
	if !is {
		return nil, fmt.Errorf("read key %s: it is %T, not ed25519", path, parsed)
	}
	return key, nil
}
