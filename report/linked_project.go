package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// project is one that has a page.
type project struct {
	region, line, code, name string // region is its code
	regionName, page         string
	row                      []string // of the list
	findings                 []line
}

// projectTable is a table that speaks of projects, with its rows by project.
type projectTable struct {
	hengji.Table
	rows map[string][]int
}

// byLine and byCode name a project: by its place among those of its region, which is
// never taken twice, or by its code, where a table has no other.
func byLine(region, line string) string { return region + "\x00" + line + "\x00line" }
func byCode(region, code string) string { return region + "\x00" + code }

// indexed finds the rows of each project in a table; one that speaks of pairs has them
// under both.
func indexed(t hengji.Table) projectTable {
	of := projectTable{t, map[string][]int{}}
	region, line, code := columnOf(t, "region_code"), columnOf(t, "line"), columnOf(t, "project_code")
	other, otherLine := columnOf(t, "other_region_code"), columnOf(t, "other_line")
	for n, row := range t.Rows {
		switch {
		case region < 0 || line < 0 && code < 0:
		case line >= 0:
			of.add(byLine(at(row, region), at(row, line)), n)
		default:
			of.add(byCode(at(row, region), at(row, code)), n)
		}
		if other >= 0 && otherLine >= 0 {
			of.add(byLine(at(row, other), at(row, otherLine)), n)
		}
	}
	return of
}

func (t *projectTable) add(key string, row int) { t.rows[key] = append(t.rows[key], row) }

// pairs reports whether a row of the table speaks of two projects.
func (t *projectTable) pairs() bool { return columnOf(t.Table, "other_line") >= 0 }

// of are the rows of a project.
func (t *projectTable) of(p *project) [][]string {
	var rows [][]string
	for _, n := range append(slices.Clone(t.rows[byLine(p.region, p.line)]), t.rows[byCode(p.region, p.code)]...) {
		rows = append(rows, t.Rows[n])
	}
	return rows
}

// findProjects gives every project of the list its page.
func (w *pagesWriter) findProjects() {
	w.byKey = map[string][]*project{}
	for _, t := range w.Facts {
		w.facts = append(w.facts, indexed(t))
	}
	for _, t := range w.Workings {
		w.workings = append(w.workings, indexed(t))
	}
	t := w.list
	value := func(row []string, column string) string { return at(row, columnOf(t, column)) }
	taken := map[string]bool{}
	for n, row := range t.Rows {
		if t.Total && n == len(t.Rows)-1 {
			continue
		}
		p := &project{row: row, region: value(row, "region_code"), line: value(row, "line"), code: value(row, "project_code"), name: value(row, "project_name"), regionName: value(row, "region")}
		p.page = pageName("project", p.region+"-"+p.code)
		if p.code == "" || taken[strings.ToLower(p.page)] { // two of one code; or of codes that some disks hold for one
			p.page = pageName("project", p.region+"-"+p.code+"~"+p.line)
		}
		taken[strings.ToLower(p.page)] = true
		w.projects = append(w.projects, p)
		for _, key := range []string{byLine(p.region, p.line), byCode(p.region, p.code)} {
			w.byKey[key] = append(w.byKey[key], p)
		}
	}
}

// toProject leads from a row of a table to the project that it speaks of, or else to
// its region.
func (w *pagesWriter) toProject(t hengji.Table) func(row []string) string {
	region, line, code, name := columnOf(t, "region_code"), columnOf(t, "line"), columnOf(t, "project_code"), columnOf(t, "region")
	return func(row []string) string {
		for _, key := range []string{byLine(at(row, region), at(row, line)), byCode(at(row, region), at(row, code))} {
			if of := w.byKey[key]; len(of) > 0 {
				return of[0].page
			}
		}
		return w.ways.region(at(row, name))
	}
}

