package report

import (
	"strings"
	"testing"

	"hengji"
	"hengji/schema"
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
	if err := evaluationOf(t, text).HTML(&page, b, reportTables(b)); err != nil {
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

# {报告期}年度报告<b>
## 一、安排
共 {总额} 万元，最多的是{最多}，最少的是{最少}；
石鼓区 {石鼓} 个，耒阳市 {耒阳} 万元，衡阳市 {无此} 万元，{空表}。

[若有 未汇总] 未汇总：{未汇总}。
[若无 未汇总] 全部汇总。

[若无 耒阳] 耒阳市没有数字。
[若有 耒阳] 耒阳市有数字。
### （一）明细
[表 by_region]
[图 by_region amount_wan]
[表 empty]
[签名]
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

func TestEvaluationMistakesAreToldWithTheirPlace(t *testing.T) {
	_, err := ReadEvaluation("schema/report/evaluation.md", []byte(`@ 总额 = by_regions.amount_wan
@ 金额 = by_region.amount where regio = 合计
@ 报告期 = by_region.amount_wan
@ 石鼓 = by_region.amount_wan where region: '石鼓区'
@ 最多 = by_region.region highest amounts
@ 最多 = by_region.region
@ 什么
#### 四级标题
共 {总数} 万元，{总额
{}
[表 by_region amount_wan]
[图 by_region]
[表 nothing]
[图 by_region height]
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
		err := evaluationOf(t, text).HTML(&strings.Builder{}, b, tables)
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
