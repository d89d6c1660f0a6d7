package torture

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// book is a workbook that a district may lay down: its region's, the n-th of its
// kind, or something that cannot be accepted.
type book struct {
	of   string // whose it is
	n    int    // said in a remark: 第n版
	good bool
}

// laid is a file in the inbox.
type laid struct {
	book
	at time.Time
}

// reception is the naive model of what the bureau does with files: every new
// content of a folder is a version of its region, the last good one counts.
type reception struct {
	versions  map[string][]book // by folder
	known     map[string]bool   // folder and content
	effective map[string]int    // version, 0 for none
}

// night receives what lies in the inbox: by folder, by time, by name.
func (r *reception) night(inbox map[string]laid, content func(book) string) {
	names := slices.SortedFunc(maps.Keys(inbox), func(a, b string) int {
		if fa, fb := filepath.Dir(a), filepath.Dir(b); fa != fb {
			return strings.Compare(fa, fb)
		}
		if c := inbox[a].at.Compare(inbox[b].at); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		folder, b := filepath.Dir(name), inbox[name].book
		if key := folder + content(b); !r.known[key] && b.of == folder { // in another's folder it is nobody's
			r.known[key] = true
			r.versions[folder] = append(r.versions[folder], b)
			if b.good {
				r.effective[folder] = len(r.versions[folder])
			}
		}
	}
}

// what each region's sample holds.
var holds = map[string]struct{ projects, wan int }{"南岳区": {2, 15}, "珠晖区": {9, 105}, "耒阳市": {9, 135}}

// remarkCell is a cell for the remark, amountCell one whose change is a fault.
var remarkCell, amountCell = map[string]string{"南岳区": "O6", "珠晖区": "O8", "耒阳市": "O8"}, map[string]string{"南岳区": "I6", "珠晖区": "I8", "耒阳市": "I8"}

// Whatever districts lay down, replace, take away, hand in twice, misplace or lay
// down late, the published state is that of the naive model.
func TestRandomHistoriesEndAsTheNaiveModelSays(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(times(1, 40)), "rapid.shrinktime": "20s"} {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	made := map[book][]byte{}
	bytesOf := func(b book) []byte {
		if made[b] == nil {
			dir := fresh(t)
			cells := map[string]any{remarkCell[b.of]: fmt.Sprintf("第%d版", b.n)}
			if !b.good {
				cells[amountCell[b.of]] = 99
			}
			put(t, dir, ".", "a.xlsx", b.of, cells)
			data, err := os.ReadFile(filepath.Join(dir, "a.xlsx"))
			if err != nil {
				t.Fatal(err)
			}
			made[b] = data
		}
		return made[b]
	}
	content := func(b book) string { return fmt.Sprint(sha256.Sum256(bytesOf(b))) }
	rapid.Check(t, func(rt *rapid.T) {
		inbox, home := fresh(t), filepath.Join(fresh(t), "var")
		defer os.RemoveAll(filepath.Dir(home))
		defer os.RemoveAll(inbox)
		summary.count("random histories", "")
		lies, model := map[string]laid{}, &reception{map[string][]book{}, map[string]bool{}, map[string]int{}}
		region := rapid.SampledFrom(some)
		for night := range rapid.IntRange(2, 4).Draw(rt, "nights") {
			for range rapid.IntRange(0, 3).Draw(rt, "deeds") {
				folder := region.Draw(rt, "folder")
				name := folder + "/" + rapid.SampledFrom([]string{"报表.xlsx", "最终版.xlsx", "最终版(2).xlsx"}).Draw(rt, "name")
				// Late and older files come too: the time of change is anything.
				at := lain.Add(-time.Duration(rapid.IntRange(0, 9).Draw(rt, "age")) * time.Hour)
				switch rapid.SampledFrom([]string{"lay", "lay", "lay", "bad", "remove", "misplace", "touch"}).Draw(rt, "deed") {
				case "lay":
					lies[name] = laid{book{folder, rapid.IntRange(1, 3).Draw(rt, "n"), true}, at}
				case "bad":
					lies[name] = laid{book{folder, rapid.IntRange(1, 3).Draw(rt, "n"), false}, at}
				case "misplace":
					lies[name] = laid{book{region.Draw(rt, "of"), rapid.IntRange(1, 3).Draw(rt, "n"), true}, at}
				case "remove":
					delete(lies, name)
				case "touch":
					if l, ok := lies[name]; ok {
						lies[name] = laid{l.book, at}
					}
				}
			}
			lay(t, inbox, lies, bytesOf)
			model.night(lies, content)
			now := time.Date(2022, 3, 1+night, 2, 0, 0, 0, time.UTC).Format(time.RFC3339)
			if got := call(t, "run", "--inbox", inbox, "--home", home, "--now", now, "--rules", fewRules, "--fail-on", "never"); got.code != 0 {
				rt.Fatalf("night %d: exit %d: %s", night, got.code, got.stderr)
			}
			summary.count("nights of random histories", "")
			if got, want := published(t, home), model.published(); got != want {
				rt.Fatalf("night %d over %v:\n%s\nwant:\n%s", night, lies, got, want)
			}
		}
	})
}

// lay makes the inbox what the model has.
func lay(t *testing.T, inbox string, lies map[string]laid, bytesOf func(book) []byte) {
	t.Helper()
	for name := range files(t, inbox) {
		if _, ok := lies[name]; !ok {
			if err := os.Remove(filepath.Join(inbox, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, l := range lies {
		file := filepath.Join(inbox, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, bytesOf(l.book)) {
			if err := os.WriteFile(file, bytesOf(l.book), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(file, l.at, l.at); err != nil {
			t.Fatal(err)
		}
	}
}

// published is what the model compares: versions by region, what the effective
// one says, and the total.
func published(t *testing.T, home string) string {
	t.Helper()
	return query(t, home, `SELECT string_agg(line, ';' ORDER BY line) FROM (
  SELECT s.region || ' ' || s.latest_version || ' ' || coalesce(s.effective_version, 0) || ' '
      || coalesce((SELECT max(remarks) FROM core.allocation a WHERE a.region_code = s.region_code AND remarks LIKE '第%版'), '-') AS line
  FROM mart.submission_status s WHERE s.latest_version > 0
  UNION ALL SELECT '合计 ' || projects || ' ' || amount_wan::BIGINT FROM mart.allocation_table WHERE region = '合计')`)
}

func (r *reception) published() string {
	var lines []string
	projects, wan := 0, 0
	for folder, versions := range r.versions {
		said := "-"
		if k := r.effective[folder]; k > 0 {
			said = fmt.Sprintf("第%d版", versions[k-1].n)
			projects, wan = projects+holds[folder].projects, wan+holds[folder].wan
		}
		lines = append(lines, fmt.Sprintf("%s %d %d %s", folder, len(versions), r.effective[folder], said))
	}
	lines = append(lines, fmt.Sprintf("合计 %d %d", projects, wan))
	slices.Sort(lines)
	return strings.Join(lines, ";")
}
