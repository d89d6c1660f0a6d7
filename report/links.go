package report

import (
	"strings"

	"hengji"
)

// Links lead from the figures of printed tables to their working: a page a row, in it a
// place a column. nil leads nowhere.
type Links struct {
	pages map[string][]string // by mart: the page of each row
	way   string              // to the folder in which PagesFolder lies, "" or ending in /
}

// mostWorkings bounds the pages of workings: of a province's twenty thousand projects nobody
// mails a folder, and trace follows any figure of them.
const mostWorkings = 20_000

// NewLinks names the pages of tables, as DB.Table gives them. It is nil where they are more
// than a folder should hold.
func NewLinks(tables []hengji.Table) *Links {
	l := &Links{pages: map[string][]string{}}
	count := 0
	for _, t := range tables {
		if l.pages[t.Name] == nil {
			l.pages[t.Name] = workingNames(t)
			count += len(t.Rows)
		}
	}
	if count > mostWorkings {
		return nil
	}
	return l
}

// SeenFrom are the links of a page from which way leads to where PagesFolder lies, to the pages
// that are there.
func (l *Links) SeenFrom(way string, there func(page string) bool) *Links {
	if l == nil {
		return nil
	}
	seen := &Links{pages: map[string][]string{}, way: way}
	for table, pages := range l.pages {
		for _, page := range pages {
			if !there(page) {
				page = ""
			}
			seen.pages[table] = append(seen.pages[table], page)
		}
	}
	return seen
}

// workingNames names the page of each row by what the row is known by among people: the
// number of a figure, the code of a region or a project, else its place.
func workingNames(t hengji.Table) []string {
	names := make([]string, len(t.Rows))
	taken := map[string]bool{}
	for n, row := range t.Rows {
		var words []string
		for _, column := range []string{"id", "region_code", "project_code", "rate_code", "result_code"} {
			if value := at(row, columnOf(t, column)); value != "" {
				words = append(words, value)
			}
		}
		key := strings.Join(words, "-")
		if t.Total && n == len(t.Rows)-1 {
			key = "total"
		}
		name := pageName("working-"+t.Name, key)
		if key == "" || taken[strings.ToLower(name)] {
			name = pageName("working-"+t.Name, strings.TrimPrefix(key+"~"+tenths(10*(n+1)), "~"))
		}
		taken[strings.ToLower(name)] = true
		names[n] = name
	}
	return names
}

// Page is that of a row of a table, "" for none.
func (l *Links) Page(table string, row int) string {
	if l == nil || row >= len(l.pages[table]) {
		return ""
	}
	return l.pages[table][row]
}

// to leads from a figure of a table to its place on its page, seen from where PagesFolder
// lies; "" where it has no working.
func (l *Links) to(t hengji.Table, row, column int) string {
	page := l.Page(t.Name, row)
	if page == "" || !t.Columns[column].Traced || at(t.Rows[row], column) == "" {
		return ""
	}
	return l.way + PagesFolder + "/" + page + "#" + t.Columns[column].Name
}

// told leads from what a sentence takes of a row: a figure to its place, what has a digit in
// it to the row; "" for a name.
func (l *Links) told(t hengji.Table, row, column int) string {
	link := l.to(t, row, column)
	if page := l.Page(t.Name, row); link == "" && page != "" && strings.ContainsAny(at(t.Rows[row], column), "0123456789") {
		link = l.way + PagesFolder + "/" + page
	}
	return link
}
