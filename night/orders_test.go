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

// histories is how many are drawn, 0 for as many as the tier has.
var histories = flag.Int("histories", 0, "histories of nights to draw")

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
	read  *hengji.Rules
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
	}, o.read, o.rules)
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
var numbers = regexp.MustCompile(`第 [0-9]+ 号|台账第 [0-9]+ 行，台账头 [0-9a-f]{64}|"(number|submission|ledger_line|ledger_head)": ?("[0-9a-f]*"|[0-9]+)`)

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
			v := visit{asked: afterwards}
			if most > 1 {
				v.asked = periods[random.IntN(len(periods))].Period
			}
			for _, region := range random.Perm(len(regions))[:1+random.IntN(len(regions))] {
				v.hands = append(v.hands, hand{p.Period, regions[region], random.IntN(variants)})
			}
			if i == 0 {
				v.hands = []hand{{p.Period, regions[0], 2 * random.IntN(2)}}
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

// rulesFor writes the rules of histories: few, and rules over years where they are asked for.
func rulesFor(t *testing.T, years bool) (fs.FS, *hengji.Rules) {
	t.Helper()
	dir := t.TempDir()
	further := []string{}
	if years {
		further = []string{"YEAR-R01", "YEAR-R02"}
	}
	if err := errors.Join(os.CopyFS(dir, hengji.DefaultRules), few.Keep(dir, further...)); err != nil {
		t.Fatal(err)
	}
	read, err := schema.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir), read
}

// In whatever order the nights of several periods come, what is handed out of each period is
// byte for byte what a home hands out that received the same files period by period in the
// order of the calendar; without rules over years, what a home hands out that knows that
// period alone.
func TestOutputsOfAPeriodDoNotFollowFromTheOrderOfNights(t *testing.T) {
	periods, most, drawn := calendar[1:], 1, 1
	if tier.All {
		periods, most, drawn = calendar, 2, 4
	}
	drawn = cmp.Or(*histories, drawn)
	was := ExportFormats
	ExportFormats = []string{"xlsx", "docx", "html", "csv"} // Parquet holds the rows of CSV
	defer func() { ExportFormats = was }()
	seed := uint64(time.Now().UnixNano())
	random, shelf, related := rand.New(rand.NewPCG(seed, 13)), bookshelf{}, 0
	for i := range drawn {
		years := i%2 == 0
		files, rules := rulesFor(t, years)
		visits := draw(random, periods, most)
		all := func(visits []visit) orders {
			o := orders{small{dir: t.TempDir(), rules: files, exports: len(periods) > 2}, rules, shelf}
			for _, v := range visits {
				o.night(t, v)
			}
			if most > 1 {
				o.night(t, visit{day: 28, asked: afterwards})
			}
			if proof, err := VerifyReceipts(t.Context(), o.path("home"), ingest.Reader{Limits: ingest.DefaultLimits()}, []string{o.path("returns")}); err != nil || len(proof.Wrong) > 0 {
				t.Fatalf("seed %d, history %d %v: %v %v", seed, i, visits, err, proof)
			}
			return o
		}
		of := func(period string) []visit {
			return slices.DeleteFunc(slices.Clone(visits), func(v visit) bool { return v.period() != period })
		}
		shuffled := all(visits)
		var inOrder []visit
		for _, p := range periods {
			inOrder = append(inOrder, of(p.Period)...)
		}
		var ordered orders
		if years {
			ordered = all(inOrder)
		}
		found := false
		for _, p := range periods {
			if !years {
				ordered = all(of(p.Period))
			}
			want, got := ordered.outputs(t, p.Period), shuffled.outputs(t, p.Period)
			for _, name := range slices.Compact(slices.Sorted(maps.Keys(want))) {
				found = found || strings.Contains(got[name], "YEAR-R0")
				if diff := gocmp.Diff(strings.Split(want[name], "\n"), strings.Split(got[name], "\n")); diff != "" {
					t.Errorf("seed %d, history %d %v, %s (-by the calendar +by the nights):\n%s", seed, i, visits, name, diff[:min(len(diff), 2000)])
				}
			}
			if len(want) < 5 || len(want) != len(got) {
				t.Errorf("seed %d, history %d %v: outputs %v\nwant %v", seed, i, visits, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
			}
		}
		if found {
			related++
		}
		t.Logf("history %d of %d: %d nights, rules over years %v, found some %v", i+1, drawn, len(visits), years, found)
	}
	if related*4 < drawn {
		t.Errorf("seed %d: of %d histories only %d hold what rules over years find", seed, drawn, related)
	}
}
