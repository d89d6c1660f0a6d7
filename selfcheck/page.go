//go:build !js

package selfcheck

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

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

// Page is a page that can be written.
type Page struct {
	Settings Settings

	kit   *Kit
	rules []byte // rule files as a zip
}

// newPage numbers a page. The same input gives the same bytes.
func newPage(kit *Kit, s Settings, rules []byte) (*Page, error) {
	settings, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", FileName, err)
	}
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(kit.sums), settings, rules, []byte(pageText), []byte(pageStyle), []byte(pageScript)} {
		fmt.Fprintf(sum, "%d ", len(part))
		sum.Write(part)
	}
	s.Page = hex.EncodeToString(sum.Sum(nil))[:numberDigits]
	return &Page{Settings: s, kit: kit, rules: rules}, nil
}

// WriteTo writes the page, and says how many bytes it has.
func (p *Page) WriteTo(w io.Writer) (int64, error) {
	settings, err := json.Marshal(p.Settings) // escapes what could end a script
	if err != nil {
		return 0, fmt.Errorf("make %s: %w", FileName, err)
	}
	b64 := base64.StdEncoding.EncodeToString
	n, err := strings.NewReplacer(
		"{{policy}}", policy(), "{{style}}", pageStyle, "{{script}}", pageScript, "{{settings}}", string(settings),
		"{{rules}}", b64(p.rules), "{{worker}}", b64(p.kit.parts["worker.js.gz"]),
		"{{engine}}", b64(p.kit.parts["engine.wasm.gz"]), "{{program}}", b64(p.kit.parts["program.wasm.gz"]),
	).WriteString(w, pageText)
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", FileName, err)
	}
	return int64(n), nil
}
