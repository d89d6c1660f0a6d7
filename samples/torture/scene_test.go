package torture

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hengji/samples/few"
	"hengji/samples/tier"
)

// The days of the nights. Files lie in the inbox since long before.
const (
	firstNight  = "2022-02-10T02:00:00+08:00"
	secondNight = "2022-02-11T02:00:00+08:00"
)

var lain = time.Date(2022, 2, 9, 17, 0, 0, 0, time.FixedZone("CST", 8*3600))

// some are the regions of the small scenes: a run takes half the time of seventeen.
var some = []string{"南岳区", "珠晖区", "耒阳市"}

// scene is a night: the home before it, the inbox that it finds, and what an
// undisturbed run makes of them.
type scene struct {
	name   string
	now    string
	inbox  string
	rules  string // folder; "" for those of the program
	before string // home; "" for the first night
	after  string // home after the undisturbed run
	told   outcome
	shared bool            // delivers to a share beside the home
	parts  []time.Duration // how long the undisturbed run was in each phase
	// The content of the published database, by probe.
	was, becomes string
}

// put copies a sample workbook and changes cells of its allocation.
func put(t *testing.T, inbox, folder, name, region string, cells map[string]any) {
	t.Helper()
	book, err := excelize.OpenFile(sample(region))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	allocation := book.GetSheetList()[1] // whatever this region calls it
	for cell, value := range cells {
		if err := book.SetCellValue(allocation, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(inbox, folder, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, lain, lain); err != nil {
		t.Fatal(err)
	}
}

func sample(region string) string {
	return filepath.Join("..", "2021", "inbox", region, "2021年度市级科技专项资金绩效自评_"+region+".xlsx")
}

// inboxOf lays down the sample workbooks of regions; nil for all.
func inboxOf(t *testing.T, regions []string) string {
	t.Helper()
	inbox := fresh(t)
	if err := os.CopyFS(inbox, os.DirFS(filepath.Join("..", "2021", "inbox"))); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(inbox)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if regions != nil && !slices.Contains(regions, entry.Name()) {
			if err := os.RemoveAll(filepath.Join(inbox, entry.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	age(t, inbox)
	return inbox
}

// age makes every file of the inbox old.
func age(t *testing.T, inbox string) {
	t.Helper()
	err := filepath.WalkDir(inbox, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return os.Chtimes(path, lain, lain)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The nights of three regions and of all seventeen are made once.
var (
	made   = map[int][]*scene{}
	making sync.Mutex
)

// scenes makes the nights that are disturbed: the first, one with a good
// resubmission, one with a bad one, and one in which everything comes at once.
// Three regions are judged by few rules: what is proven is how bytes are kept,
// and a night with few tables takes a third of the time. All seventeen (nil) are
// judged by those of the program.
func scenes(t *testing.T, regions []string) []*scene {
	t.Helper()
	making.Lock()
	defer making.Unlock()
	if nights := made[len(regions)]; nights != nil {
		return nights
	}
	rules := ""
	if regions != nil {
		rules = fewRules
	}
	quiet := inboxOf(t, regions)
	first := &scene{name: "first night", now: firstNight, inbox: quiet, rules: rules}
	first.undisturbed(t)
	later := func(name string, change func(inbox string)) *scene {
		s := &scene{name: name, now: secondNight, inbox: fresh(t), rules: rules, before: first.after, was: first.becomes}
		if err := os.CopyFS(s.inbox, os.DirFS(quiet)); err != nil {
			t.Fatal(err)
		}
		age(t, s.inbox)
		change(s.inbox)
		s.undisturbed(t)
		if s.was == s.becomes {
			t.Fatalf("%s changes nothing", name)
		}
		return s
	}
	good := func(inbox string) {
		put(t, inbox, "耒阳市", "再报.xlsx", "耒阳市", map[string]any{"O8": "第二版"})
	}
	bad := func(inbox string) { put(t, inbox, "珠晖区", "再报.xlsx", "珠晖区", map[string]any{"I8": 25}) }
	if !tier.Long {
		made[len(regions)] = []*scene{first, later("bad and good resubmissions", func(inbox string) { good(inbox); bad(inbox) })}
		return made[len(regions)]
	}
	made[len(regions)] = []*scene{
		first,
		later("good resubmission", good),
		later("bad resubmission", bad),
		later("all at once", func(inbox string) {
			good(inbox)
			bad(inbox)
			put(t, inbox, "南岳区", "放错.xlsx", "耒阳市", nil)
			for name, content := range map[string]string{"没人的.xlsx": "no workbook", "耒阳市/盖章.pdf": "scan"} {
				if err := os.WriteFile(filepath.Join(inbox, name), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			age(t, inbox)
		}),
	}
	return made[len(regions)]
}

// fewRules is a folder of few rules.
var fewRules string

func writeFewRules(dir string) error {
	if out, err := exec.Command(program, "rules", "--out", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("write rules: %w: %s", err, out)
	}
	return few.Keep(dir)
}

// workshop is where everything happens; it outlives single tests.
var workshop string

// fresh is a new empty folder.
func fresh(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(workshop, "*")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// undisturbed runs the night to its end and keeps what came out.
func (s *scene) undisturbed(t *testing.T) {
	t.Helper()
	s.after = s.home(t)
	s.told, s.parts = s.timed(t, s.after)
	if !slices.Contains([]int{0, 3, 4}, s.told.code) {
		t.Fatalf("%s: exit %d: %s", s.name, s.told.code, s.told.stderr)
	}
	s.becomes = probe(t, s.after)
}

// home is a fresh copy of the home before the night.
func (s *scene) home(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(fresh(t), "var")
	if s.before != "" {
		if err := copyHome(s.before, dir); err != nil {
			t.Fatal(err)
		}
	}
	if s.shared {
		if err := os.MkdirAll(filepath.Join(dir, "returns"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Mkdir(share(dir), 0o755), os.Rename(filepath.Join(dir, "returns"), filepath.Join(share(dir), "returns"))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// copyHome copies a home. What is only ever replaced by rename is linked; the
// ledger and the logs, which grow in place, are copied.
func copyHome(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, inside)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case inside == ".lock": // a link of it would be the same lock
			return nil
		case inside == "ledger.jsonl" || strings.HasPrefix(inside, "logs"):
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(target, data, 0o644)
		}
		return os.Link(path, target)
	})
}
