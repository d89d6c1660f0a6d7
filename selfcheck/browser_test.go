package selfcheck

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
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

// told is a line of browser.mjs: what the page answers to a file, or says at last.
type told struct {
	File, State, Checked, Name, List, Text, Verdict, Progress string
	Book                                                      []byte
	Explained                                                 int // lines that were explained before
	Took, Accepted                                            int // milliseconds

	Last                       bool
	Requests, Said, Violations []string
	Accepts, Ready             int // milliseconds from the double click
	Alive                      bool
	Kept                       int // stores of the browser with something in them
}

// drive opens a page in a browser as browser.mjs is asked to, and gives its last line
// apart. Whatever the page does, it asks for nothing beyond itself, says nothing to the
// console and keeps nothing.
func drive(t *testing.T, browser string, asked map[string]any) (answers []told, last told) {
	t.Helper()
	path, err := exec.LookPath(browser)
	if err != nil {
		t.Skipf("NOT TESTED HERE: there is no %s", browser)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("NOT TESTED HERE: there is no node")
	}
	if asked["files"] == nil {
		asked["files"] = []string{}
	}
	text, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, script, path, string(text))
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out[:min(len(out), 2000)])
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<30)
	for lines.Scan() {
		var line told
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.Last {
			last = line
			continue
		}
		if line.Text != "" {
			t.Errorf("%s: %s", line.File, line.Text)
		}
		answers = append(answers, line)
	}
	requests := slices.DeleteFunc(last.Requests, func(address string) bool { return address == asked["address"] })
	if !last.Alive || len(requests)+len(last.Said)+len(last.Violations)+last.Kept > 0 {
		t.Errorf("alive %v; it asked for %v, said %v, keeps %d; axe says %s", last.Alive, requests, last.Said, last.Kept, strings.Join(last.Violations, "\n"))
	}
	return answers, last
}

// script is browser.mjs, wherever a test goes.
var script, _ = filepath.Abs("browser.mjs")

// write makes a page into a file of the folder that a test is in, from the kit of the
// source tree, and gives its address.
func write(t *testing.T, kitFolder string, s night.Settings, region string) (address string) {
	t.Helper()
	rules, files, err := night.ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	maker, err := NewMaker(kitFolder, s, rules, files)
	if err != nil {
		t.Skipf("NOT TESTED HERE: the page in a browser: %v", err)
	}
	page, err := maker.Page(region)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	size, err := page.WriteTo(&out)
	if err != nil {
		t.Fatal(err)
	}
	if size > 20_000_000 {
		t.Errorf("the page has %d bytes", size)
	}
	if err := os.WriteFile(FileName, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(FileName)
	if err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// The page of a real browser, opened from the disk with the network cut, says of every
// workbook that is dropped on it what check says, object for object, and hands back the
// same cells.
func TestThePageSaysWhatCheckSays(t *testing.T) {
	tier.NeedsMore(t, "a minute in a browser; night's TestADeskSaysWhatCheckSays has none")
	rules, _, err := night.ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	kitFolder, err := filepath.Abs("../" + Folder)
	if err != nil {
		t.Fatal(err)
	}
	files := workbooks(t)
	t.Chdir(filepath.Dir(files[0])) // a finding names the file as it was given
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	limits := ingest.DefaultLimits() // the bureau's own, which the largest of the workbooks exceeds
	limits.FileBytes = largest(t, files) - 1
	settings := night.Settings{Period: "2021", Now: time.Now(), Jobs: 1, Limits: limits}
	address := write(t, kitFolder, settings, "")
	want := map[string]*night.Answer{}
	reviewer := night.Reviewer(settings, rules)
	for _, file := range files {
		want[file] = checked(t, reviewer, rules, limits.FileBytes, file)
	}
	for i, browser := range browsers {
		t.Run(browser, func(t *testing.T) {
			if i > 0 {
				tier.NeedsAll(t, "a minute more")
			}
			paths := make([]string, len(files))
			for i, file := range files {
				paths[i], _ = filepath.Abs(file)
			}
			answers, _ := drive(t, browser, map[string]any{"address": address, "files": paths})
			for _, got := range answers {
				w := want[filepath.Base(got.File)]
				if diff := cmp.Diff(string(w.Checked), got.Checked); diff != "" {
					t.Errorf("%s (-check +page):\n%s", got.File, diff)
				}
				if diff := cmp.Diff(cells(t, w.Book), withoutSelfChecked(t, cells(t, got.Book))); diff != "" {
					t.Errorf("%s: the marked workbook (-check +page):\n%s", got.File, diff)
				}
			}
			if len(answers) != len(files) {
				t.Errorf("%d files were answered, want %d", len(answers), len(files))
			}
		})
	}
}

// withoutSelfChecked takes out the one line that the page alone writes.
func withoutSelfChecked(t *testing.T, lines []string) []string {
	t.Helper()
	n := len(lines)
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, "· 自查：…，程序 hengji ") })
	if n-len(lines) != 1 {
		t.Errorf("%d lines say which page it was", n-len(lines))
	}
	return lines
}

