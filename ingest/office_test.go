package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hengji"
)

// needOffice skips a test where LibreOffice is not installed, and says so where
// `go test` would hide it.
func needOffice(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil {
		fmt.Fprintf(os.Stderr, "SKIPPED %s: soffice (LibreOffice) is not on PATH\n", t.Name())
		t.Skip("soffice (LibreOffice) is not on PATH")
	}
}

// saveAs has LibreOffice write workbooks (name → bytes) in another format and gives
// the files that it made.
func saveAs(t *testing.T, workbooks map[string][]byte, format string) map[string][]byte {
	t.Helper()
	folder := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + folder + "/profile", "--headless", "--convert-to", format, "--outdir", filepath.Join(folder, "out")}
	for name, data := range workbooks {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if output, err := exec.CommandContext(t.Context(), "soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	files, err := os.ReadDir(filepath.Join(folder, "out"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing was made (%v)", err)
	}
	made := map[string][]byte{}
	for _, file := range files {
		if made[file.Name()], err = os.ReadFile(filepath.Join(folder, "out", file.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// TestGeneratedWorkbooksReadAsLibreOfficeReadsThem compares every cell with the CSV
// that LibreOffice makes of the same file. It writes what its input line would show:
// booleans as TRUE and FALSE, dates as 05/04/2021, percentages times 100 with %,
// numbers in up to 15 digits. That much is undone; nothing else may differ. Escapes
// (_x0041_) are left out: Excel decodes them, LibreOffice 7.4 shows them.
func TestGeneratedWorkbooksReadAsLibreOfficeReadsThem(t *testing.T) {
	needOffice(t)
	random := seeded(t)
	workbooks := map[string][]byte{}
	for i := range 6 {
		files := parts(sheetXML(randomRows(random)), sheetXML(randomRows(random)))
		workbooks[fmt.Sprintf("w%d.xlsx", i)] = pack(t, with(files, "xl/sharedStrings.xml", stringsXML(officeTexts...)))
	}
	made := saveAs(t, workbooks, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1")
	cells := 0
	for name, data := range workbooks {
		sub, err := Open(name, data, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range sub.Sheets {
			file := strings.TrimSuffix(name, ".xlsx") + "-" + sheet.Name + ".csv"
			records := csv.NewReader(bytes.NewReader(made[file]))
			records.FieldsPerRecord = -1
			theirs, err := records.ReadAll()
			if err != nil || len(theirs) == 0 {
				t.Fatalf("%s: %d records, %v", file, len(theirs), err)
			}
			ours := map[string]*hengji.Cell{}
			for row, err := range sheet.Rows {
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range row.Cells {
					ours[hengji.CellName(row.Number, int(c.Column))] = &c
				}
			}
			cells += len(ours)
			for r, record := range theirs {
				for c, text := range record {
					at := hengji.CellName(r+1, c+1)
					if !sameAsOffice(ours[at], text) {
						t.Errorf("%s %s: ours %+v, LibreOffice %q", file, at, ours[at], text)
					}
					delete(ours, at)
				}
			}
			for at, c := range ours {
				t.Errorf("%s %s: only ours: %+v", file, at, c)
			}
		}
	}
	if cells < 500 {
		t.Errorf("only %d cells were compared", cells)
	}
}

var officeTexts = []string{"项目编号", "00123", "a,\"b\"", "换行\n第二行", " 前后 ", "&lt;&amp;&gt;", "2021-05-04", "1,294.60", "=A1", "TRUE", "—", "１２３"}

// randomRows are cells of every kind, in the ways in which programs write them.
func randomRows(random *rand.Rand) string {
	var b strings.Builder
	for r, rows := 1, 20+random.IntN(40); r <= rows; r += 1 + random.IntN(2) {
		fmt.Fprintf(&b, `<row r="%d">`, r)
		for c := 1; c <= 12; c += 1 + random.IntN(2) {
			at := hengji.CellName(r, c)
			text := officeTexts[random.IntN(len(officeTexts))]
			number := fmt.Sprintf("%d.%0*d", random.IntN(1_000_000), 1+random.IntN(4), random.IntN(10))
			switch random.IntN(10) {
			case 0, 1:
				fmt.Fprintf(&b, `<c r="%s" t="s"><v>%d</v></c>`, at, random.IntN(len(officeTexts)))
			case 2:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, text)
			case 3:
				fmt.Fprintf(&b, `<c r="%s" s="4" t="inlineStr"><is><r><t>%s</t></r><r><t>尾</t></r></is></c>`, at, text)
			case 4:
				fmt.Fprintf(&b, `<c r="%s" s="2"><v>%s</v></c>`, at, number)
			case 5:
				fmt.Fprintf(&b, `<c r="%s"><v>-%dE-3</v></c>`, at, 1+random.IntN(100_000))
			case 6:
				fmt.Fprintf(&b, `<c r="%s" s="1"><v>%d</v></c>`, at, 36526+random.IntN(10_000))
			case 7:
				fmt.Fprintf(&b, `<c r="%s" s="3"><v>0.%02d</v></c>`, at, 1+random.IntN(99))
			case 8:
				fmt.Fprintf(&b, `<c r="%s" t="b"><v>%d</v></c>`, at, random.IntN(2))
			case 9:
				n := random.IntN(1000)
				fmt.Fprintf(&b, `<c r="%s"><f>%d*2</f><v>%d</v></c>`, at, n, 2*n)
			}
		}
		b.WriteString(`</row>`)
	}
	return b.String()
}

// sameAsOffice reports whether a cell (nil: a blank) is what LibreOffice wrote.
func sameAsOffice(c *hengji.Cell, theirs string) bool {
	if c == nil {
		return theirs == ""
	}
	switch c.Kind {
	case hengji.CellBoolean:
		return theirs == map[string]string{"1": "TRUE", "0": "FALSE"}[c.Text]
	case hengji.CellNumber:
		ours, ok := new(big.Rat).SetString(c.Text)
		if !ok {
			return false
		}
		if c.Format == hengji.FormatDate {
			day, err := time.Parse("01/02/2006", theirs)
			if err != nil {
				return false
			}
			theirs = fmt.Sprint(int(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24))
		}
		if percent, ok := strings.CutSuffix(theirs, "%"); ok && c.Format == hengji.FormatPercent {
			theirs, ours = percent, ours.Mul(ours, big.NewRat(100, 1))
		}
		number, ok := new(big.Rat).SetString(theirs)
		return ok && ours.Cmp(number) == 0
	}
	return c.Text == theirs
}
