package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji"
)

func TestTwoRunsMakeTheSameBytes(t *testing.T) {
	first := made(t)
	second, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range first {
		if f.path != second[i].path || !bytes.Equal(f.data, second[i].data) {
			t.Errorf("%s differs between two runs", f.path)
		}
	}
}

var once = sync.OnceValues(samples)

func made(t *testing.T) []file {
	t.Helper()
	files, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Compared part by part: another Go may compress the same content otherwise.
func TestCommittedFilesAreThoseTheProgramMakes(t *testing.T) {
	for _, f := range made(t) {
		committed, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(f.path)))
		if err != nil {
			t.Error(err)
			continue
		}
		want, wantErr := partsOf(f.data)
		got, gotErr := partsOf(committed)
		if (gotErr == nil) != (wantErr == nil) {
			t.Errorf("%s: committed reads %v, made reads %v", f.path, gotErr, wantErr)
		}
		if wantErr != nil { // not a zip, or a broken one: only what is no zip has bytes of its own
			if !bytes.HasPrefix(f.data, []byte("PK")) && !bytes.Equal(committed, f.data) {
				t.Errorf("%s differs from what the program makes", f.path)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs from what the program makes (-made +committed):\n%.2000s", f.path, diff)
		}
	}
}

func partsOf(data []byte) (map[string]string, error) {
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, f := range in.File {
		content, err := readPart(f)
		if err != nil {
			return nil, err
		}
		parts[f.Name] = string(content)
	}
	return parts, nil
}

// The reader here knows nothing of the generator: it looks for a label that
// means the amount and adds up below it wherever a project code stands.
func TestWorkbooksGiveThePublishedCountsAndAmounts(t *testing.T) {
	want := publishedFigures(t)
	code := regexp.MustCompile(`^2021[A-Z]{2}\d{3}$`)
	amountLabel := regexp.MustCompile(`^(安排金额|金额|安排资金|下达金额)（万元）$`)
	codeLabel := regexp.MustCompile(`^(项目编号|立项编号)$`)
	fold := strings.NewReplacer(" ", "", "\n", "", "\u3000", "", "(", "（", ")", "）")
	seen := map[string]string{}

	var projects int
	var total hengji.Decimal
	files, err := filepath.Glob("../2021/inbox/*/*_*.xlsx") // the department's lists no projects
	if err != nil || len(files) != 17 {
		t.Fatalf("%d workbooks in the inbox (%v), want 17", len(files), err)
	}
	for _, path := range files {
		region := filepath.Base(filepath.Dir(path))
		if got := filepath.Base(path); got != "2021年度市级科技专项资金绩效自评_"+region+".xlsx" {
			t.Errorf("%s lies in the folder of %s", got, region)
		}
		book, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		n, sum := 0, hengji.Decimal(0)
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			codeColumn, amountColumn := -1, -1
			for _, row := range rows {
				for i, cell := range row {
					switch label := fold.Replace(cell); {
					case codeLabel.MatchString(label):
						codeColumn = i
					case amountLabel.MatchString(label):
						amountColumn = i
					}
				}
				if codeColumn < 0 || amountColumn < 0 || len(row) <= codeColumn || !code.MatchString(row[codeColumn]) {
					continue
				}
				n++
				if other := seen[row[codeColumn]]; other != "" {
					t.Errorf("%s stands in %s and in %s", row[codeColumn], other, region)
				}
				seen[row[codeColumn]] = region
				if row[amountColumn] == "" { // one 指导性计划 has no figure
					continue
				}
				amount, _, err := hengji.ParseDecimal(row[amountColumn])
				if err != nil {
					t.Errorf("%s %s %s: %v", region, row[codeColumn], row[amountColumn], err)
				}
				sum += amount
			}
		}
		if got := strconv.Itoa(n) + " " + sum.String(); got != want[region] {
			t.Errorf("%s gives %s, published are %s", region, got, want[region])
		}
		projects += n
		total += sum
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
	if projects != 168 || total != whole(2201) {
		t.Errorf("all regions give %d projects and %s 万元, published are 168 and 2201", projects, total)
	}
}

func publishedFigures(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, row := range codeList(t, "regions") {
		names[row[0]] = row[1]
	}
	want := map[string]string{}
	for _, row := range codeList(t, "control_figures") {
		if row[0] == "2021" {
			want[names[row[1]]] = row[2] + " " + row[3]
		}
	}
	if len(want) != 17 {
		t.Fatalf("control figures of %d regions, want 17", len(want))
	}
	return want
}

func codeList(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("../../schema/codes/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestEveryWorkbookSaysThatItIsASample(t *testing.T) {
	for _, f := range made(t) {
		if !strings.HasPrefix(f.path, "2021/") {
			continue
		}
		parts, err := partsOf(f.data)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(parts["xl/sharedStrings.xml"], "本工作簿为示例数据") {
			t.Errorf("%s does not say that it is a sample", f.path)
		}
	}
}

// A spreadsheet program stores a number as the result of a sum; the library
// would have stored a text.
func TestFormulasKeepNumbersAsTheirResults(t *testing.T) {
	formula := regexp.MustCompile(`<c [^>]*><f>[^<]*</f>.*?</c>`)
	number := regexp.MustCompile(`^<c r="[A-Z]+\d+" s="\d+"><f>[^<]*</f><v>[\d.]+</v></c>$`)
	found := 0
	for _, f := range made(t) {
		if !strings.HasPrefix(f.path, "2021/") {
			continue
		}
		parts, err := partsOf(f.data)
		if err != nil {
			t.Fatal(err)
		}
		for name, part := range parts {
			for _, cell := range formula.FindAllString(part, -1) {
				found++
				if !number.MatchString(cell) {
					t.Errorf("%s %s: %s", f.path, name, cell)
				}
			}
		}
	}
	if found < 400 {
		t.Errorf("%d formulas in all workbooks, want many", found)
	}
}

func TestSamplesStaySmall(t *testing.T) {
	size := 0
	for _, f := range made(t) {
		size += len(f.data)
	}
	if size > 2<<20 {
		t.Errorf("samples are %d bytes, more than 2 MB", size)
	}
}

func TestEveryFaultHasItsGoldenAndNoGoldenIsLeftOver(t *testing.T) {
	var want []string
	for _, f := range faults {
		want = append(want, f.Name+".want")
	}
	entries, err := os.ReadDir("../faults")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".want") {
			got = append(got, entry.Name())
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("goldens of the faults (-faults +files):\n%s", diff)
	}
}

// The README's table and the goldens name the same rules.
func TestGoldensNameTheRulesOfTheTable(t *testing.T) {
	for _, f := range faults {
		golden, err := os.ReadFile("../faults/" + f.Name + ".want")
		if err != nil {
			t.Error(err)
			continue
		}
		for _, expect := range f.Expect {
			fields := strings.Fields(expect)
			if rule := fields[len(fields)-1]; !strings.Contains(string(golden), " "+rule+" ") {
				t.Errorf("%s.want does not name %s", f.Name, rule)
			}
		}
	}
}
