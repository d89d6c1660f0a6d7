package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"hengji"
	"hengji/samples/tier"

	"github.com/google/go-cmp/cmp"
)

// pagesOf makes the pages of a bureau, by name.
func pagesOf(t testing.TB, p Pages) map[string]string {
	t.Helper()
	pages := map[string]string{}
	must(t, WritePages(p, func(name string, content []byte) error {
		if pages[name] != "" {
			t.Errorf("the page %s is written twice", name)
		}
		pages[name] = string(content)
		return nil
	}))
	return pages
}

// columnsNamed are columns of a table, each name:label, those with a star numbers.
func columnsNamed(words string) (columns []hengji.TableColumn) {
	for _, word := range strings.Fields(words) {
		name, label, _ := strings.Cut(word, ":")
		name, number := strings.CutSuffix(name, "*")
		columns = append(columns, hengji.TableColumn{Name: name, Label: label, Number: number, Unprinted: label == ""})
	}
	return columns
}

// manyPages are a bureau's pages of so many regions, projects in each, and findings in
// each project.
func manyPages(regions, projects, findings int) Pages {
	x := sampleIndex()
	x.Board, x.Returns, x.Others = nil, nil, nil
	p := Pages{OfProject: map[string]bool{"allocation": true}, Rules: map[hengji.RuleID]*hengji.Rule{"ALLOC-R03": {Description: "各行相加与控制数比较。"}}}
	list := hengji.Table{Name: "funding_decision", Title: "后续资金安排建议表", Columns: columnsNamed("region_code region:县市区 line project_code:项目编号 project_name:项目名称 amount_wan*:安排金额（万元） decision:建议")}
	form := hengji.Table{Name: "allocation", Title: "项目资金安排表", Columns: columnsNamed("region_code project_code:项目编号 organisation:承担单位 amount_wan*:安排金额（万元） starts_on:起始日期 remarks:备注")}
	scores := hengji.Table{Name: "indicator_score", Title: "绩效指标复核得分表", Columns: columnsNamed("region_code region:县市区 line project_code:项目编号 level3:三级指标 target:年度指标值 actual:实际完成值 score*:复核得分")}
	pairs := hengji.Table{Name: "duplicate_funding", Title: "疑似重复安排的项目", Columns: columnsNamed("region_code region:县市区 line project_code:项目编号 project_name:项目名称 other_region_code other_region:另一项目的县市区 other_line other_code:另一项目的编号 reasons:相近之处")}
	for r := range regions {
		code, name := fmt.Sprintf("R%04d", r), fmt.Sprintf("第%d县", r)
		x.Board = append(x.Board, BoardLine{Code: code, Region: name, State: hengji.Accepted, Latest: 1, Effective: 1, Received: "2022-02-10 02:00"})
		back := IndexReturn{Region: name, Link: "../returns/x.html", Version: 1}
		for n := range projects {
			line, project := fmt.Sprint(n+5), fmt.Sprintf("2021P%05d", n)
			list.Rows = append(list.Rows, []string{code, name, line, project, "示例项目" + line, "10", "继续拨付"})
			form.Rows = append(form.Rows, []string{code, project, "示例公司", "10", "2021-01-01", "示例"})
			for i := range 6 {
				scores.Rows = append(scores.Rows, []string{code, name, line, project, fmt.Sprint("指标", i), "10", "9", "90.00"})
			}
			for i := range findings {
				back.Findings = append(back.Findings, hengji.Finding{
					Fingerprint: fmt.Sprintf("%s-%d-%d", code, n, i), Rule: "ALLOC-R03", Severity: hengji.Explain, State: "open", Form: "allocation", RegionCode: code, Region: name,
					Key: project, Sheet: "项目资金安排表", Row: n + 5, Cell: "I" + line, Label: "安排金额（万元）", Got: "10", Want: "9", Message: "合计与控制数相差 1 万元。",
				})
			}
		}
		x.Returns = append(x.Returns, back)
	}
	if regions > 1 {
		pairs.Rows = append(pairs.Rows, []string{"R0000", "第0县", "5", "2021P00000", "示例项目5", "R0001", "第1县", "5", "2021P00000", "名称相同"})
	}
	x.Others, x.Listed = []hengji.Table{list, pairs}, list.Name
	p.Index, p.Facts, p.Workings = x, []hengji.Table{form, list}, []hengji.Table{scores, pairs}
	return p
}

// bare is a page without its style and its script.
func bare(page string) string {
	page = strings.Replace(strings.Replace(page, linkedStyle, "", 1), linkedScript, "", 1)
	return regexp.MustCompile(`sha256-.*?=&#39;`).ReplaceAllString(page, "sha256-…&#39;")
}

func TestThePagesBehindTheIndex(t *testing.T) {
	pages := pagesOf(t, manyPages(2, 1, 1))
	for _, name := range []string{"region-R0000.html", "project-R0000-2021P00000.html", "rule-ALLOC-R03.html"} {
		golden(t, name, bare(pages[name]))
	}
}