// ofFinding is the project that a finding speaks of, nil where that cannot be told.
func (w *pagesWriter) ofFinding(one line) *project {
	code, _, _ := strings.Cut(one.f.Key, "|")
	if of := w.byKey[byCode(one.f.RegionCode, code)]; code != "" && len(of) > 0 && w.OfProject[one.f.Form] {
		return of[0]
	}
	return nil
}

// assign gives a finding to its project.
func (w *pagesWriter) assign(one line) {
	if of := w.ofFinding(one); of != nil {
		of.findings = append(of.findings, one)
	}
}

// known are the columns that the head of a project's page says.
var known = []string{"region_code", "region", "line", "project_code", "project_name"}

// internal are columns of workings by which the program finds its way, and what it reads
// figures as.
var internal = []string{"indicator_row", "meant", "aim", "done", "comparable", "own", "raw", "claimed", "band", "scheme", "factor", "position", "group_name", "sheet"}

// projectPages makes the view of each project.
func (w *pagesWriter) projectPages() error {
	for _, p := range w.projects {
		page := linkedPage{Title: short(p.name, 200)}
		if region := w.ways.region(p.regionName); region != "" {
			page.Above = []Fact{{short(p.regionName, 40), region}}
		}
		page.Sections = append(page.Sections, linkedSection{ID: "project", Title: "项目", Facts: []linkedFact{{Name: "项目编号", Value: short(p.code, 60)}, {Name: "县市区", Value: short(p.regionName, 40)}}})
		said := map[string]string{}
		for i := range w.facts {
			if section := w.factsOf(&w.facts[i], p, said); len(section.Facts) > 0 {
				page.Sections = append(page.Sections, section)
			}
		}
		for i := range w.workings {
			t := &w.workings[i]
			rows := t.of(p)
			if len(rows) == 0 {
				continue
			}
			of := t.Table
			of.Rows, of.Total = rows, false
			link := func([]string) string { return "" }
			if t.pairs() {
				link = w.toOther(t, p)
			} else {
				of = without(of, append(slices.Clone(known), internal...)...)
			}
			table := w.ways.figures(withoutBlanks(of), link)
			table.Headed = true
			page.Sections = append(page.Sections, linkedSection{ID: "w" + fmt.Sprint(i), Title: short(t.Title, 100), Table: table})
		}
		if err := w.putInParts(p.page, page, p.findings); err != nil {
			return err
		}
	}
	return nil
}

// factsOf says what a table has of a project, but what was said already.
func (w *pagesWriter) factsOf(t *projectTable, p *project, said map[string]string) linkedSection {
	section := linkedSection{ID: "t-" + t.Name, Title: short(t.Title, 100)}
	rows := t.of(p)
	if len(rows) == 0 {
		return section
	}
	for i, column := range t.Columns {
		text := at(rows[0], i)
		if column.Unprinted || text == "" || said[column.Name] == text || slices.Contains(known, column.Name) {
			continue
		}
		said[column.Name] = text
		section.Facts = append(section.Facts, linkedFact{Name: short(heading(column), 60), Value: short(text, 600)})
	}
	return section
}

// toOther leads to the other project of a pair.
func (w *pagesWriter) toOther(t *projectTable, p *project) func(row []string) string {
	value := func(row []string, column string) string { return at(row, columnOf(t.Table, column)) }
	return func(row []string) string {
		key := byLine(value(row, "other_region_code"), value(row, "other_line"))
		if key == byLine(p.region, p.line) {
			key = byLine(value(row, "region_code"), value(row, "line"))
		}
		if of := w.byKey[key]; len(of) > 0 {
			return of[0].page
		}
		return ""
	}
}

// withoutBlanks is a table without the columns that are blank in every row.
func withoutBlanks(t hengji.Table) hengji.Table {
	var blank []string
	for i, column := range t.Columns {
		if !slices.ContainsFunc(t.Rows, func(row []string) bool { return at(row, i) != "" }) {
			blank = append(blank, column.Name)
		}
	}
	return without(t, blank...)
}
