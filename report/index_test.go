package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengji"

	"pgregory.net/rapid"
)

func indexOf(t testing.TB, x Index) string {
	t.Helper()
	var b bytes.Buffer
	must(t, WriteIndex(&b, x))
	return b.String()
}

// sampleIndex is a small bureau's page: every state, a file of nobody, a balance
// that does not close.
func sampleIndex() Index {
	open := func(blocking, explain int) map[hengji.Severity]int {
		return map[hengji.Severity]int{hengji.Blocking: blocking, hengji.Explain: explain}
	}
	r := leiyang()
	folded := hengji.Table{Name: "allocation_by_organisation", Title: "2021年度分承担单位表", Total: true, Columns: []hengji.TableColumn{{Name: "region", Label: "承担单位"}}}
	for i := range 33 {
		folded.Rows = append(folded.Rows, []string{fmt.Sprintf("单位 %d", i+1)})
	}
	folded.Rows = append(folded.Rows, []string{"合计"})
	column := func(name, label string) hengji.TableColumn {
		return hengji.TableColumn{Name: name, Label: label, Number: name != "region" && name != "closes"}
	}
	return Index{
		Period: "2021", Now: "2022-02-10 02:00", Due: "2022-02-07", DaysAfter: 3, Held: "已汇总 4/5",
		Board: []BoardLine{
			{Code: "HY00", Region: "市本级", TileRow: 1, TileColumn: 1, State: hengji.Accepted, Latest: 1, Effective: 1, Received: "2022-02-07 02:00", DaysLate: "0", Link: "../returns/%E5%B8%82/a.html"},
			{Code: "HY05", Region: "南岳区", TileRow: 1, TileColumn: 3, State: hengji.Pending, Latest: 1, Effective: 1, Received: "2022-02-10 02:00", DaysLate: "3", Counts: open(0, 1)},
			{Code: "HY14", Region: "常宁市", TileRow: 2, TileColumn: 2, State: hengji.Missing, DaysLate: "3"},
			{Code: "HY15", Region: "祁东县", TileRow: 2, TileColumn: 1, State: hengji.Nil, Latest: 1, Effective: 1, Received: "2022-02-08 02:00", DaysLate: "1"},
			{Code: "HY16", Region: "耒阳市", State: hengji.Returned, Latest: 2, Effective: 1, Received: "2022-02-08 02:00", DaysLate: "0", Counts: open(3, 1), Link: "../returns/x.html"},
		},
		Apart:     []BoardLine{{Code: "HYD", Region: "市科技局", State: hengji.Accepted, Latest: 1, Effective: 1, Received: "2022-02-01 02:00", DaysLate: "0"}},
		Strays:    []BoardLine{{State: hengji.Returned, Latest: 1, Received: "2022-02-10 02:00", File: "最终版<b>改.xlsx"}},
		Uncounted: []string{"逾期未计　常宁市 第 1 次报送：\"a<b>.xlsx\"（2022-03-01 02:00 收到）"},
		Reconciliation: hengji.Table{
			Name: "reconciliation", Title: "2021年度平衡表", Note: "已汇总 4/5；单位：万元", Total: true,
			Columns: []hengji.TableColumn{column("region", "县市区"), column("control_projects", "控制数：项目数"), column("control_wan", "控制数：金额（万元）"), column("accepted_wan", "采用：金额（万元）"), column("closes", "是否平衡")},
			Rows:    [][]string{{"市本级", "52", "656", "656", "是"}, {"常宁市", "8", "90", "0", "否"}, {"合计", "60", "746", "656", "否"}},
		},
		Closing: "平衡：控制数 60 个 746 万元……：不平（已汇总 4/5）\n  不平　常宁市：控制数 8 个 90 万元，采用 0 个 0 万元，比控制数少 8 个，少 90 万元\n",
		Printed: []hengji.Table{{
			Name: "allocation_table", Title: "2021年度项目资金安排汇总表", Note: "已汇总 4/5；单位：万元", Total: true,
			Columns: []hengji.TableColumn{column("region", "县市区"), column("projects", "项目数"), column("amount_wan", "安排金额（万元）"), {Name: "reported", Label: "已汇总", Number: true, Unprinted: true}},
			Charts:  []hengji.Chart{{Column: "amount_wan", By: "region"}},
			Rows:    [][]string{{"市本级", "52", "656", "1"}, {"南岳区", "2", "15", "1"}, {"常宁市", "0", "0", "0"}, {"合计", "54", "671", "4"}},
		}},
		Others:   []hengji.Table{{Name: "allocation_by_support_mode", Title: "2021年度分支持方式表", Columns: []hengji.TableColumn{column("region", "支持方式")}, Rows: [][]string{{"无偿补助"}}}, folded},
		Files:    []Fact{{"汇总表.xlsx", "../exports/a.xlsx"}},
		Returns:  []IndexReturn{{Region: "南岳区", Findings: []hengji.Finding{{Rule: "COVER-R03", Severity: hengji.Explain, State: "open", Sheet: "封面", Cell: "C10", Message: "零报告有控制数。"}}}, {Region: "耒阳市", Link: "../returns/x.html", Version: 2, Changes: "与第 1 次报送相比：项目资金安排表改动 4 个单元格。", Findings: r.Findings}, {Findings: []hengji.Finding{{Rule: "FILE-HTML", Severity: hengji.Blocking, State: "open", Message: "这是网页。"}}}},
		Titles:   map[hengji.RuleID]string{"ALLOC-R03": "县市区合计与控制数"},
		Data:     map[string]string{"allocation_table": "../exports/csv/mart.allocation_table.csv"},
		Listed:   "allocation_by_organisation",
		Contacts: map[string]string{"常宁市": "王科长 0734-1234567"},
		History:  []Publication{{At: "2022-02-10 02:00", Generation: 2, Held: 4, Amount: "656", Content: "0123456789abcdef", News: []string{"新收 1 份：南岳区（第 1 次，待核实）"}}, {At: "2022-02-08 02:00", Generation: 1, Held: 3, Amount: "600.5", Content: "f", Same: true}},
		Earlier:  3,
		Facts:    []Fact{{"数据库内容摘要", strings.Repeat("0a", 32)}},
	}
}

