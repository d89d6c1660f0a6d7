package trace

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/night"
	"hengji/report"
	"hengji/samples/tier"
	"hengji/schema"
)

// exported writes what people read of a home into a folder, with the working of its figures.
func exported(t *testing.T, tr *Tracer) (folder string, files map[string]string) {
	t.Helper()
	p := &night.Published{DB: tr.DB, Rules: tr.Rules}
	var err error
	if p.Evaluation, err = night.ReadEvaluation(tr.Rules, hengji.DefaultRules); err != nil {
		t.Fatal(err)
	}
	made, err := night.Export(context.Background(), p, Follower(tr.Home.Dir, tr.Reader), []string{"xlsx", "html"})
	if err != nil {
		t.Fatal(err)
	}
	folder, files = t.TempDir(), map[string]string{}
	for _, file := range made {
		files[file.Name] = string(file.Content)
	}
	if err := p.WriteExports(context.Background(), folder, made); err != nil {
		t.Fatal(err)
	}
	return folder, files
}

var (
	anchor   = regexp.MustCompile(`<a href="([^"#]*)(#[^"]*)?"[^>]*>([^<]*)</a>`)
	digits   = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?`)
	aCell    = regexp.MustCompile(`<td>(\x{3000})*[A-Z]{1,3}[1-9][0-9]*</td>`)
	toInner  = regexp.MustCompile(`<th scope="row"><a href="(working-[^"]*)"`)
	noCells  = regexp.MustCompile(`规则文件|这一行没有由单元格算出的数字|<small>0 条记录`)
	aFigure  = regexp.MustCompile(`<(?:i class="figure"|dd)>([^<]*)`)
	markings = regexp.MustCompile(`<[^>]*>`)
)

// leadsToCells follows a link of a paper: its page shows the very number, and cells within
// one more click, or says what the number rests on instead.
func leadsToCells(t *testing.T, files map[string]string, page, place, number string) {
	t.Helper()
	content, there := files[page]
	if !there {
		t.Errorf("%s leads to %s, which is not there", number, page)
		return
	}
	if place != "" && !strings.Contains(content, `id="`+place[1:]+`"`) {
		t.Errorf("%s leads to %s%s, and there is no such place", number, page, place)
	}
	shown := false
	for _, match := range aFigure.FindAllStringSubmatch(content, -1) {
		for _, one := range digits.FindAllString(html.UnescapeString(match[1]), -1) {
			shown = shown || sameNumber(one, number)
		}
	}
	if !shown && !strings.Contains(markings.ReplaceAllString(content, ""), number) {
		t.Errorf("%s leads to %s, where it is not", number, page)
	}
	if aCell.MatchString(content) || noCells.MatchString(content) {
		return
	}
	for _, inner := range toInner.FindAllStringSubmatch(content, -1) {
		if aCell.MatchString(files[report.PagesFolder+"/"+inner[1]]) {
			return
		}
	}
	t.Errorf("%s leads to %s, from where no cell is two clicks away", number, page)
}

func sameNumber(one, other string) bool {
	a, _, err := hengji.ParseDecimal(strings.ReplaceAll(one, ",", ""))
	b, _, err2 := hengji.ParseDecimal(strings.ReplaceAll(other, ",", ""))
	return err == nil && err2 == nil && a == b
}

// someExported is the report alone, with the working of the figures of some marts.
func someExported(t *testing.T, tr *Tracer, marts ...string) map[string]string {
	t.Helper()
	ctx := context.Background()
	evaluation, err := night.ReadEvaluation(tr.Rules, hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	booklet, err := tr.DB.Booklet(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]hengji.Table{}
	var followed []hengji.Table
	for _, mart := range evaluation.Marts() {
		if tables[mart], err = tr.DB.Table(mart); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(marts, mart) {
			followed = append(followed, tables[mart])
		}
	}
	workings, _, err := Follower(tr.Home.Dir, tr.Reader)(ctx, tr.DB, tr.Rules, followed)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, one := range workings {
		page, err := report.WorkingPages{}.Write(one)
		if err != nil {
			t.Fatal(err)
		}
		files[report.PagesFolder+"/"+one.Page] = string(page)
	}
	var paper strings.Builder
	if err := evaluation.HTML(&paper, booklet, tables, report.NewLinks(followed)); err != nil {
		t.Fatal(err)
	}
	files[report.EvaluationPage] = paper.String()
	return files
}

// everyFigureOfTheReportLeadsToCells holds a report to what its figures rest on, and gives
// how many links it has.
func everyFigureOfTheReportLeadsToCells(t *testing.T, files map[string]string) (links int) {
	t.Helper()
	paper := files[report.EvaluationPage]
	for _, match := range anchor.FindAllStringSubmatch(paper, -1) {
		links++
		number := digits.FindString(match[3])
		if number == "" { // 持平, 一致
			number = "0"
		}
		leadsToCells(t, files, match[1], match[2], number)
	}
	return links
}

// everyFigureOfTheTablesLeadsToCells does the same with 汇总表.xlsx.
func everyFigureOfTheTablesLeadsToCells(t *testing.T, files map[string]string) (links int) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader([]byte(files[report.SummaryFile])))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList()[1:] {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, value := range row {
				if is, to, err := book.GetCellHyperLink(sheet, hengji.CellName(r+1, c+1)); err != nil {
					t.Fatal(err)
				} else if is {
					links++
					page, place, _ := strings.Cut(to, "#")
					leadsToCells(t, files, page, "#"+place, value)
				}
			}
		}
	}
	return links
}

