package transform

import (
	"slices"
	"strings"

	"hengji"
)

// namedUnit is a line above a table that says who reports (填报单位：石鼓区科学技术局),
// and which region that is.
type namedUnit struct {
	remark hengji.Remark
	code   string
}

// unitWordsAbove begin such a line.
var unitWordsAbove = []string{"填报单位", "报送单位", "填报县市区", "报送县市区", "填报地区"}

// titleUnit notes who reports by what stands above a table. Whether that is another
// region than the workbook's is known once the cover is read.
func (r *reader) titleUnit(sheet string, row int, cell *hengji.Cell) {
	if cell.Kind != hengji.CellText || len(cell.Text) > longestLabel {
		return
	}
	word, name, found := strings.Cut(foldSpaces(cell.Text), ":")
	if !found || !slices.Contains(unitWordsAbove, cutBrackets(word)) {
		return
	}
	hit, known := r.plan.regions.findPlace(trimText(name))
	if !known {
		return
	}
	r.out.units = append(r.out.units, namedUnit{
		code: r.plan.regions.codes[hit.index].Code,
		remark: hengji.Remark{
			Rule: hengji.RuleTitleUnit, Sheet: sheet, Row: row, Column: int(cell.Column), Form: r.form.form.Name,
			Label: r.form.form.Title, Got: quoted(trimText(cell.Text)),
		},
	})
}

// otherUnits reports the tables that name another region than the workbook's. Where
// several name the same one the cover is the odd one out, and that is told elsewhere.
func (b *book) otherUnits() {
	units, own := b.out.units, b.result.Region
	if len(units) > 1 && !slices.ContainsFunc(units, func(u namedUnit) bool { return u.code != units[0].code }) {
		return
	}
	for _, named := range units {
		if own.Code != "" && own.Code != named.code {
			named.remark.Want = own.Name
			b.out.add(named.remark)
		}
	}
}