func TestTheIndex(t *testing.T) {
	text := indexOf(t, sampleIndex())
	for _, own := range []string{indexStyle, indexScript} {
		if strings.Count(text, own) != 1 {
			t.Error("the page does not hold its style and script as they are hashed")
		}
		text = strings.Replace(text, own, "", 1)
	}
	text = regexp.MustCompile(`sha256-.*?=&#39;`).ReplaceAllString(text, "sha256-…&#39;")
	golden(t, "index.html", text)
	alone := indexOf(t, Index{Period: "2021-CC", Apart: []BoardLine{{Region: "市科技局", State: hengji.Accepted}}})
	for _, not := range []string{"都已报送", "无控制数", "平衡表", "示意图"} {
		if strings.Contains(alone, not) {
			t.Errorf("the page of a period that asks nothing of regions says %s", not)
		}
	}
	empty := indexOf(t, Index{Period: "2021", Board: []BoardLine{{Region: "耒阳市", State: hengji.Accepted}}, Returns: []IndexReturn{{Region: "耒阳市"}}})
	for _, want := range []string{"没有审核意见。", "都已报送", "无控制数"} {
		if !strings.Contains(empty, want) {
			t.Errorf("the empty page does not say %s", want)
		}
	}
	if err := WriteIndex(failing{errors.New("no space")}, sampleIndex()); err == nil {
		t.Error("a page that could not be written was told as written")
	}
}

