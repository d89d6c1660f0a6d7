package night

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/load"
	"hengji/report"
	"hengji/samples/few"
	"hengji/samples/tier"
	"hengji/schema"
)

// calendar holds the periods of histories by the last day that they cover. Some of what
// comes is late, and some comes too late.
var calendar = []load.Period{
	{Period: "2021-H1", DueOn: "2022-02-02", ClosedOn: "2022-02-04"}, {Period: "2021", DueOn: "2022-02-03"}, {Period: "2022", DueOn: "2022-12-31"},
}

// afterwards is a period of which nothing comes: the night that ends a history is of it, so
// that what others look like does not follow from the one that the operator had in hand.
const afterwards = "2023"

// last is the night that ends a history: nothing comes, and the day is the same in every order.
var last = visit{day: 28, asked: afterwards}

// histories is how many are drawn, 0 for as many as the tier has; each is its seed's, the
// first one's that of the clock where none is given; by which rules, where not by those of
// the tier.
var (
	histories  = flag.Int("histories", 0, "histories of nights to draw")
	firstSeed  = flag.Uint64("seed", 0, "seed of the first history")
	judgedWith = flag.String("judged-with", "", "rules of histories: whole, few or two")
)

// hand is a workbook that a region hands in for a period: its sample with another remark, one
// for each variant. The projects of an odd one have codes and names of their period alone, the
// others were funded in other periods too; the last one is returned.
type hand struct {
	period, region string
	variant        int
}

const variants = 4

// visit is a night in which workbooks of one period come.
type visit struct {
	day   int
	asked string // the period that the night is of
	hands []hand
}

func (v visit) period() string { return v.hands[0].period }

// bookshelf makes each workbook once: equal hands are equal bytes.
type bookshelf map[hand][]byte

// shelved are the samples that hands are made from: the sheets, an amount, the projects.
var shelved = map[string]struct {
	cover, allocation, amount string
	projects                  map[string]string
}{
	"南岳区": {"Sheet1", "Sheet2", "I6", map[string]string{"2021NY001": "南岳云雾茶机采机制品质提升", "2021NY002": "景区客流监测与分流提示系统"}},
	"石鼓区": {"封面", "项目资金安排表", "I2", map[string]string{"2021SG001": "中压电缆冷缩附件国产化", "2021SG002": "蒸水河入河排口智能监测", "2021SG003": "鱼粉汤料冷链锁鲜技术", "2021SG004": "历史文化街区数字导览"}},
}

