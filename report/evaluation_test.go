package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/schema"

	"github.com/google/go-cmp/cmp"
)

// reportMarts are the rules' words about the tables of aBooklet.
func reportMarts() []*hengji.Mart {
	var marts []*hengji.Mart
	for _, t := range aBooklet().Tables {
		mart := &hengji.Mart{Name: t.Name, Labels: map[string]string{}}
		for _, c := range t.Columns {
			mart.Labels[c.Name] = c.Label
		}
		marts = append(marts, mart)
	}
	return marts
}

func reportTables(b hengji.Booklet) map[string]hengji.Table {
	tables := map[string]hengji.Table{}
	for _, t := range b.Tables {
		tables[t.Name] = t
	}
	return tables
}

func evaluationOf(t *testing.T, text string) *Evaluation {
	t.Helper()
	e, err := ReadEvaluation("evaluation.md", []byte(text), reportMarts(), schema.ParseCell)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func evaluationPage(t *testing.T, text string, b hengji.Booklet) string {
	t.Helper()
	var page strings.Builder
	if err := evaluationOf(t, text).HTML(&page, b, reportTables(b), nil); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

const aReport = `// 说明
@ 总额 = mart.by_region.amount_wan where region = '合计'
@ 最多 = mart.by_region.region highest amount_wan
@ 最少 = mart.by_region.region lowest amount_wan
@ 耒阳 = by_region.amount_wan where region = 耒阳市
@ 无此 = mart.by_region.amount_wan where region = '衡阳市'
@ 空表 = empty.days
@ 石鼓 = mart.by_region.projects where region_code = 'B' and region = '石鼓区'
@ 署名 = empty.days

# {报告期}年度报告<b>
## 一、安排
共 {总额} 万元，最多的是{最多}，最少的是{最少}；
石鼓区 {石鼓} 个，耒阳市 {耒阳} 万元，衡阳市 {无此} 万元，{空表}。

**一是安排了资金。**总额比上年{总额 增长|下降|持平 万元}，{石鼓 多|少|一样}{，位居 最多}{（无此）}{、最少}。
[若有 未汇总] 未汇总：{未汇总}。
[若无 未汇总] 全部汇总。

[若无 耒阳] 耒阳市没有数字。
[若有 耒阳] 耒阳市有数字。
### （一）明细
#### [若无 耒阳] 1．没有数字
5. 不是标题，* 也不是加粗 \\*。
[待填] （由市局填写：{总额}万元。）
[表 by_region]
[表 by_region region amount_wan]
[表 empty]
[落款]
[落款 署名 制表日期]
`

func TestEvaluationReport(t *testing.T) {
	page := evaluationPage(t, aReport, aBooklet())
	_, body, _ := strings.Cut(page, "<body>")
	golden(t, "evaluation.html", body)
	for _, bad := range []string{"<script", "<b>", "http://x\")\x1b", "\u202e", "javascript:"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(page, "default-src 'none'") {
		t.Error("the page may fetch and run things")
	}
}

// No region in, no figure: 0 would be a claim.
func TestEvaluationOfNothingClaimsNothing(t *testing.T) {
	b := aBooklet()
	b.Held = 0
	page := evaluationPage(t, "@ 总额 = by_region.amount_wan where region = 合计\n共 {总额} 万元。", b)
	if want := `共 <span class="none">（暂无数据）</span> 万元。`; !strings.Contains(page, want) {
		t.Errorf("page lacks %s:\n%s", want, page)
	}
}

func TestThePeriodOfAReportIsNamedInWords(t *testing.T) {
	for period, want := range map[string]string{"2021": "2021年度报告（2021）", "2021-H1": "2021年上半年报告（2021-H1）"} {
		b := aBooklet()
		b.Period = period
		if page := evaluationPage(t, "# {报告期名称}报告（{报告期}）\n", b); !strings.Contains(page, want) {
			t.Errorf("the report of %s does not say %s", period, want)
		}
	}
}

func TestEvaluationMistakesAreToldWithTheirPlace(t *testing.T) {
	_, err := ReadEvaluation("schema/report/evaluation.md", []byte(`@ 总额 = by_regions.amount_wan
@ 金额 = by_region.amount where regio = 合计
@ 报告期 = by_region.amount_wan
@ 石鼓 = by_region.amount_wan where region: '石鼓区'
@ 最多 = by_region.region highest amounts
@ 最多 = by_region.region
@ 什么
##### 五级标题
共 {总数} 万元，{总额
{}
[表 by_region amount]
[落款 总额]
[表 nothing]
[图 by_region amount_wan]
[若 总额] 文字
[若有 总数] 文字
`), reportMarts(), schema.ParseCell)
	if err == nil {
		t.Fatal("nothing was told")
	}
	golden(t, "evaluation_mistakes.txt", err.Error()+"\n")
}

// A name that stands for several rows is a mistake of the text, told at its line;
// so is a database that lacks the table.
func TestEvaluationRefusesWhatItCannotTell(t *testing.T) {
	b := aBooklet()
	for text, want := range map[string]string{
		"\n@ 金额 = by_region.amount_wan\n{金额}": "evaluation.md:2: 金额 对应 4 行 mart.by_region",
		"[表 twice]":               "evaluation.md:1: 已发布的数据库没有 mart.twice",
		"@ 天数 = twice.days\n{天数}": "evaluation.md:1: 已发布的数据库没有 mart.twice",
	} {
		tables := reportTables(b)
		delete(tables, "twice")
		err := evaluationOf(t, text).HTML(&strings.Builder{}, b, tables, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want %q", text, err, want)
		}
	}
}

func TestGrouping(t *testing.T) {
	for _, c := range []struct {
		text   string
		places int
		want   string
	}{
		{"2201", 0, "2,201"}, {"-1234567.5", 2, "-1,234,567.50"}, {"0.5", 2, "0.50"}, {"100", 2, "100.00"}, {"", 2, ""}, {"—", 0, "—"}, {"12", 0, "12"},
	} {
		if got := grouping(c.text, c.places); got != c.want {
			t.Errorf("grouping(%q, %d) = %q, want %q", c.text, c.places, got, c.want)
		}
	}
}

// textOf is what a document or a page says, block by block without spaces, as far as
// the elements named carry text.
func textOf(t *testing.T, source string, ends func(name string) bool, says func(name string) bool) []string {
	t.Helper()
	var blocks []string
	var text strings.Builder
	open := 0
	decoder := xml.NewDecoder(strings.NewReader(source))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return blocks
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if says(token.Name.Local) {
				open++
			}
		case xml.EndElement:
			if says(token.Name.Local) {
				open--
			}
			if said := strings.Join(strings.Fields(text.String()), ""); ends(token.Name.Local) && said != "" {
				blocks = append(blocks, said)
				text.Reset()
			}
		case xml.CharData:
			if open > 0 {
				text.Write(token)
			}
		}
	}
}

// The document says what the page says, in the same order.
func TestTheDocumentSaysWhatThePageSays(t *testing.T) {
	b := aBooklet()
	e := evaluationOf(t, aReport)
	var written bytes.Buffer
	must(t, e.Document(&written, b, reportTables(b)))
	pack, err := zip.NewReader(bytes.NewReader(written.Bytes()), int64(written.Len()))
	must(t, err)
	part, err := pack.Open("word/document.xml")
	must(t, err)
	document, err := io.ReadAll(part)
	must(t, err)
	got := textOf(t, string(document), func(name string) bool { return name == "p" }, func(name string) bool { return name == "t" })
	_, body, _ := strings.Cut(evaluationPage(t, aReport, b), "<body>")
	body, _, _ = strings.Cut(body, "</body>")
	ends := []string{"h1", "h2", "h3", "h4", "p", "figcaption", "th", "td"}
	says := append([]string{"div"}, ends...)
	want := textOf(t, "<div>"+body+"</div>", func(name string) bool { return slices.Contains(ends, name) || name == "div" }, func(name string) bool { return slices.Contains(says, name) })
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 40 {
		t.Errorf("%d blocks (-page +document):\n%s", len(got), diff)
	}
	// Nobody signs on a page of its own: from the last paragraph on all stays together.
	if n := strings.Count(string(document), `"/><w:keepNext/><w:ind w:rightChars=`); n != 4 {
		t.Errorf("%d lines of two signatures are kept with the next, want 4", n)
	}
}

// What is left to do is listed for the office, and printed on no paper.
func TestWhatIsLeftToDoIsListed(t *testing.T) {
	b := aBooklet()
	tables := reportTables(b)
	tables[balanceMart] = tables["by_region"]
	tables[figuresMart] = hengji.Table{Name: figuresMart, Columns: []hengji.TableColumn{{Name: "id", Label: "编号"}, {Name: "verdict", Unprinted: true}},
		Rows: [][]string{{"F001", "holds"}, {"F002", "does not hold"}, {"C01", "uncheckable"}}}
	var page strings.Builder
	must(t, evaluationOf(t, aReport).Check(&page, b, tables))
	open, all, _ := strings.Cut(page.String(), "五、平衡表")
	for _, want := range []string{"【待填】（由市局填写：1334.5万元。）", "衡阳市 （暂无数据）", "没有“耒阳”：耒阳市有数字。", "没有“无此”，略去这句话：一是安排了资金。", ">F002<", ">C01<"} {
		if !strings.Contains(open, want) {
			t.Errorf("%s is not listed in\n%s", want, open)
		}
	}
	if strings.Contains(open, ">F001<") || !strings.Contains(all, ">F001<") {
		t.Error("F001 holds: it is no open matter, and stands among all figures")
	}
}