// What a page can show is bounded, and it says what it leaves out.
func TestTheIndexIsBounded(t *testing.T) {
	x := sampleIndex()
	long := strings.Repeat("长", 40_000)
	for n := range 3000 {
		x.Returns[0].Findings = append(x.Returns[0].Findings, hengji.Finding{
			Rule: "R", Severity: hengji.Notice, State: "open", Sheet: long, Label: long, Message: long, Got: long, Want: long, Explanation: long, Cell: fmt.Sprint("A", n),
		})
	}
	x.Printed[0].Total = false
	for n := range rowsOnPage {
		x.Printed[0].Rows = append(x.Printed[0].Rows, []string{fmt.Sprint("第", n), long})
	}
	text := indexOf(t, x)
	if rows := strings.Count(text, "<tr data-region="); rows != findingsOnPage {
		t.Errorf("%d findings on the page", rows)
	}
	for _, want := range []string{"条审核意见，本页列出最重要的 2000 条；全部意见请从上表按规则、或从报送情况按单位打开。", "共 2004 行，本页列出前 2000 行，全部在 CSV 和数据库 mart.allocation_table 中。"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if len(text) > 8<<20 {
		t.Errorf("the page has %d bytes", len(text))
	}
	first := strings.Index(text, `data-severity="notice"`)
	if last := strings.LastIndex(text, `data-severity="blocking"`); last > first {
		t.Error("a hint stands before what must be mended")
	}
}

// Names and texts of workbooks stay text: the elements and the names of the
// attributes are those of the template, no reference leads out of the folder.
func TestHostileTextMakesNoMarkupInTheIndex(t *testing.T) {
	shape := func(t *rapid.T, x Index) string {
		var b bytes.Buffer
		if err := WriteIndex(&b, x); err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(indexStyle, "", indexScript, "", "\t", "").Replace(b.String())
		mustBeInert(t, "page", text)
		var tags []string
		decoder := xml.NewDecoder(strings.NewReader(text[strings.Index(text, "<body>"):]))
		decoder.Strict, decoder.AutoClose, decoder.Entity = false, []string{"br", "input"}, xml.HTMLEntity
		for {
			token, err := decoder.RawToken()
			if errors.Is(err, io.EOF) {
				return strings.Join(tags, " ")
			}
			if err != nil {
				t.Fatalf("%v:\n%s", err, text)
			}
			if start, ok := token.(xml.StartElement); ok {
				tag := start.Name.Local
				for _, a := range start.Attr {
					tag += "." + a.Name.Local
					if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "../returns/") && !strings.HasPrefix(a.Value, "../exports/") && !ourPage.MatchString(a.Value) {
						t.Fatalf("a link to %q", a.Value)
					}
				}
				tags = append(tags, tag)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := hostileText()
		of := func(text func(string) string) Index {
			x, region := sampleIndex(), text("region")
			x.Period, x.Now, x.Held, x.Closing = text("period"), text("now"), text("held"), strings.ReplaceAll(text("closing"), "\n", "")
			for _, lines := range [][]BoardLine{x.Board, x.Apart, x.Strays} {
				for i := range lines {
					lines[i].Code, lines[i].Region, lines[i].File = text("code"), region, text("file")
				}
			}
			x.Returns = []IndexReturn{{Region: region, Findings: []hengji.Finding{{
				Sheet: text("sheet"), Cell: text("cell"), Label: text("label"), Message: text("message"), Got: text("got"), Want: text("want"),
				Rule: hengji.RuleID(text("rule")), Severity: hengji.Explain, State: "explained", Explanation: "x" + text("explanation"),
			}}}}
			for _, table := range []*hengji.Table{&x.Reconciliation, &x.Printed[0], &x.Others[0]} {
				table.Title, table.Note, table.Rows[0][0] = text("title"), text("note"), region
			}
			x.History[0].News[0], x.Facts[0].Value = text("news"), text("fact")
			return x
		}
		plain := shape(t, of(func(string) string { return "x" }))
		// A long name is set smaller, a long text broken into lines.
		if got := shape(t, of(func(label string) string { return "x" + word.Draw(t, label) })); strings.NewReplacer("b.class", "b", "td.class", "td").Replace(got) != strings.ReplaceAll(plain, "td.class", "td") {
			t.Fatalf("elements\n%s\nnot\n%s", got, plain)
		}
	})
}

// ourPage is a link to a page of the folder, whatever a code holds.
var ourPage = regexp.MustCompile(`^pages/(region|rule|table)-[A-Za-z0-9._~-]+\.html$`)

func TestBarsAreDrawnOfWhatHasALength(t *testing.T) {
	for _, c := range []struct{ values, want []string }{
		{[]string{"3", "1", "0", ""}, []string{"100", "33.3", "", ""}},
		{[]string{"95.5", "47.75"}, []string{"100", "50"}},
		{[]string{"3", "-1"}, nil},
		{[]string{"3", "很多"}, nil},
		{[]string{"3"}, nil},
	} {
		table := hengji.Table{Columns: []hengji.TableColumn{{Name: "region"}, {Name: "amount_wan", Number: true}}, Charts: []hengji.Chart{{Column: "amount_wan", By: "region"}, {Column: "none"}}}
		for _, value := range c.values {
			table.Rows = append(table.Rows, []string{"x", value})
		}
		if got := bars(table); !slices.Equal(got[1], c.want) || got[0] != nil {
			t.Errorf("bars of %q: %q, want %q", c.values, got, c.want)
		}
	}
}
