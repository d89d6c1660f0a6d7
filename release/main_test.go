package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// What two releases of one source would differ in otherwise; the builds themselves are
// compared by `make release-twice`, which takes minutes.
func TestTheListOfModulesIsTheSameHoweverTheyAreOrdered(t *testing.T) {
	one, other := &debug.Module{Path: "a.b/c", Version: "v1.2.3", Sum: "h1:x"}, &debug.Module{Path: "a.b/a", Version: "v0.1.0", Replace: &debug.Module{Path: "d.e/f", Version: "v2.0.0"}}
	first, err := bom(&debug.BuildInfo{GoVersion: "go1.26", Deps: []*debug.Module{one, other}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := bom(&debug.BuildInfo{GoVersion: "go1.26", Deps: []*debug.Module{other, one}})
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("%v\n%s\n%s", err, first, second)
	}
	var read struct {
		BomFormat  string
		Components []struct{ Purl string }
	}
	if err := json.Unmarshal(first, &read); err != nil || read.BomFormat != "CycloneDX" {
		t.Fatalf("%v: %s", err, first)
	}
	var urls []string
	for _, c := range read.Components {
		urls = append(urls, c.Purl)
	}
	if got := strings.Join(urls, " "); got != "pkg:golang/a.b/c@v1.2.3 pkg:golang/d.e/f@v2.0.0 pkg:golang/std@1.26" {
		t.Error(got)
	}
}

func TestTheSumsAreSigned(t *testing.T) {
	out := t.TempDir()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8 := func(key any) string {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "key.pem")
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, err := readKey(pkcs8(private))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "hengji"), []byte("program"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := finish(out, []string{"hengji"}, key); err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(out, sumsFile))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := os.ReadFile(filepath.Join(out, sumsFile+".sig"))
	if err != nil || !ed25519.Verify(public, sums, signature) || ed25519.Verify(public, append(sums, ' '), signature) {
		t.Errorf("%v: the signature is not one of the sums\n%s", err, sums)
	}
	if err := finish(out, []string{"hengji"}, nil); err != nil { // unsigned now: the old one must not stay
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, sumsFile+".sig")); !os.IsNotExist(err) {
		t.Errorf("an old signature stays: %v", err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readKey(pkcs8(weak)); err == nil || !strings.Contains(err.Error(), "not ed25519") {
		t.Errorf("an RSA key: %v", err)
	}
}