// From a web server as from the disk: a clerk drops two workbooks, explains what is asked
// of the second and takes it away; at the bureau the explanations count, and the workbook
// says by which page they were written. The page asks for nothing, keeps nothing, and axe
// finds nothing in it, wide or narrow.
func TestAClerkExplainsInThePageAndHandsIn(t *testing.T) {
	tier.NeedsMore(t, "some seconds in a browser; night's TestWhatIsExplainedAtTheDesk… has none")
	kitFolder, err := filepath.Abs("../" + Folder)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, name := range []string{"yuan_for_wan.xlsx", "control_total.xlsx"} {
		path, err := filepath.Abs("../samples/faults/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	t.Chdir(t.TempDir())
	settings := night.Settings{Period: "2021", Now: time.Now(), Jobs: 1, Limits: ingest.DefaultLimits()}
	write(t, kitFolder, settings, "耒阳市")
	for _, browser := range browsers {
		t.Run(browser, func(t *testing.T) {
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.Method+" "+r.URL.Path)
				http.ServeFile(w, r, FileName)
			}))
			defer server.Close()
			downloads := t.TempDir()
			const said = "调整已经市局同意，见来文。"
			answers, _ := drive(t, browser, map[string]any{"address": server.URL + "/self.html", "files": files, "explain": said, "axe": true, "downloads": downloads})
			if !slices.Equal(asked, []string{"GET /self.html"}) {
				t.Errorf("it asked the server for %v", asked)
			}
			if len(answers) != 3 || answers[0].State != "returned" || answers[1].State != "pending" {
				t.Fatalf("it answers %+v", answers)
			}
			explained := answers[2]
			if explained.Explained != 1 || explained.State != "accepted" {
				t.Errorf("with %d lines explained it is %s: %s", explained.Explained, explained.State, explained.Verdict)
			}
			for name, want := range map[string][]byte{"control_total_审核反馈.xlsx": explained.Book, "control_total_审核意见.csv": []byte(explained.List)} {
				if got, err := os.ReadFile(filepath.Join(downloads, name)); err != nil || !bytes.Equal(got, want) {
					t.Errorf("the link of %s gave %d bytes, want %d; %v", name, len(got), len(want), err)
				}
			}
			handedIn(t, settings, explained.Book, said)
		})
	}
}

// handedIn judges a workbook as the bureau does, and proves that what was said in it counts.
func handedIn(t *testing.T, settings night.Settings, book []byte, said string) {
	t.Helper()
	rules, _, err := night.ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	reviewer := night.Reviewer(settings, rules)
	judged, err := reviewer.Check(context.Background(), []review.Workbook{reviewer.Of(1, "报送.xlsx", "耒阳市", int64(len(book)), book)})
	if err != nil {
		t.Fatal(err)
	}
	if state := judged.Standings[0].State; state != hengji.Accepted {
		t.Errorf("the bureau has it as %s", state)
	}
	counts := slices.ContainsFunc(judged.Of(1), func(f hengji.Finding) bool { return f.State == "explained" && strings.HasPrefix(f.Explanation, said) })
	if !counts {
		t.Errorf("the explanation does not count: %+v", judged.Of(1))
	}
}

// A browser that lacks something says what, and takes no file.
func TestABrowserThatLacksSomethingIsToldWhat(t *testing.T) {
	tier.NeedsMore(t, "it needs a browser")
	kitFolder, err := filepath.Abs("../" + Folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	address := write(t, kitFolder, night.Settings{Period: "2021", Limits: ingest.DefaultLimits()}, "")
	for _, browser := range browsers {
		_, last := drive(t, browser, map[string]any{"address": address, "lack": "DecompressionStream"})
		if !strings.Contains(last.Progress, "缺少 DecompressionStream") || !strings.Contains(last.Progress, "Edge") {
			t.Errorf("%s is told %q", browser, last.Progress)
		}
	}
}

// The times of the page are printed, beside those that are asked on an idle machine of
// two cores: make selfcheck-times. A workbook of any honest size is answered, and the page
// answers the next one.
func TestTheLargestWorkbooksAreAnswered(t *testing.T) {
	tier.NeedsAll(t, "a minute in two browsers")
	kitFolder, err := filepath.Abs("../" + Folder)
	if err != nil {
		t.Fatal(err)
	}
	small, err := filepath.Abs("../samples/faults/yuan_for_wan.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	address := write(t, kitFolder, night.Settings{Period: "2021", Limits: ingest.DefaultLimits()}, "")
	files := []string{small, small, small, small}
	add := func(name string, data []byte) {
		file, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	add("rows.xlsx", honest(t, 5_000))
	add("more_rows.xlsx", honest(t, 60_000)) // some hundred times what the largest reporter has
	add("pictures.xlsx", withPictures(t, honest(t, 50), 60))
	files = append(files, small)
	for _, browser := range browsers {
		t.Run(browser, func(t *testing.T) {
			answers, last := drive(t, browser, map[string]any{"address": address, "files": files})
			if len(answers) != len(files) {
				t.Fatalf("%d files were answered, want %d", len(answers), len(files))
			}
			t.Logf("a file is accepted %d ms after the double click; ready after %d ms", last.Accepts+answers[0].Accepted, last.Ready)
			for i, asked := range []string{"asked 6000", "asked 2000", "asked 2000", "asked 2000", "5 000 rows, asked 10000", "60 000 rows", "60 MB of pictures", "after it"} {
				if answers[i].State == "" {
					t.Errorf("%s is not answered", answers[i].File)
				}
				t.Logf("answer %d in %5d ms (%s)", i+1, answers[i].Took, asked)
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