// Whatever is printed with working leads to it: every figure of the report and of 汇总表.xlsx.
func TestEveryPrintedFigureLeadsToItsCells(t *testing.T) {
	tier.NeedsMore(t, "all pages of a night; TestEvidenceIsCheckedWithoutUs has those of the report's tables by themselves")
	_, files := exported(t, aHome(t, noChange))
	inReport, inTables := everyFigureOfTheReportLeadsToCells(t, files), everyFigureOfTheTablesLeadsToCells(t, files)
	t.Logf("%d links of the report, %d of the tables, %d files", inReport, inTables, len(files))
	if inReport < 200 || inTables < 3000 {
		t.Errorf("only %d links of the report and %d of the tables", inReport, inTables)
	}
}

// toWorkings are the links of a run's page to the working of figures.
var toWorkings = regexp.MustCompile(`<a href="(?:\.\./)+(exports/[^"#]*/pages/[^"#]*)(#[^"]*)"[^>]*>([^<]*)</a>`)

// The figures of a run's page lead to their working where it is written, of this very
// publication: after export, and of a signed period. Never to a page that is not there, nor
// to the working of another night's figure.
func TestTheRunsPageLeadsToWorkingThatIsThere(t *testing.T) {
	tier.NeedsMore(t, "five nights, two of them with all workings")
	ctx := context.Background()
	b := aBureau(t)
	b.exports = true
	b.night(t)
	leads := func(when string, some bool) {
		t.Helper()
		page, err := os.ReadFile(filepath.Join(b.state, "report", "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		links := toWorkings.FindAllStringSubmatch(string(page), -1)
		if some && len(links) < 200 || !some && len(links) > 0 {
			t.Errorf("%s: %d links", when, len(links))
		}
		files := map[string]string{}
		for _, link := range links {
			if _, read := files[link[1]]; !read {
				content, err := os.ReadFile(filepath.Join(b.state, link[1]))
				if err != nil {
					t.Fatalf("%s: %v", when, err)
				}
				files[link[1]] = string(content)
			}
			if !strings.Contains(files[link[1]], `id="`+link[2][1:]+`"`) || !strings.Contains(files[link[1]], ">"+link[3]+"<") {
				t.Errorf("%s: %s leads to %s%s, where it is not", when, link[3], link[1], link[2])
			}
		}
	}
	export := func() {
		t.Helper()
		p, err := night.OpenPublished(b.state)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		tr := b.tracer(t)
		if p.Rules = tr.Rules; p.Evaluation == nil {
			if p.Evaluation, err = night.ReadEvaluation(tr.Rules, hengji.DefaultRules); err != nil {
				t.Fatal(err)
			}
		}
		files, err := night.Export(ctx, p, Follower(b.state, tr.Reader), []string{"xlsx", "html"})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.WriteExports(ctx, filepath.Join(b.state, night.ExportsFolder, "2021"), files); err != nil {
			t.Fatal(err)
		}
	}
	leads("a night", false)
	export()
	leads("before the next run", false)
	b.night(t)
	leads("after export", true)
	typeInto(t, b.inbox, "耒阳市", allocationSheet(t, b.inbox, "耒阳市"), map[string]any{"D9": "甲单位"})
	b.night(t)
	leads("after another publication", false)
	n := b.ready(t)
	if _, err := n.SignPeriod(ctx, "监督管理科"); err != nil {
		t.Fatal(err)
	}
	leads("signed", true)
	b.night(t)
	leads("the night after", true)
	if _, err := b.ready(t).ReopenPeriod(ctx, "监督管理科", "更正"); err != nil {
		t.Fatal(err)
	}
	leads("opened again", false)
}

// What is only listed and not calculated again stands in docs/evidence.md by name, with why;
// nothing else does, and how many columns there are is told as it is.
func TestWhatIsNotCalculatedAgainIsNamed(t *testing.T) {
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	columns, listed := map[string]bool{}, map[string]bool{}
	for _, mart := range slices.Concat(rules.Marts, rules.Base) {
		for _, trace := range mart.Traces {
			name := mart.Name + "." + trace.Column
			columns[name] = true
			if !trace.Formula.Calculates() {
				listed[name] = true
			}
		}
	}
	page, err := os.ReadFile("../docs/evidence.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "### 只列出来源")
	told := map[string]bool{}
	for _, match := range regexp.MustCompile("(?m)^\\| `([a-z_]+\\.[a-z_]+)` \\|").FindAllStringSubmatch(section, -1) {
		told[match[1]] = true
	}
	if !maps.Equal(told, listed) {
		t.Errorf("docs/evidence.md names %v\nlisted are %v", slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(listed)))
	}
	if words := fmt.Sprintf("%d 列数字中，%d 列", len(columns), len(columns)-len(listed)); !strings.Contains(section, words) {
		t.Errorf("docs/evidence.md does not say %s", words)
	}
}
