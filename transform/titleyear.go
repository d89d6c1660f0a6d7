package transform

import (
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// yearAlone is a line that names a year and nothing else: （2021年度）.
var yearAlone = regexp.MustCompile(`^[(\[【]?(20\d\d)年度?[)\]】]?$`)

// yearNamed is a year as a title names what its table is about. 2022年 without 度 may
// be when the table was filled in.
var yearNamed = regexp.MustCompile(`20\d\d年度`)

// titleYear reports a title of another year than the period: last year's form, copied.
// A title holds a name of the form, or is a year and nothing else; one that names the
// period too speaks of more years than one. The cover says its year in a field.
func (r *reader) titleYear(sheet string, row int, cell *hengji.Cell) {
	cover := slices.ContainsFunc(r.form.fields, func(f *fieldPlan) bool { return f.field.Identifies == "period" })
	if cell.Kind != hengji.CellText || len(cell.Text) > longestLabel || cover {
		return
	}
	text := foldSpaces(cell.Text)
	year := ""
	if alone := yearAlone.FindStringSubmatch(text); alone != nil {
		year = alone[1]
	} else if named := yearNamed.FindAllString(text, 2); len(named) == 1 && r.form.isTitle(text) {
		year = named[0][:4]
	}
	if year == "" || year == r.period || strings.Contains(text, r.period+"年") {
		return
	}
	r.out.add(hengji.Remark{
		Rule: hengji.RuleTitleYear, Sheet: sheet, Row: row, Column: int(cell.Column), Form: r.form.form.Name,
		Label: r.form.form.Title, Got: quoted(trimText(cell.Text)), Want: r.period,
	})
}

// isTitle is true of a folded text that holds the form's title or one of its sheets' names.
func (f *formPlan) isTitle(text string) bool {
	if strings.Contains(text, foldSpaces(f.form.Title)) {
		return true
	}
	for _, name := range f.form.SheetNames {
		if strings.Contains(text, foldSpaces(name)) {
			return true
		}
	}
	return false
}
