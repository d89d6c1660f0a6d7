package night

import (
	gocmp "cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
	"hengji/samples/tier"
)

// Whoever counts the findings of a submission counts the same: the returned workbook, its
// page, findings.jsonl and findings.csv, the board, the terminal, run.json and the metrics.
// Whatever the mistakes: each run makes others, and names their seed.
func TestEverybodyCountsTheSame(t *testing.T) {
	tier.NeedsMore(t, "nights of many faults; the simulation and the scripts count a few")
	draws := 1
	if tier.All {
		draws = 20
	}
	for range draws {
		seed := uint64(time.Now().UnixNano())
		t.Run(fmt.Sprint(seed), func(t *testing.T) { countedAlike(t, seed) })
	}
}

func countedAlike(t *testing.T, seed uint64) {
	s := smallNights(t)
	s.rules = hengji.DefaultRules
	random := rand.New(rand.NewPCG(7, seed))
	for _, region := range []string{"耒阳市", "南岳区", "珠晖区", "衡南县", "市本级", "石鼓区"} {
		if _, err := os.Stat(s.path("inbox", region)); err != nil {
			s.receive(t, region)
		}
		s.spoil(t, random, region)
	}
	for folder, fault := range map[string]string{"祁东县": "negative_amount", "衡东县": "yuan_for_wan", "常宁市": "low_rate_without_reason"} { // nobody's
		data, err := os.ReadFile(filepath.Join("..", "samples", "faults", fault+".xlsx"))
		if err := errors.Join(err, os.MkdirAll(s.path("inbox", folder), 0o755), os.WriteFile(s.path("inbox", folder, fault+".xlsx"), data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	m, err := s.run(t, 10)
	if err != nil {
		t.Fatal(err)
	}
	db, err := load.Open(s.path("home", "hengji.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	board, err := ReadBoard(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]report.BoardLine{}
	for _, line := range append(append(board.Lines, board.Apart...), board.Strays...) {
		lines[line.Region+line.File] = line
	}
	var terminal strings.Builder
	if err := report.PrintReturned(&terminal, m.Returns); err != nil {
		t.Fatal(err)
	}
	all := map[string]int{}
	for _, held := range m.Held {
		t.Error(held.Words())
	}
	for _, r := range m.Returns {
		if r.State == hengji.Held { // nothing is handed back
			continue
		}
		counts := hengji.CountOpen(r.Findings)
		for severity, n := range counts {
			all[string(severity)] += n
		}
		told := map[string]map[hengji.Severity]int{
			"summary": toldIn(r.Summary()),
			"board":   positive(lines[gocmp.Or(r.Region, r.File)].Counts),
		}
		folder, prefix := s.path("returns", gocmp.Or(r.Region, UnknownRegion)), ""
		name := hengji.WorkbookName(r.File)
		if _, err := os.Stat(filepath.Join(folder, name+"_审核反馈.html")); err != nil {
			t.Errorf("%s %s: no page in %s: %v", r.Region, r.File, folder, m.Undelivered)
			continue
		}
		if r.Region == "" {
			prefix = name + "_"
		}
		told["workbook"] = toldIn(summaryOf(t, filepath.Join(folder, name+"_审核反馈.xlsx")))
		page := read(t, filepath.Join(folder, name+"_审核反馈.html"))
		_, page, _ = strings.Cut(page, "<strong>")
		page, _, _ = strings.Cut(page, "</strong>")
		told["page"] = toldIn(page)
		told["findings.jsonl"] = map[hengji.Severity]int{}
		for line := range strings.Lines(read(t, filepath.Join(folder, prefix+"findings.jsonl"))) {
			var f hengji.Finding
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			if f.Open() {
				told["findings.jsonl"][f.Severity]++
			}
		}
		for what, got := range told {
			if diff := cmp.Diff(counts, got); diff != "" {
				t.Errorf("%s %s: %s (-want +got):\n%s", r.Region, r.File, what, diff)
			}
		}
		if (r.State == hengji.Returned || r.State == hengji.Pending) && !strings.Contains(terminal.String(), r.Summary()) {
			t.Errorf("%s: the terminal says something else than %s", r.Region, r.Summary())
		}
	}
	if all["blocking"] < 10 || all["explain"] < 3 || all["notice"] < 3 {
		t.Errorf("too few findings to count: %v", all)
	}
	var run struct {
		Findings map[string]int `json:"findings"`
	}
	if err := json.Unmarshal([]byte(read(t, s.path("home", "run.json"))), &run); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, run.Findings); diff != "" {
		t.Errorf("run.json (-want +got):\n%s", diff)
	}
	var metrics strings.Builder
	if err := (&Night{settings: Settings{Period: "2021"}, home: &home.Home{Dir: s.path("home")}}).metrics(&metrics, m, 0, 0); err != nil {
		t.Fatal(err)
	}
	for severity, n := range all {
		if line := fmt.Sprintf("hengji_findings_open{period=\"2021\",severity=%q} %d\n", severity, n); !strings.Contains(metrics.String(), line) {
			t.Errorf("metrics do not say %s", line)
		}
	}
}

// spoil changes cells of a region's workbook at random.
func (s small) spoil(t *testing.T, random *rand.Rand, region string) {
	t.Helper()
	files, err := filepath.Glob(s.path("inbox", region, "*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	book, err := excelize.OpenFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			row := random.IntN(max(len(rows), 1))
			cell := hengji.CellName(row+1, 1+random.IntN(9))
			if err := book.SetCellValue(sheet, cell, []any{"15万元", -3, "同上", "", "另有3个项目30万元", 200000, "2021年"}[random.IntN(7)]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(book.Save(), book.Close()); err != nil {
		t.Fatal(err)
	}
}

// toldIn reads the counts out of the first sentence of a return.
func toldIn(summary string) map[hengji.Severity]int {
	counts := map[hengji.Severity]int{}
	for _, part := range strings.FieldsFunc(summary, func(r rune) bool { return strings.ContainsRune("：，；（", r) }) {
		for severity, words := range map[hengji.Severity]string{
			hengji.Blocking: "%d 处必须修改", hengji.Explain: "%d 处请核实或说明", hengji.Notice: "另有 %d 条提示",
		} {
			var n int
			if _, err := fmt.Sscanf(part, words, &n); err == nil && n > 0 {
				counts[severity] = n
			}
		}
	}
	return counts
}

func summaryOf(t *testing.T, file string) string {
	t.Helper()
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	text, err := book.GetCellValue(report.ResultSheet, "A2")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// positive is counts without those of none.
func positive(counts map[hengji.Severity]int) map[hengji.Severity]int {
	told := map[hengji.Severity]int{}
	for severity, n := range counts {
		if n > 0 {
			told[severity] = n
		}
	}
	return told
}
