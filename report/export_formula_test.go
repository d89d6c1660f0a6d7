package report

import (
	"bytes"
	"regexp"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/report/ooxml"
)

// Sums and rates say on the sheet how they come about; a figure that its formula would not
// give to the digit stands without one.
func TestTotalsAndRatesAreFormulasBesideTheirResults(t *testing.T) {
	money := func(name string) hengji.TableColumn {
		return hengji.TableColumn{Name: name, Label: name, Number: true, Sums: true}
	}
	rate := hengji.TableColumn{Name: "rate", Label: "执行率（%）", Number: true, Quotient: hengji.Quotient{Times: 100, Above: "spent_wan", Below: "budget_wan"}}
	b := hengji.Booklet{Period: "2021", Held: 3, Regions: 3, Tables: []hengji.Table{{
		Name: "execution", Title: "2021年度执行表", Total: true,
		Columns: []hengji.TableColumn{{Name: "region", Label: "县市区"}, {Name: "code", Unprinted: true}, money("budget_wan"), money("spent_wan"), rate, money("wrong_wan")},
		Rows: [][]string{
			{"甲", "A", "45", "39", "86.67", "1"},
			{"乙", "B", "0.3", "0.1", "33.34", "1"}, // not what the columns give
			{"丙", "C", "", "", "", "1"},
			{"丁", "D", "1000", "0.05", "0.01", "1"}, // 0.005: a spreadsheet may round it either way
			{"合计", "", "1045.3", "39.15", "3.75", "5"},
		},
	}}}
	data := summaryOf(t, b)
	book, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer book.Close()
	sheet := book.GetSheetList()[1]
	var got []string
	rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
	must(t, err)
	for r, row := range rows {
		for c, value := range row {
			cell := hengji.CellName(r+1, c+1)
			formula, err := book.GetCellFormula(sheet, cell)
			must(t, err)
			if formula == "" {
				continue
			}
			got = append(got, cell+" "+formula)
			calculated, err := book.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			must(t, err)
			if one, _, err := hengji.ParseDecimal(calculated); err != nil || one.Format(2) != decimalText(t, value) {
				t.Errorf("%s: %s gives %s, beside it stands %s", cell, formula, calculated, value)
			}
		}
	}
	want := []string{"E4 ROUND(100*D4/C4,2)", "C8 SUM(C4:C7)", "D8 SUM(D4:D7)", "E8 ROUND(100*D8/C8,2)"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("formulas %v\nwant %v", got, want)
	}
	p, err := ooxml.OpenParcel(data)
	must(t, err)
	part, err := p.Read("xl/worksheets/sheet2.xml")
	must(t, err)
	if cell := regexp.MustCompile(`<c r="C8"[^>]*>`).Find(part); bytes.Contains(cell, []byte(" t=")) {
		t.Errorf("the sum is no number: %s", cell)
	}
}

func decimalText(t *testing.T, text string) string {
	t.Helper()
	d, _, err := hengji.ParseDecimal(text)
	must(t, err)
	return d.Format(2)
}
