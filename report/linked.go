package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"

	"hengji"
	"hengji/report/inert"
)

// PagesFolder lies beside the run's page and holds the pages behind it.
const PagesFolder = "pages"

// Pages are the pages behind the run's page: one a region, a project, a rule that found
// something, and a table. They lie in one folder, lead to each other, and need no server.
type Pages struct {
	Index    Index
	Facts    []hengji.Table // one row a project, in the order in which its page tells them
	Workings []hengji.Table // any number of rows a project: its indicators, what makes its risk, others like it
	Rules    map[hengji.RuleID]*hengji.Rule
	// OfProject are the forms whose records begin their key with the code of a project.
	OfProject map[string]bool
}

//go:embed linked.html
var linkedText string

//go:embed shared.html
var sharedText string

//go:embed linked.css
var linkedStyle string

//go:embed linked.js
var linkedScript string

var (
	linkedTemplate = template.Must(template.Must(template.New("linked").Parse(linkedText)).Parse(sharedText))
	linkedPolicy   = policyOf(linkedStyle, linkedScript)
)

// linkedPage is what the template prints: texts alone.
type linkedPage struct {
	Policy      string
	Style       template.CSS
	Script      template.JS
	Title, When string
	Above       []Fact // the way back: names and links
	Sections    []linkedSection
}

type linkedSection struct {
	ID, Title string
	Facts     []linkedFact
	Table     *figures
	Searched  bool // its table is one that people look something up in
	Lists     []linkedList
	Note      string
	Findings  []findingRow
	Parts     []Fact // the other pages of a long list
	Rules     []ruleText
}

// linkedList is a table that is folded where it is long.
type linkedList struct {
	Title, Note string
	Open        bool
	Table       *figures
}

// linkedFact is a name and a value, which may lead somewhere.
type linkedFact struct{ Name, Value, Class, Link string }

// ruleText is what stands beside findings: what the rule asks, and why.
type ruleText struct{ Rule, Title, Severity, Kind, Asks, Description, Page string }

// WritePages makes the pages one after the other, and gives each by its name below
// PagesFolder. Its content stands until write returns.
func WritePages(p Pages, write func(name string, content []byte) error) error {
	w := &pagesWriter{Pages: p, ways: p.Index.ways(""), write: write, findings: map[string][]line{}}
	if at := slices.IndexFunc(p.Index.Others, func(t hengji.Table) bool { return t.Name == p.Index.Listed }); at >= 0 {
		w.list = p.Index.Others[at]
	}
	w.findProjects()
	for _, one := range p.Index.lines() {
		w.findings[one.region] = append(w.findings[one.region], one)
		w.assign(one)
	}
	for _, each := range []func() error{w.regionPages, w.projectPages, w.rulePages, w.tablePages} {
		if err := each(); err != nil {
			return err
		}
	}
	return nil
}

// pagesWriter holds what the pages need to know of each other.
type pagesWriter struct {
	Pages
	ways     ways
	list     hengji.Table // of projects, each of which has a page
	projects []*project
	byKey    map[string][]*project // by region and line, and by region and code
	facts    []projectTable
	workings []projectTable
	findings map[string][]line // by the name of the region
	write    func(name string, content []byte) error
	page     bytes.Buffer
}

// put makes one page.
func (w *pagesWriter) put(name string, p linkedPage) error {
	p.Policy, p.Style, p.Script = linkedPolicy, template.CSS(linkedStyle), template.JS(linkedScript)
	p.When = inert.OneLine(w.Index.Now)
	p.Above = append([]Fact{{inert.OneLine(hengji.PeriodWords(w.Index.Period)) + "绩效自评", "../index.html"}}, p.Above...)
	w.page.Reset()
	if err := linkedTemplate.Execute(&w.page, p); err != nil {
		return fmt.Errorf("make the page %s: %w", name, err)
	}
	return w.write(name, w.page.Bytes())
}

