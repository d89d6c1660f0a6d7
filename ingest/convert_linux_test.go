package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/samples/tier"
)

// needSandbox skips a test where the system grants no namespaces.
func needSandbox(t *testing.T) {
	t.Helper()
	limits := DefaultLimits()
	pretend(t, "echo x >out/in.xlsx")
	if _, err := Convert(t.Context(), nil, ".xls", limits); err != nil {
		fmt.Fprintf(os.Stderr, "SKIPPED %s: no sandbox here: %v\n", t.Name(), err)
		t.Skipf("no sandbox here: %v", err)
	}
}

// pretend puts a script in the place of soffice. It runs in the child's folder.
func pretend(t *testing.T, script string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "hengji-pretend-") // t.TempDir is closed to the child's user
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "soffice"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
}

const mixedRows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>换行
 &amp; 前后 </t></is></c></row>` +
	`<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>1294.6</v></c><c r="C3" s="1"><v>44197</v></c><c r="D3" t="b"><v>1</v></c></row>` +
	`<row r="4"><c r="B4"><v>-0.5</v></c><c r="C4"><v>123456789012345</v></c><c r="D4"><f>B4*2</f><v>-1</v></c></row>` +
	`<row r="5"><c r="A5" t="inlineStr"><is><t>00123</t></is></c><c r="B5" s="3"><v>0.125</v></c><c r="D5"><f>B5*2</f><v>0.25</v></c></row>` +
	`<row r="70"><c r="A70"><f>SUM(B3:B5)</f><v>1294.225</v></c></row>`

// values is what a reader takes from a workbook, a cell a line: numbers in lowest
// terms, dates marked, blank rows and looks left out. LibreOffice writes a boolean
// as the formula TRUE(), so those of booleans are left out too.
func values(t *testing.T, sub *hengji.Submission) string {
	t.Helper()
	var b strings.Builder
	for _, sheet := range sub.Sheets {
		fmt.Fprintf(&b, "sheet %s %v\n", sheet.Name, sheet.Merges)
		for row, err := range sheet.Rows {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				text := fmt.Sprintf("%q", c.Text)
				if number, ok := new(big.Rat).SetString(c.Text); ok && c.Kind == hengji.CellNumber {
					text = number.RatString()
				}
				fmt.Fprintf(&b, "%s %d %s date=%v formula=%v\n", hengji.CellName(row.Number, int(c.Column)), c.Kind, text,
					c.Format == hengji.FormatDate, c.Flags&hengji.HasFormula != 0 && c.Kind != hengji.CellBoolean)
			}
		}
	}
	return b.String()
}

func TestWorkbooksOfOtherFormatsComeBackWithEqualCells(t *testing.T) {
	needOffice(t)
	second := strings.Replace(sheetXML(`<row r="2"><c r="B2" t="s"><v>1</v></c></row>`), `</sheetData>`,
		`</sheetData><mergeCells><mergeCell ref="B2:C4"/></mergeCells>`, 1)
	original := pack(t, parts(sheetXML(mixedRows), second))
	sub, err := Open("a.xlsx", original, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := values(t, sub)
	real := os.Getenv("PATH")
	needSandbox(t)
	t.Setenv("PATH", real)
	saved := map[string][]byte{}
	for file, made := range map[string]struct {
		format, extension string
		asked             bool // what districts use in make test
	}{
		"a.xls": {"xls", ".xls", tier.All}, "b.et": {"xls", ".xls", true}, "c.ods": {"ods", ".ods", tier.More}, "d.fods": {"fods", ".fods", tier.All},
	} {
		if !made.asked {
			continue
		}
		if saved["a."+made.format] == nil {
			maps.Copy(saved, saveAs(t, map[string][]byte{"a.xlsx": original}, made.format))
		}
		t.Run(file, func(t *testing.T) {
			data := saved["a."+made.format]
			if _, err := Open(file, data, DefaultLimits()); err == nil {
				t.Fatal("read without converting")
			}
			sub, err := OpenOrConvert(t.Context(), file, data, DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, values(t, sub)); diff != "" {
				t.Errorf("-original +converted:\n%s", diff)
			}
			if sub.File != file || sub.SHA256 != sha256Hex(data) {
				t.Errorf("file %s, SHA-256 %s: not those of what was received", sub.File, sub.SHA256)
			}
			if len(sub.Remarks) != 1 || sub.Remarks[0].Rule != "FILE-CONVERTED" || sub.Remarks[0].Want != made.extension ||
				!strings.HasPrefix(sub.Remarks[0].Got, "LibreOffice ") {
				t.Errorf("remarks %+v", sub.Remarks)
			}
			got := sub.Sheets[0].Remarks
			if len(got) != 1 || got[0].Rule != "FORMULA-CONVERTED" || got[0].Got != "D3:D5、A70" || got[0].Sheet != "Sheet1" {
				t.Errorf("remarks of the sheet: %+v", got)
			}
		})
	}
}

func TestAWorkbookThatNeedsNoConvertingIsOpenedAsItIs(t *testing.T) {
	pretend(t, "echo wrong >out/in.xlsx")
	sub, err := OpenOrConvert(t.Context(), "a.xlsx", packRows(t, plainRows(2)), DefaultLimits())
	if err != nil || len(sub.Remarks) != 0 {
		t.Errorf("%v %+v", err, sub)
	}
	if _, err := OpenOrConvert(t.Context(), "a.xlsx", []byte("a,b\n"), DefaultLimits()); refusal(t, err).Rule != "FILE-CSV" {
		t.Errorf("got %v", err)
	}
}

// TestAFailedConversionKeepsTheRefusal lets the converter fail in every way.
func TestAFailedConversionKeepsTheRefusal(t *testing.T) {
	needSandbox(t)
	limits := DefaultLimits()
	limits.ConvertSeconds, limits.FileBytes = 2, 1<<20
	for name, c := range map[string]struct{ script, want string }{
		"nothing made":             {"exit 0", "转换没有结果"},
		"exit 1":                   {"exit 1", "转换程序出错"},
		"killed":                   {"kill -SEGV $$; exit 1", "转换程序出错"},
		"hangs":                    {"sleep 100", "超过 2 秒"},
		"hangs in a child":         {"(trap '' TERM HUP; sleep 100) & (setsid sleep 100) & wait", "超过 2 秒"},
		"burns the processor":      {"while :; do :; done", ""},
		"no workbook":              {"echo no >out/in.xlsx", "转换结果不能读取"},
		"not .xlsx":                {"cp in.xls out/in.xlsx", "转换结果不能读取"},
		"a link out":               {"ln -s /etc/passwd out/in.xlsx", "转换没有结果"},
		"a link above":             {"rmdir out; ln -s /etc out", "转换没有结果"},
		"a pipe":                   {"mkfifo out/in.xlsx", "转换没有结果"},
		"a folder":                 {"mkdir out/in.xlsx", "转换没有结果"},
		"endless output":           {"exec cat /dev/zero >out/in.xlsx", "转换"},
		"endless memory":           {`a=aaaaaaaaaaaaaaaa; while :; do a="$a$a"; done`, "转换程序出错"},
		"spoils what it was given": {"echo x >in.xls; rm -f in.xls; exit 3", "转换程序出错"},
	} {
		t.Run(name, func(t *testing.T) {
			pretend(t, c.script)
			limits := limits
			if name == "endless memory" {
				limits.ConvertMemory, limits.ConvertSeconds = 256<<20, 30
			}
			start := time.Now()
			_, err := OpenOrConvert(t.Context(), "a.xls", compound("Workbook"), limits)
			if r := refusal(t, err); r.Rule != "FILE-LEGACY-XLS" || !strings.Contains(r.Got, c.want) {
				t.Errorf("got %v, want FILE-LEGACY-XLS %s", r, c.want)
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "hengji-convert-*"))
	if err != nil || len(left) > 0 {
		t.Logf("folders left, perhaps of another run: %v %v", left, err)
	}
}

func TestTheConverterIsShutIn(t *testing.T) {
	needSandbox(t)
	pretend(t, `{ grep -c : /proc/net/dev; id -u; env | cut -d= -f1 | sort | tr '\n' ' '; echo; echo "$$"; ls; ulimit -v; } >out/in.xlsx`)
	t.Setenv("HENGJI_SECRET", "x")
	got, err := Convert(t.Context(), []byte("x"), ".ods", DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	user := os.Getuid()
	if user == 0 {
		user = nobody
	}
	want := fmt.Sprintf("1\n%d\nHOME LANG PATH PWD SAL_USE_VCLPLUGIN TMPDIR \n1\nin.ods\nout\nprofile\n%d\n", user, DefaultLimits().ConvertMemory>>10)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("one network interface (lo), nobody, our environment, first process, its folder (-want +got):\n%s", diff)
	}
}

func TestConvertingEndsWithTheRun(t *testing.T) {
	needSandbox(t)
	pretend(t, "sleep 100")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := OpenOrConvert(ctx, "a.xls", compound("Workbook"), DefaultLimits())
	if isRefusal(err) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 10*time.Second {
		t.Errorf("got %v after %v, want the end of the run", err, time.Since(start))
	}
}

func TestWithoutAConverterTheRefusalSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := OpenOrConvert(t.Context(), "a.xls", compound("Workbook"), DefaultLimits())
	if r := refusal(t, err); r.Rule != "FILE-LEGACY-XLS" || r.Got != "未能转换：没有安装 LibreOffice" {
		t.Errorf("got %v", r)
	}
}

func TestFormulaCellsAreListedInRuns(t *testing.T) {
	var rows bytes.Buffer
	for r := 1; r <= 60; r++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="B%d"><f>1</f><v>1</v></c>`, r, r)
		if r%2 == 1 {
			fmt.Fprintf(&rows, `<c r="C%d"><f>1</f></c>`, r)
		}
		rows.WriteString(`</row>`)
	}
	sub, err := Open("a.xlsx", packRows(t, rows.String()), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	got, err := formulaCells(sub.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(got, "B1:B60、C1、C3、C5、") || !strings.HasSuffix(got, "、C37 等 90 格") {
		t.Errorf("got %s", got)
	}
}

// TestFormulasOfConvertedWorkbooksAreReckonedAnew holds what FORMULA-CONVERTED is
// for: it is not the value last saved that is read.
func TestFormulasOfConvertedWorkbooksAreReckonedAnew(t *testing.T) {
	needOffice(t)
	real := os.Getenv("PATH")
	needSandbox(t)
	t.Setenv("PATH", real)
	book := `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"` +
		` office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">` +
		`<office:body><office:spreadsheet><table:table table:name="S"><table:table-row>` +
		`<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="777"/>` +
		`</table:table-row></table:table></office:spreadsheet></office:body></office:document>`
	sub, err := OpenOrConvert(t.Context(), "a.fods", []byte(book), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if got := values(t, sub); got != "sheet S []\nA1 1 2 date=false formula=true\n" {
		t.Errorf("got %s", got)
	}
	if len(sub.Sheets[0].Remarks) != 1 || sub.Sheets[0].Remarks[0].Got != "A1" {
		t.Errorf("remarks %+v", sub.Sheets[0].Remarks)
	}
}