func (b bookshelf) of(t *testing.T, h hand) []byte {
	t.Helper()
	if b[h] != nil {
		return b[h]
	}
	files, err := filepath.Glob(filepath.Join("..", "samples", "2021", "inbox", h.region, "*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	book, err := excelize.OpenFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	like := shelved[h.region]
	err = errors.Join(book.SetCellDefault(like.cover, "C5", h.period), book.SetCellDefault(like.cover, "C6", fmt.Sprint("填表人", h.variant)))
	if h.variant == variants-1 {
		err = errors.Join(err, book.SetCellDefault(like.allocation, like.amount, "十万"))
	}
	for code, name := range like.projects {
		for _, sheet := range book.GetSheetList() {
			for from, to := range map[string]string{code: h.period + code[4:], name: name + h.period} {
				cells, found := book.SearchSheet(sheet, from)
				err = errors.Join(err, found)
				for _, cell := range cells {
					if h.variant%2 == 1 {
						err = errors.Join(err, book.SetCellDefault(sheet, cell, to))
					}
				}
			}
		}
	}
	var made bytes.Buffer
	if err = errors.Join(err, book.Write(&made)); err != nil {
		t.Fatal(err)
	}
	b[h] = made.Bytes()
	return b[h]
}

// orders is a home in which visits come in some order.
type orders struct {
	small
	judge *ruleSet
	shelf bookshelf
}

// night lays what a visit brings beside what lies in the inbox, and runs.
func (o orders) night(t *testing.T, v visit) {
	t.Helper()
	for i, h := range v.hands {
		file := o.path("inbox", h.region, fmt.Sprintf("%s-%d.xlsx", h.period, h.variant))
		at := time.Date(2022, 1, 1, 0, v.day, i, 0, time.UTC)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, o.shelf.of(t, h), 0o644), os.Chtimes(file, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	n, err := New(Settings{
		Inbox: o.path("inbox"), Home: o.path("home"), Returns: o.path("returns"), Publish: o.path("home"), Metrics: o.path("home", "metrics.prom"),
		Period: v.asked, Periods: append(slices.Clone(calendar), load.Period{Period: afterwards}), Jobs: 2, Keep: 2, Exports: o.exports, Limits: ingest.DefaultLimits(), Now: time.Date(2022, 2, v.day, 2, 0, 0, 0, hengji.Beijing),
	}, o.judge.read, o.rules)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := n.Run(t.Context()); err != nil || len(m.Undelivered)+len(m.Held) > 0 {
		t.Fatal(m, err)
	}
}

// outputs are what a home hands out of a period, but what stands there of earlier nights.
func (o orders) outputs(t *testing.T, period string) map[string]string {
	t.Helper()
	folders := []string{o.path("home", "report", period), o.path("home", ExportsFolder, period)}
	for region := range shelved {
		folders = append(folders, o.path("returns", region, period))
	}
	outputs := map[string]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) && path == folder: // of a region that did not come
				return fs.SkipAll
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == home.EarlierReturns:
				return fs.SkipDir
			case entry.IsDir() || entry.Name() == home.Sums || entry.Name() == report.DataPackageFile: // sums of the others
				return nil
			}
			data, err := os.ReadFile(path)
			if err == nil {
				outputs[strings.TrimPrefix(path, o.dir)] = numberless(t, path, data)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return outputs
}

// numbers are what a home's own ledger gives: the number of a submission, and the place and
// the head of what was booked. They stand for the same in each order of nights.
var numbers = regexp.MustCompile(`第 [0-9]+ 号|台账第 [0-9]+ 行，台账头 [0-9a-f]{64}|衡绩原样"><vt:lpwstr[^>]*>[0-9a-f]{64}|"(number|submission|ledger_line|ledger_head)": ?("[0-9a-f]*"|[0-9]+)`)

// numberless is an output without those numbers: a workbook or a paper as its parts.
func numberless(t *testing.T, name string, data []byte) string {
	t.Helper()
	switch {
	case filepath.Ext(name) == ".csv":
		return numberlessTable(t, data)
	case !bytes.HasPrefix(data, []byte("PK")):
		return numbers.ReplaceAllString(string(data), "…")
	}
	zipped, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var parts strings.Builder
	for _, part := range zipped.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&parts, "%s\n%s\n", part.Name, numbers.ReplaceAllString(string(text), "…"))
	}
	return parts.String()
}

// numberlessTable is a CSV file without its columns of submissions.
func numberlessTable(t *testing.T, data []byte) string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, row := range rows {
		for at, value := range row {
			if !strings.HasSuffix(rows[0][at], "submission") && rows[0][at] != "报送编号" {
				text.WriteString(value + ",")
			}
		}
		text.WriteString("\n")
	}
	return text.String()
}

// draw makes a history: of each period some nights, in any order but that of the calendar. One
// region hands in the same projects in each.
func draw(random *rand.Rand, periods []load.Period, most int) (visits []visit) {
	regions := slices.Sorted(maps.Keys(shelved))
	for _, p := range periods {
		for i := range 1 + random.IntN(most) {
			v := visit{asked: periods[random.IntN(len(periods))].Period}
			for _, region := range random.Perm(len(regions))[:1+random.IntN(len(regions))] {
				v.hands = append(v.hands, hand{p.Period, regions[region], random.IntN(variants)})
			}
			if i == 0 {
				v.hands = slices.DeleteFunc(v.hands, func(h hand) bool { return h.region == regions[0] })
				v.hands = append(v.hands, hand{p.Period, regions[0], 2 * random.IntN(2)})
			}
			visits = append(visits, v)
		}
	}
	random.Shuffle(len(visits), func(a, b int) { visits[a], visits[b] = visits[b], visits[a] })
	place := func(v visit) int {
		return slices.IndexFunc(periods, func(p load.Period) bool { return p.Period == v.period() })
	}
	if slices.IsSortedFunc(visits, func(a, b visit) int { return place(a) - place(b) }) {
		slices.Reverse(visits)
	}
	for at := range visits {
		visits[at].day = at + 1
	}
	return visits
}