// plainName is what may stand in the name of a page as it is.
var plainName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,80}$`)

// pageName is the file of a page. A code that no file system or address takes as it is
// stands as a digest.
func pageName(kind, code string) string {
	if !plainName.MatchString(code) {
		sum := sha256.Sum256([]byte(code))
		code = "~" + hex.EncodeToString(sum[:8])
	}
	return kind + "-" + code + ".html"
}

// ways lead between the pages.
type ways struct {
	into, out string            // from the page into PagesFolder, and to where that lies
	regions   map[string]string // the page of a region, by its name as pages have it
	data      map[string]string
	workings  *Links
	summary   string // 汇总表.xlsx, "" where it was not exported
}

// ways are those of the run's page, or of one in PagesFolder, for which into is "".
func (x Index) ways(into string) ways {
	w := ways{into: into, regions: map[string]string{}, data: x.Data}
	if into == "" {
		w.out = "../"
	} else {
		w.workings = x.Workings
	}
	for _, one := range slices.Concat(x.Board, x.Apart) {
		if one.Code != "" {
			w.regions[regionName(one.Region)] = into + pageName("region", one.Code)
		}
	}
	if at := slices.IndexFunc(x.Files, func(f Fact) bool { return f.Name == SummaryFile }); at >= 0 {
		w.summary = w.outward(x.Files[at].Value)
	}
	return w
}

// region leads to the page of a region, "" where it has none.
func (w ways) region(name string) string { return w.regions[regionName(name)] }

// outward is a link of the run's page from here; "" stays none.
func (w ways) outward(link string) string {
	if link == "" {
		return ""
	}
	return w.out + link
}

// figures are a table with the files that it can be had as. link gives where a row
// leads; nil is to its region.
func (w ways) figures(t hengji.Table, link func(row []string) string) *figures {
	region := columnOf(t, "region")
	if link == nil {
		link = func(row []string) string { return w.region(at(row, region)) }
	}
	p := figuresOf(t, link, w.workings)
	p.CSV = w.outward(w.data[t.Name])
	if t.Place > 0 {
		p.XLSX = w.summary
	}
	return &p
}

// columnOf is the place of a column in a table, -1 where it has none of the name.
func columnOf(t hengji.Table, name string) int {
	return slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool { return c.Name == name })
}

// without is a table without some of its columns.
func without(t hengji.Table, names ...string) hengji.Table {
	var kept []int
	columns := t.Columns
	t.Columns = nil
	for i, c := range columns {
		if !slices.Contains(names, c.Name) {
			kept = append(kept, i)
			t.Columns = append(t.Columns, c)
		}
	}
	rows := t.Rows
	t.Rows = nil
	for _, row := range rows {
		line := make([]string, len(kept))
		for i, from := range kept {
			line[i] = at(row, from)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// tablePages are the tables that the run's page only names.
func (w *pagesWriter) tablePages() error {
	for _, t := range w.Index.Others {
		page := linkedPage{Title: short(t.Title, 200)}
		page.Sections = []linkedSection{{ID: "table", Title: "全表", Searched: true, Table: w.ways.figures(t, w.toProject(t))}}
		if err := w.put(pageName("table", t.Name), page); err != nil {
			return err
		}
	}
	return nil
}

// rulesOf are the rules of a list of findings, each once, gravest first as listed.
func (w *pagesWriter) rulesOf(lines []line) []ruleText {
	var texts []ruleText
	seen := map[hengji.RuleID]bool{}
	for _, one := range lines {
		if !seen[one.f.Rule] {
			seen[one.f.Rule] = true
			texts = append(texts, w.ruleText(one.f))
		}
	}
	return texts
}

func (w *pagesWriter) ruleText(f *hengji.Finding) ruleText {
	text := ruleText{
		Rule: short(string(f.Rule), 80), Title: short(w.Index.Titles[f.Rule], 60), Severity: string(f.Severity), Kind: f.Severity.Chinese(),
		Asks: asks[f.Severity], Page: pageName("rule", string(f.Rule)),
	}
	if rule := w.Rules[f.Rule]; rule != nil {
		text.Description = short(rule.Description, 600)
	}
	return text
}

// rulePages list all findings of a rule, region by region.
func (w *pagesWriter) rulePages() error {
	byRule := map[hengji.RuleID][]line{}
	told := map[string]bool{}
	for _, r := range w.Index.Returns { // in the order of the board
		region := regionName(r.Region)
		if told[region] {
			continue
		}
		told[region] = true
		for _, one := range w.findings[region] {
			byRule[one.f.Rule] = append(byRule[one.f.Rule], one)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(byRule)) {
		lines := byRule[id]
		text := w.ruleText(lines[0].f)
		head := linkedPage{Title: text.Title, Sections: []linkedSection{{ID: "rule", Title: "规则", Facts: []linkedFact{
			{Name: "编号", Value: text.Rule}, {Name: "类型", Value: text.Kind, Class: "chip " + text.Severity}, {Name: "要求", Value: text.Asks}, {Name: "说明", Value: text.Description},
		}}}}
		if head.Title == "" {
			head.Title = text.Rule
		}
		if err := w.putInParts(pageName("rule", string(id)), head, lines); err != nil {
			return err
		}
	}
	return nil
}
