package torture

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// secrets are numbers of somebody, each in a way in which people write it. The
// middles are what must be seen nowhere: in no output of any kind.
var secrets = []struct{ text, middle string }{
	{"身份证430421198001011239", "19800101"},
	{"手机 138-4747-1111", "4747"},
	{"１３９５８５８２２２２", "5858"},
	{"开户行：工行，账号：6222026363011122237", "636301"},
	{"办公室0734-8689133转2", "868913"},
	{"TEL13768683333", "6868"},
}

// Numbers of persons stand in every text cell, in the names of sheets, files and
// folders, beside explanations and in a header. The database, the returns of
// everybody, logs, run.json and the streams hold none in full; the archive and
// the cells of the district's own workbook do.
func TestPersonalNumbersAreInNoOutput(t *testing.T) {
	t.Parallel()
	inbox := inboxOf(t, some)
	plant(t, inbox, "耒阳市")
	home := filepath.Join(fresh(t), "var")
	told := call(t, "run", "--inbox", inbox, "--home", home, "--now", firstNight)
	if told.code != 3 {
		t.Fatalf("exit %d: %s", told.code, told.stderr)
	}
	again := call(t, "run", "--inbox", inbox, "--home", home, "--now", secondNight, "--json")
	outputs := map[string]string{"stdout": told.stdout, "stderr": told.stderr, "stdout of --json": again.stdout}
	planted := filepath.Join(inbox, "耒阳市", plantedName)
	checked := call(t, "check", planted)
	outputs["check"], outputs["check, stderr"] = checked.stdout, checked.stderr
	outputs["check --json"] = call(t, "check", "--json", planted).stdout
	outputs["status"] = call(t, "status", "--home", home).stdout
	for _, table := range strings.Fields(query(t, home, `SELECT DISTINCT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('ref','stg','core','mart','dq','meta')`)) {
		outputs["table "+table] = call(t, "query", "--home", home, "--format", "csv", "FROM "+table).stdout
	}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		inside, _ := filepath.Rel(home, path)
		outputs["name of "+inside] = inside
		if err != nil || entry.IsDir() || strings.HasPrefix(inside, "archive") || strings.HasSuffix(path, ".duckdb") {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.HasSuffix(path, ".xlsx") {
			outputs[inside] = unzipped(t, data, !strings.Contains(inside, "耒阳市"))
		} else {
			outputs[inside] = html.UnescapeString(string(data))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(outputs) < 60 {
		t.Fatalf("only %d outputs were looked at", len(outputs))
	}
	for name, text := range outputs {
		narrow := strings.NewReplacer(" ", "", "-", "", "－", "").Replace(digitsNarrow(text))
		for _, secret := range secrets {
			for _, hay := range []string{narrow, digitsNarrow(text)} {
				if at := strings.Index(hay, secret.middle); at >= 0 && !plainNumber(hay, at) {
					t.Errorf("%s tells %s: …%s…", name, secret.middle, hay[max(at-60, 0):min(at+40, len(hay))])
					break
				}
			}
		}
	}
	if rows := query(t, home, "SELECT count(*) FROM stg.allocation WHERE remarks LIKE '%430***********1239%'"); rows == "0" {
		t.Error("what was planted did not arrive: no remark holds the masked number")
	}
	// The sheet's findings still find their cells: the own workbook is marked, and holds what it held.
	returned, err := filepath.Glob(filepath.Join(home, "returns", "耒阳市", "*_审核反馈.xlsx"))
	if err != nil || len(returned) != 1 {
		t.Fatalf("returns of 耒阳市: %q", returned)
	}
	data, err := os.ReadFile(returned[0])
	if err != nil {
		t.Fatal(err)
	}
	if own := unzipped(t, data, true); !strings.Contains(own, "430421198001011239") || !strings.Contains(own, "conditionalFormatting") {
		t.Error("the district's own cells were changed, or not marked")
	}
}

const plantedName = "张三13847471111的430421198001011239.xlsx"

// plant writes numbers into every text cell that no check looks at closely, and
// into the names around them.
func plant(t *testing.T, inbox, region string) {
	t.Helper()
	book, err := excelize.OpenFile(sample(region))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	n := 0
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, text := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				kind, _ := book.GetCellType(sheet, cell)
				formula, _ := book.GetCellFormula(sheet, cell)
				label := r < 4 || sheet == "封面" && c%2 == 0 || text == "合计" || sheet == "项目资金安排表" && c == 1 || sheet == "资金执行情况表" && c == 1 || sheet == "绩效指标表" && c <= 1
				if kind == excelize.CellTypeNumber || formula != "" || strings.Trim(text, "0123456789.") == "" || label {
					continue
				}
				n++
				if err := book.SetCellValue(sheet, cell, text+"，"+secrets[n%len(secrets)].text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for cell, text := range map[string]string{"O8": secrets[0].text, "P4": "经办人13847471111", "B6": "43042119800101" + "1239"} {
		if err := book.SetCellValue("项目资金安排表", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetSheetName("资金执行情况表", "执行13847471111"); err != nil {
		t.Fatal(err)
	}
	if n < 50 {
		t.Fatalf("only %d cells were planted", n)
	}
	folder := filepath.Join(inbox, region)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := book.SaveAs(filepath.Join(folder, plantedName)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"~$打开13847471111.xlsx", "打开13847471111.xlsx", "扫描430421198001011239.pdf", "没人的/13958582222.xlsx"} {
		file := filepath.Join(folder, name)
		if strings.Contains(name, "/") {
			file = filepath.Join(inbox, "李四13768683333", filepath.Base(name))
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("no workbook "+name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	age(t, inbox)
	// Somebody has that file open: it is not received yet. (An owner file older than a day
	// keeps nothing back.)
	now := time.Now()
	if err := os.Chtimes(filepath.Join(folder, "~$打开13847471111.xlsx"), now, now); err != nil {
		t.Fatal(err)
	}
}

// unzipped is the text of a workbook's parts: with cells all of them, without
// only those that hold our words and not the district's.
func unzipped(t *testing.T, data []byte, cells bool) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, part := range archive.File {
		if !cells && !strings.Contains(part.Name, "comments") {
			continue
		}
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&all, html.UnescapeString(string(text)))
	}
	return all.String()
}

func digitsNarrow(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, text)
}

// plainNumber is true of digits that stand in a hash, a time or the like by chance:
// stuck to letters of one.
func plainNumber(text string, at int) bool {
	from, to := at, at
	inside := func(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == '.' }
	for from > 0 && inside(text[from-1]) {
		from--
	}
	for to < len(text) && inside(text[to]) {
		to++
	}
	return to-from >= 15 && strings.ContainsAny(text[from:to], "abcdef.") && !slices.Contains([]string{"430421198001011239"}, text[from:to])
}