// ruleSet are rules that histories are judged by, and the cache of a home after a night by
// them: the empty database costs as much as such a night.
type ruleSet struct {
	files fs.FS
	read  *hengji.Rules
	cache fs.FS
}

// overYears are the rules over years of the smaller sets.
var overYears = []string{"YEAR-R01", "YEAR-R02"}

// rulesFor writes the rules of histories: the whole, few, or no check but two over years and
// one form besides the cover; with rules over years or without them.
func rulesFor(t *testing.T, which string, years bool) *ruleSet {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, hengji.DefaultRules); err != nil {
		t.Fatal(err)
	}
	all := func(parts ...string) []string {
		files, err := filepath.Glob(filepath.Join(append([]string{dir}, parts...)...))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	remove := func(file string) {
		if err := os.RemoveAll(file); err != nil {
			t.Fatal(err)
		}
	}
	rewrite := func(file string, with func([]byte) []byte) {
		text, err := os.ReadFile(file)
		if err = errors.Join(err, os.WriteFile(file, with(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if which == "two" {
		for _, id := range overYears { // what they yield to is not there
			rewrite(all("sql", "checks", id+"_*")[0], func(text []byte) []byte { return yields.ReplaceAll(text, nil) })
		}
	}
	if which != "whole" {
		if err := few.Keep(dir, overYears...); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range all("sql", "checks", "*.sql") {
		id, _, _ := strings.Cut(filepath.Base(file), "_")
		if !years && strings.HasPrefix(id, "YEAR-") || which == "two" && !slices.Contains(overYears, id) {
			remove(file)
			remove(filepath.Join(dir, "samples", "cases", id+".txt"))
		}
	}
	if which == "two" {
		for _, file := range all("schema", "forms", "*.yaml") {
			if name := filepath.Base(file); name != "cover.yaml" && name != "allocation.yaml" {
				remove(file)
			}
		}
		for _, file := range all("sql", "base", "*.sql") {
			if text, err := os.ReadFile(file); err != nil || bytes.Contains(text, []byte("execution")) {
				remove(file)
			}
		}
		for list, one := range map[string]string{"control_rates": "", "report_figures": "2021,F114,二,安排项目数,个,168,count(core.allocation),,,,,,false,,,,false,\n"} {
			rewrite(all("schema", "codes", list+".csv")[0], func(text []byte) []byte {
				head, _, _ := bytes.Cut(text, []byte("\n"))
				return append(append(head, '\n'), one...)
			})
		}
	}
	read, err := schema.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return &ruleSet{files: os.DirFS(dir), read: read}
}

// yields is the line in which a rule says which others it yields to.
var yields = regexp.MustCompile(`(?m)^-- yields-to: .*\n`)

// home is one in which nothing came yet.
func (r *ruleSet) home(t *testing.T, shelf bookshelf, exports bool) orders {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	o := orders{small{dir: dir, rules: r.files, exports: exports}, r, shelf}
	if r.cache != nil {
		if err := os.CopyFS(o.path("home", "cache"), r.cache); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// copied is the same home once more, with the times of what lies in its inbox.
func (o orders) copied(t *testing.T) orders {
	t.Helper()
	other := o
	dir, err := os.MkdirTemp(t.TempDir(), "")
	other.dir = dir
	err = errors.Join(err, os.CopyFS(dir, os.DirFS(o.dir)))
	files, found := filepath.Glob(o.path("inbox", "*", "*"))
	for _, file := range files {
		info, lost := os.Stat(file)
		err = errors.Join(err, found, lost)
		if lost == nil {
			err = errors.Join(err, os.Chtimes(other.path("inbox", filepath.Base(filepath.Dir(file)), filepath.Base(file)), info.ModTime(), info.ModTime()))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// keepCache keeps the empty database of the rules for other homes.
func (o orders) keepCache(t *testing.T) {
	t.Helper()
	if o.judge.cache != nil {
		return
	}
	kept := t.TempDir()
	if err := os.CopyFS(kept, os.DirFS(o.path("home", "cache"))); err != nil {
		t.Fatal(err)
	}
	o.judge.cache = os.DirFS(kept)
}

// In whatever order the nights of several periods come, what is handed out of each period is
// byte for byte what a home hands out that received the same files period by period in the
// order of the calendar; without rules over years, what a home hands out that knows that
// period alone.
func TestOutputsOfAPeriodDoNotFollowFromTheOrderOfNights(t *testing.T) {
	periods, most := calendar[1:], 1
	drawn := map[string]int{"few": 1}
	if tier.All {
		periods, most, drawn = calendar, 2, map[string]int{"few": 4}
	}
	if tier.Long {
		drawn = map[string]int{"whole": 100, "two": 1000}
	}
	if *judgedWith != "" {
		drawn = map[string]int{*judgedWith: 1}
	}
	was := ExportFormats
	defer func() { ExportFormats = was }()
	seed, shelf := cmp.Or(*firstSeed, uint64(time.Now().UnixNano())), bookshelf{}
	for _, which := range slices.Sorted(maps.Keys(drawn)) {
		t.Run(which, func(t *testing.T) {
			ExportFormats = []string{"xlsx", "docx", "html", "csv"} // Parquet holds the rows of CSV
			if which == "two" {
				ExportFormats = []string{"csv"}
			}
			sets := []*ruleSet{rulesFor(t, which, true), rulesFor(t, which, false)}
			wanted, orders, related := cmp.Or(*histories, drawn[which]), 0, 0
			for i := 0; orders < wanted; i++ {
				h := overPeriods{seed: seed + uint64(i), periods: periods, judge: sets[i%2], shelf: shelf, years: i%2 == 0, exports: tier.All}
				h.random = rand.New(rand.NewPCG(h.seed, 13))
				h.visits = draw(h.random, periods, 1+i/2%most)
				n, found := h.hold(t, min(wanted-orders, 8))
				orders += n
				if found || !h.years && h.handsInAgain() {
					related += n
				}
				t.Logf("%d of %d histories by %s rules; seed %d: %d orders of %d nights, rules over years %v, found some %v", orders, wanted, which, h.seed, n, len(h.visits), h.years, found)
			}
			if related*2 < orders {
				t.Errorf("of %d histories from seed %d only %d hold relations over years", orders, seed, related)
			}
			t.Logf("%d histories from seed %d by %s rules, %d with relations over years", orders, seed, which, related)
		})
	}
}

// overPeriods is what comes for several periods, in one order and in others.
type overPeriods struct {
	seed    uint64
	random  *rand.Rand
	periods []load.Period
	visits  []visit
	years   bool // judged by rules over years
	judge   *ruleSet
	shelf   bookshelf
	exports bool
}

// handsInAgain says whether a region hands in the same projects in two periods.
func (h overPeriods) handsInAgain() bool {
	first := map[string]string{}
	for _, v := range h.visits {
		for _, one := range v.hands {
			if one.variant%2 == 0 && cmp.Or(first[one.region], one.period) != one.period {
				return true
			}
			if one.variant%2 == 0 {
				first[one.region] = one.period
			}
		}
	}
	return false
}

// of are the visits of each period, in their order.
func (h overPeriods) of() [][]visit {
	var of [][]visit
	for _, p := range h.periods {
		of = append(of, slices.DeleteFunc(slices.Clone(h.visits), func(v visit) bool { return v.period() != p.Period }))
	}
	return of
}

// reference is what is handed out of each period where nights come by the calendar, or where
// a home knows that period alone.
func (h overPeriods) reference(t *testing.T) map[string]map[string]string {
	t.Helper()
	outputs, homes := map[string]map[string]string{}, [][]visit{slices.Concat(h.of()...)}
	if !h.years {
		homes = h.of()
	}
	for _, visits := range homes {
		o := h.judge.home(t, h.shelf, h.exports)
		for i, v := range visits {
			if i == len(visits)-1 {
				v.asked = afterwards
			}
			o.night(t, v)
		}
		o.night(t, last)
		o.keepCache(t)
		for _, v := range visits {
			outputs[v.period()] = o.outputs(t, v.period())
		}
		o.remove(t)
	}
	return outputs
}

// hold compares what is handed out in up to so many orders of nights, that of the visits
// first. It says how many there were, and whether rules over years found anything.
func (h overPeriods) hold(t *testing.T, most int) (orders int, found bool) {
	t.Helper()
	want := h.reference(t)
	o := h.judge.home(t, h.shelf, h.exports)
	defer o.remove(t)
	return h.follow(t, want, o, h.of(), most, nil)
}

// follow lets the nights that are left come in up to so many orders. Orders that begin alike
// share those nights.
func (h overPeriods) follow(t *testing.T, want map[string]map[string]string, o orders, left [][]visit, most int, came []visit) (n int, found bool) {
	t.Helper()
	var next []int // places in left: first whose turn it is in the order that was drawn
	for _, at := range h.random.Perm(len(left)) {
		switch {
		case len(left[at]) == 0:
		case len(next) > 0 && left[at][0].day < left[next[0]][0].day:
			next = slices.Insert(next, 0, at)
		default:
			next = append(next, at)
		}
	}
	if len(next) == 0 {
		o.night(t, last)
		return 1, h.same(t, want, o, came)
	}
	next = next[:min(len(next), most)]
	for i, at := range next {
		v, rest, other := left[at][0], slices.Clone(left), o
		rest[at] = rest[at][1:]
		if i < len(next)-1 {
			other = o.copied(t)
			defer other.remove(t)
		}
		if len(slices.Concat(rest...)) == 0 {
			v.asked = afterwards
		}
		other.night(t, v)
		share := most / len(next)
		if i < most%len(next) {
			share++
		}
		orders, some := h.follow(t, want, other, rest, share, append(slices.Clone(came), v))
		n, found = n+orders, found || some
	}
	return n, found
}

// same compares what a home hands out of each period.
func (h overPeriods) same(t *testing.T, want map[string]map[string]string, o orders, came []visit) (found bool) {
	t.Helper()
	if proof, err := VerifyReceipts(t.Context(), o.path("home"), ingest.Reader{Limits: ingest.DefaultLimits()}, []string{o.path("returns")}); err != nil || len(proof.Wrong) > 0 {
		t.Fatalf("seed %d, %v: %v %v", h.seed, came, err, proof)
	}
	for _, p := range h.periods {
		want, got := want[p.Period], o.outputs(t, p.Period)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			found = found || strings.Contains(got[name], "YEAR-R")
			if diff := gocmp.Diff(strings.Split(want[name], "\n"), strings.Split(got[name], "\n")); diff != "" {
				t.Errorf("seed %d, %v, %s (-by the calendar +by the nights):\n%s", h.seed, came, name, diff[:min(len(diff), 2000)])
			}
		}
		if len(want) < 5 || len(want) != len(got) {
			t.Errorf("seed %d, %v: outputs %v\nwant %v", h.seed, came, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
		}
	}
	return found
}

// remove makes room: long histories hold thousands of homes.
func (o orders) remove(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(o.dir); err != nil {
		t.Fatal(err)
	}
}