// Every page leads to pages that are there, every project and every finding is reached,
// and no page grows with their number.
func TestThePagesLeadToEachOther(t *testing.T) {
	p := manyPages(3, 4, 200)
	pages := pagesOf(t, p)
	href := regexp.MustCompile(`href="([^"]*)"`)
	reached := map[string]bool{}
	for name, page := range pages {
		if len(page) > 1<<20 {
			t.Errorf("%s has %d bytes", name, len(page))
		}
		for _, link := range href.FindAllStringSubmatch(page, -1) {
			to := link[1]
			if strings.HasPrefix(to, "#") || strings.HasPrefix(to, "../") {
				continue
			}
			if reached[to] = true; pages[to] == "" {
				t.Errorf("%s leads to %s, which is not there", name, to)
			}
		}
	}
	for _, link := range href.FindAllStringSubmatch(indexOf(t, p.Index), -1) {
		if to, ours := strings.CutPrefix(link[1], PagesFolder+"/"); ours {
			reached[to] = true
			if pages[to] == "" {
				t.Errorf("the index leads to %s, which is not there", to)
			}
		}
	}
	rows := map[string]int{}
	for name, page := range pages {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
		kind, _, _ := strings.Cut(name, "-")
		rows[kind] += strings.Count(page, "<tr data-region=")
	}
	want := map[string]int{"project": 2400, "region": 2400, "rule": 2400, "table": 0}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("findings on pages (-want +got):\n%s", diff)
	}
}

// A province instead of a city: three thousand reporters and sixty thousand findings are
// all there, on pages that a browser opens; and none of either is no trouble.
func TestThePagesOfAProvince(t *testing.T) {
	tier.NeedsAll(t, "3 000 reporters; TestThePagesLeadToEachOther has three")
	for _, many := range []struct{ regions, findings int }{{17, 0}, {17, 3530}, {3000, 0}, {3000, 20}} {
		p := manyPages(many.regions, 1, many.findings)
		all, pages, most := many.regions*many.findings, 0, 0
		rows := map[string]int{}
		began := time.Now()
		must(t, WritePages(p, func(name string, content []byte) error {
			kind, _, _ := strings.Cut(name, "-")
			rows[kind] += bytes.Count(content, []byte("<tr data-region="))
			pages, most = pages+1, max(most, len(content))
			return nil
		}))
		index := indexOf(t, p.Index)
		t.Logf("%d reporters, %d findings: %d pages of at most %d bytes and an index of %d in %v", many.regions, all, pages, most, len(index), time.Since(began))
		if rows["region"] != all || rows["rule"] != all || rows["project"] != all {
			t.Errorf("of %d findings the pages have %v", all, rows)
		}
		if most > 2<<20 || len(index) > 6<<20 {
			t.Errorf("a page has %d bytes, the index %d", most, len(index))
		}
		if tiles := strings.Count(index, `<li class="tile `); many.regions > mostBars && tiles > 0 {
			t.Errorf("%d tiles stand where no map is", tiles)
		}
		if denied := strings.Contains(index, "没有审核意见。"); denied != (all == 0) {
			t.Errorf("with %d findings the index denies any: %v", all, denied)
		}
	}
}

// A code is whatever somebody typed: every project has a page of its own, under a name
// that every disk takes, and nothing of it becomes markup.
func TestEveryProjectHasAPage(t *testing.T) {
	codes := []string{"", "", "../../etc", `a"b<script>alert(1)</script>`, "A", "a", "2021 01", "twice", "twice", strings.Repeat("长", 300), "CON", "~2", "x~2"}
	p := manyPages(2, len(codes), 0)
	for i, code := range codes {
		p.Index.Others[0].Rows[i][3], p.Index.Others[0].Rows[i][4] = code, `<b onclick="x">`+code
	}
	pages := pagesOf(t, p)
	names := map[string]bool{}
	projects := 0
	for name, page := range pages {
		if strings.HasPrefix(name, "project-") {
			projects++
		}
		if folded := strings.ToLower(name); names[folded] || !regexp.MustCompile(`^[A-Za-z0-9._~-]{1,120}$`).MatchString(name) {
			t.Errorf("a page is called %q", name)
		} else {
			names[folded] = true
		}
		if strings.Contains(bare(page), "<b onclick") || strings.Contains(bare(page), "<script>alert") {
			t.Errorf("%s holds markup of a workbook", name)
		}
	}
	if projects != 2*len(codes) {
		t.Errorf("%d projects have %d pages", 2*len(codes), projects)
	}
}

// A project of a pair is shown with the other, and each leads to the other.
func TestAlikeProjectsLeadToEachOther(t *testing.T) {
	pages := pagesOf(t, manyPages(2, 1, 0))
	for _, pair := range [][2]string{{"R0000", "R0001"}, {"R0001", "R0000"}} {
		if page := pages["project-"+pair[0]+"-2021P00000.html"]; !strings.Contains(page, `href="project-`+pair[1]+`-2021P00000.html"`) {
			t.Errorf("the project of %s does not lead to that of %s", pair[0], pair[1])
		}
	}
}
