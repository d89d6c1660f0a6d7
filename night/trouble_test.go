package night

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/samples/few"
	"hengji/samples/tier"
	"hengji/schema"
)

// small is an inbox of few regions, rules that are few, and a home.
type small struct {
	dir     string
	rules   fs.FS
	exports bool
}

func smallNights(t *testing.T) small {
	t.Helper()
	s := small{dir: t.TempDir()}
	rules := filepath.Join(s.dir, "rules")
	if err := errors.Join(os.CopyFS(rules, hengji.DefaultRules), few.Keep(rules)); err != nil {
		t.Fatal(err)
	}
	s.rules = os.DirFS(rules)
	for name, data := range filledCache(t, s.rules) {
		if err := errors.Join(os.MkdirAll(s.path("home", "cache"), 0o755), os.WriteFile(s.path("home", "cache", name), data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	s.receive(t, "耒阳市")
	s.receive(t, "南岳区")
	return s
}

// cacheFiles are the files of a home's cache after a night by the few rules, by name: the
// empty database, which costs as much as such a night.
var cacheFiles map[string][]byte

func filledCache(t *testing.T, rules fs.FS) map[string][]byte {
	t.Helper()
	if cacheFiles != nil {
		return cacheFiles
	}
	s := small{dir: t.TempDir(), rules: rules}
	if err := os.Mkdir(s.path("inbox"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.run(t, 1); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(s.path("home", "cache", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	cacheFiles = map[string][]byte{}
	for _, file := range files {
		if cacheFiles[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return cacheFiles
}

// receive puts the sample of a region into the inbox.
func (s small) receive(t *testing.T, region string) {
	t.Helper()
	if err := os.CopyFS(s.path("inbox", region), os.DirFS(filepath.Join("..", "samples", "2021", "inbox", region))); err != nil {
		t.Fatal(err)
	}
}

func (s small) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

// copied is the same once more.
func (s small) copied(t *testing.T) small {
	t.Helper()
	other := small{dir: t.TempDir()}
	if err := os.CopyFS(other.dir, os.DirFS(s.dir)); err != nil {
		t.Fatal(err)
	}
	other.rules = os.DirFS(other.path("rules"))
	return other
}

// run is a night over them; the clock goes on by a day each.
func (s small) run(t *testing.T, day int) (*Outcome, error) {
	t.Helper()
	rules, err := schema.Read(s.rules)
	if err != nil {
		t.Fatal(err)
	}
	n, err := New(Settings{
		Inbox: s.path("inbox"), Home: s.path("home"), Returns: s.path("returns"), Publish: s.path("home"), Metrics: s.path("home", "metrics.prom"),
		Period: "2021", Jobs: 2, Keep: 3, Exports: s.exports, Limits: ingest.DefaultLimits(), Now: time.Date(2022, 2, day, 2, 0, 0, 0, hengji.Beijing),
	}, rules, s.rules)
	if err != nil {
		t.Fatal(err)
	}
	return n.Run(context.Background())
}

// second hands in a second version of a region with a remark.
func (s small) second(t *testing.T, region, remark string) {
	t.Helper()
	files, err := filepath.Glob(s.path("inbox", region, "*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	book, err := excelize.OpenFile(files[0])
	if err == nil {
		err = errors.Join(book.SetCellDefault("项目资金安排表", "O8", remark), book.SaveAs(s.path("inbox", region, "第二版.xlsx")), book.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// files says what lies in a folder, and when it was written.
func (s small) files(t *testing.T, folder ...string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(s.path(folder...), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		files = append(files, fmt.Sprint(entry.Name(), info.Size()))
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

// states are the submissions of a published database: "耒阳市 2 held latest".
func (s small) states(t *testing.T, m *Outcome) (states []string) {
	t.Helper()
	db, err := load.Open(s.path("home", "generations", m.Published.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	standings, err := db.Standings(context.Background(), "2021")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range standings {
		line := fmt.Sprint(one.Region, " ", one.Version)
		if one.State == hengji.Held {
			line += " held"
		}
		if one.Effective {
			line += " effective"
		}
		states = append(states, line)
	}
	slices.Sort(states)
	return states
}

// Our trouble is never the district's fault: whatever we fail in over one workbook, in
// whatever phase, the others are published, its district is told nothing, its good
// earlier version stays, the operator knows, and the next run without the fault mends all.
func TestTroubleInEveryPhaseCostsNoDistrict(t *testing.T) {
	before := smallNights(t)
	if _, err := before.run(t, 10); err != nil {
		t.Fatal(err)
	}
	before.second(t, "耒阳市", "第二版")
	before.receive(t, "祁东县")
	mended := []string{"南岳区 1 effective", "祁东县 1 effective", "耒阳市 1", "耒阳市 2 effective"}
	held := []string{"南岳区 1 effective", "祁东县 1 effective", "耒阳市 1 effective", "耒阳市 2 held"}
	for _, phase := range []string{"open", "read", "cover", "judge", "accept", "annotate", "mark", "page", "exports"} {
		if !slices.Contains([]string{"read", "judge", "annotate"}, phase) && !tier.More {
			continue // one phase of each outcome in make test
		}
		t.Run(phase, func(t *testing.T) {
			s, reached := before.copied(t), false
			s.exports = phase == "exports"
			handed := s.files(t, "returns", "耒阳市")
			hengji.Fault = func(at, file string) {
				if at == phase && (file == "" || strings.HasPrefix(file, "耒阳市/第二版")) {
					reached = true
					panic("planted")
				}
			}
			defer func() { hengji.Fault = nil }()
			m, err := s.run(t, 11)
			if err != nil {
				t.Fatal(err)
			}
			want := mended
			switch phase {
			case "open", "read", "judge", "accept":
				want = held
				if len(m.Held) != 1 || len(m.Undelivered) != 0 || !strings.Contains(m.Held[0].Words(), "程序故障") {
					t.Errorf("held %v, owed %v", m.Held, m.Undelivered)
				}
				text, err := os.ReadFile(s.path("home", m.Held[0].Kept))
				if err != nil || !strings.Contains(string(text), "phase "+strings.Replace(phase, "accept", "judge", 1)+"\n") || !strings.Contains(string(text), "trouble_test.go") {
					t.Errorf("%v: %s", err, text)
				}
				if diff := cmp.Diff(handed, s.files(t, "returns", "耒阳市")); diff != "" {
					t.Errorf("what its district finds is another (-before +after):\n%s", diff)
				}
			case "annotate", "mark", "page", "exports":
				if len(m.Held) != 0 || len(m.Undelivered) != 1 || !strings.Contains(m.Undelivered[0].Why, "程序故障") {
					t.Errorf("held %v, owed %v", m.Held, m.Undelivered)
				}
			case "cover": // the year is looked at in the first files of a period only
				reached = true
			}
			if diff := cmp.Diff(want, s.states(t, m)); diff != "" || !reached {
				t.Errorf("reached %v (-want +got):\n%s", reached, diff)
			}
			for _, r := range m.Returns {
				for _, f := range r.Findings {
					if strings.Contains(f.Message, "planted") || strings.Contains(f.Message, "程序") {
						t.Errorf("%s is told %s", r.Region, f.Message)
					}
				}
			}
			hengji.Fault = nil
			if m, err = s.run(t, 12); err != nil || len(m.Held) != 0 || len(m.Undelivered) != 0 {
				t.Fatal("after the fault: ", err)
			}
			if diff := cmp.Diff(mended, s.states(t, m)); diff != "" {
				t.Errorf("after the fault (-want +got):\n%s", diff)
			}
		})
	}
}

// planted is a check that stops where a condition holds.
func (s small) planted(t *testing.T, scope, from, condition string) {
	t.Helper()
	severity := map[string]string{"submission": "explain", "period": "notice"}[scope]
	text := "-- rule: ALLOC-R90\n-- scope: " + scope + "\n-- form: allocation\n-- severity: " + severity + "\n-- title: 试\n-- message: 试。\n-- For a test.\n" +
		"SELECT _submission, _sheet, _row, 'amount_wan' AS _field FROM " + from + " WHERE CASE WHEN " + condition + " THEN error('planted') ELSE false END\n"
	if err := os.WriteFile(s.path("rules", "sql", "checks", "ALLOC-R90_planted.sql"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A check that stops over the values of one workbook holds that one. One that stops
// over all, over none alone or over nothing is broken: nothing is published.
func TestCheckThatStopsHoldsTheWorkbookOrIsBroken(t *testing.T) {
	before := smallNights(t)
	before.second(t, "耒阳市", "第二版")
	const place = "ALLOC-R90_planted.sql:1: 规则 ALLOC-R90"
	for _, c := range []struct {
		name, scope, from, condition string
		held                         int
		usage, always                bool // always: in make test
	}{
		{"one workbook", "submission", "stg.allocation", "remarks = '第二版'", 1, false, true},
		{"one workbook, seen over all", "period", "stg.allocation", "remarks = '第二版'", 1, false, false},
		{"every workbook", "submission", "stg.allocation", "amount_wan > 0", 0, true, true},
		{"several together", "submission", "stg.allocation", "(SELECT count(*) FROM meta.submission) > 1", 0, true, false},
		{"several together, seen over all", "period", "stg.allocation", "(SELECT count(*) FROM meta.submission) > 1", 0, false, true},
		{"nothing", "submission", "(SELECT 1 AS _submission, '' AS _sheet, 1 AS _row)", "(SELECT count(*) FROM stg.allocation) >= 0", 0, true, false},
	} {
		if !c.always && !tier.More {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			s := before.copied(t)
			s.planted(t, c.scope, c.from, c.condition)
			m, err := s.run(t, 10)
			if c.held > 0 {
				if err != nil || len(m.Held) != c.held || m.Held[0].Version != 2 {
					t.Fatal(m != nil, err)
				}
				if diff := cmp.Diff([]string{"南岳区 1 effective", "耒阳市 1 effective", "耒阳市 2 held"}, s.states(t, m)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				text, err := os.ReadFile(s.path("home", m.Held[0].Kept))
				if err != nil || !strings.Contains(string(text), "ALLOC-R90_planted.sql:1") || !strings.Contains(string(text), "planted") {
					t.Errorf("%v: %s", err, text)
				}
				return
			}
			var usage hengji.UsageError
			if m != nil || err == nil || !strings.Contains(err.Error(), place) || errors.As(err, &usage) != c.usage {
				t.Errorf("usage %v: %v", errors.As(err, &usage), err)
			}
			if left := s.files(t, "home", "generations"); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}
