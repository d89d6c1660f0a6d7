package selfcheck

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/night"
	"hengji/night/review"
	"hengji/report"
	"hengji/samples/tier"
)

// browsers are those that a page is opened in, where they are there.
var browsers = []string{"chromium", "firefox-esr"}

// answer is what browser.mjs tells of one file.
type answer struct {
	File, State, Checked, Name, Text, Progress string
	Book                                       []byte
	Took                                       int // milliseconds
	Asked, Said                                []string
}

// The page of a real browser, opened from the disk with the network cut, says of every
// workbook what check says, object for object, and hands back the same cells.
func TestThePageSaysWhatCheckSays(t *testing.T) {
	tier.NeedsAll(t, "some minutes in two browsers; night's TestADeskSaysWhatCheckSays has no browser")
	rules, ruleFiles, err := night.ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	files := workbooks(t)
	browser, err := filepath.Abs("browser.mjs")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(files[0])) // a finding names the file as it was given
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	limits := ingest.DefaultLimits() // the bureau's own, which the largest of the workbooks exceeds
	limits.FileBytes = largest(t, files) - 1
	maker, err := NewMaker("../"+Folder, night.Settings{Period: "2021", Limits: limits}, rules, ruleFiles)
	if err != nil {
		t.Skipf("NOT TESTED HERE: the page in a browser: %v", err)
	}
	made, err := maker.Page("")
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if _, err := made.WriteTo(&page); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(FileName, page.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if page.Len() > 20_000_000 {
		t.Errorf("the page has %d bytes", page.Len())
	}
	want := map[string]*night.Answer{}
	reviewer := night.Reviewer(night.Settings{Period: "2021", Now: time.Now(), Jobs: 1, Limits: limits}, rules)
	for _, file := range files {
		want[file] = checked(t, reviewer, rules, limits.FileBytes, file)
	}
	for _, name := range browsers {
		t.Run(name, func(t *testing.T) {
			path, err := exec.LookPath(name)
			if err != nil {
				t.Skipf("NOT TESTED HERE: there is no %s", name)
			}
			command := exec.Command("node", append([]string{browser, path, FileName}, files...)...)
			command.Stderr = os.Stderr
			out, err := command.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, out[:min(len(out), 2000)])
			}
			answered := 0
			lines := bufio.NewScanner(bytes.NewReader(out))
			lines.Buffer(nil, 1<<30)
			for lines.Scan() {
				var got answer
				if err := json.Unmarshal(lines.Bytes(), &got); err != nil {
					t.Fatal(err)
				}
				if got.File == "" { // the last line
					if len(got.Asked)+len(got.Said) > 0 {
						t.Errorf("it asked for %v and said %v", got.Asked, got.Said)
					}
					continue
				}
				answered++
				w := want[got.File]
				if got.Text != "" {
					t.Errorf("%s: %s", got.File, got.Text)
				}
				if diff := cmp.Diff(string(w.Checked), got.Checked); diff != "" {
					t.Errorf("%s (-check +page):\n%s", got.File, diff)
				}
				if diff := cmp.Diff(cells(t, w.Book), cells(t, got.Book)); diff != "" {
					t.Errorf("%s: the marked workbook (-check +page):\n%s", got.File, diff)
				}
				t.Logf("%s %d ms", got.File, got.Took)
			}
			if answered != len(files) {
				t.Errorf("%d files were answered, want %d", answered, len(files))
			}
		})
	}
}

// largest is the size of the largest file, in bytes.
func largest(t *testing.T, files []string) (most int64) {
	t.Helper()
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, info.Size())
	}
	return most
}

// workbooks are all samples and faults, in one folder that tells no region.
func workbooks(t *testing.T) []string {
	t.Helper()
	var files []string
	to := filepath.Join(t.TempDir(), "files")
	if err := os.Mkdir(to, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range strings.Fields(os.Getenv("HENGJI_WORKBOOKS") + " ../samples/2021/inbox/*/* ../samples/faults/*.*") {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			if slices.Contains([]string{".want", ".md", ".txt", ".html"}, filepath.Ext(file)) {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(to, fmt.Sprintf("%03d_%s", len(files), filepath.Base(file)))
			if err := os.WriteFile(name, data, 0o644); err != nil {
				t.Fatal(err)
			}
			files = append(files, name)
		}
	}
	if len(files) < 80 {
		t.Fatalf("only %d workbooks", len(files))
	}
	return files
}

// checked is what `check --json --annotate` prints and writes of a file.
func checked(t *testing.T, reviewer *review.Reviewer, rules *hengji.Rules, limit int64, file string) *night.Answer {
	t.Helper()
	books, found, missing := reviewer.OnDisk([]string{file})
	if missing != nil {
		t.Fatal(missing)
	}
	judged, err := reviewer.Check(context.Background(), books)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var out bytes.Buffer
	if err := report.WriteChecked(&out, judged.Standings[0], judged.Of(1)); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	made := night.Annotate(rules, limit, folder, found, judged)
	if len(made) != 1 || made[0].Err != nil {
		t.Fatalf("%s: %v", file, made)
	}
	written, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(written) != 1 {
		t.Fatalf("%s: %v, %v", file, written, err)
	}
	book, err := os.ReadFile(written[0])
	if err != nil {
		t.Fatal(err)
	}
	return &night.Answer{Checked: out.Bytes(), Book: book}
}

// moment is when a workbook was checked, which differs.
var moment = regexp.MustCompile(`20\d\d[-年]\d+[-月]\d+日?[ T]?\d\d:\d\d(:\d\d)?`)

// cells are those of all sheets, a line each, with their styles and comments.
func cells(t *testing.T, data []byte) []string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var lines []string
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, text := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				style, _ := book.GetCellStyle(sheet, cell)
				lines = append(lines, fmt.Sprintf("%s!%s %d %s", sheet, cell, style, moment.ReplaceAllString(text, "…")))
			}
		}
		comments, _ := book.GetComments(sheet)
		for _, c := range comments {
			lines = append(lines, fmt.Sprintf("%s!%s comment %s", sheet, c.Cell, c.Text))
		}
	}
	return lines
}
