package selfcheck

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"hengji/ingest"
	"hengji/load"
)

// Settings are what a page is made for.
type Settings struct {
	Version string // of the program
	Program string // hengji.ProgramDigest of it
	Rules   string // their fingerprint
	Period  string
	Periods []load.Period
	Region  string // "" for whoever opens it
	Words   string // the period in words
	Due     string // the last day that is in time, "" where none is set
	Limits  ingest.Limits
}

// FileName is that of the page.
const FileName = "自查.html"

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// policy allows the page its own script, its worker and nothing beyond the file.
func policy() string {
	sum := sha256.Sum256([]byte(pageScript))
	return "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
}

// Write makes a page. rules are the files of a folder of rules, as a zip; nothing for
// those that the program carries. The same input gives the same bytes.
func Write(w io.Writer, kit *Kit, s Settings, rules []byte) error {
	settings, err := json.Marshal(s) // escapes what could end a script
	if err != nil {
		return fmt.Errorf("make %s: %w", FileName, err)
	}
	b64 := base64.StdEncoding.EncodeToString
	_, err = strings.NewReplacer(
		"{{policy}}", policy(), "{{style}}", pageStyle, "{{script}}", pageScript, "{{settings}}", string(settings),
		"{{rules}}", b64(rules), "{{worker}}", b64(kit.parts["worker.js.gz"]),
		"{{engine}}", b64(kit.parts["engine.wasm.gz"]), "{{program}}", b64(kit.parts["program.wasm.gz"]),
	).WriteString(w, pageText)
	if err != nil {
		return fmt.Errorf("write %s: %w", FileName, err)
	}
	return nil
}
