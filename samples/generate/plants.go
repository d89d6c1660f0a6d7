package main

import (
	"github.com/xuri/excelize/v2"

	"hengji"
)

// plants do to a clean workbook what the changes of faults.yaml cannot say, by the
// name of the fault.
var plants = map[string]func(d *draft){
	"formula_without_value": func(d *draft) {
		d.allocation.set(1, "amount_wan", value{})
		d.keep(d.SetCellFormula(d.allocation.sheet, d.allocation.cellOf(1, "amount_wan"), "20+5"))
	},
	"formula_errors": func(d *draft) {
		d.allocation.set(2, "amount_wan", value{kind: figure, raw: "#REF!", formula: "#REF!+5"})
		d.execution.set(1, "execution_rate", value{kind: figure, raw: "#DIV/0!", formula: "G7/0"})
	},
	"formula_external": func(d *draft) {
		d.allocation.set(1, "amount_wan", value{kind: figure, number: whole(25), formula: "[1]Sheet1!$B$5"})
		externalLink(d.book)
	},
	"cell_pictures": func(d *draft) {
		d.allocation.set(2, "organisation", value{kind: words, text: `=DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)`,
			formula: `_xlfn.DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)`})
	},
	"dates_without_day": func(d *draft) { // typed into a cell without a date format
		d.put(d.allocation.sheet, d.allocation.rowOf[2], d.allocation.place("allocated_on"), digits("2021.1"), d.look.Hand.cellFace())
	},
	"row_hidden":     func(d *draft) { d.keep(d.SetRowVisible(d.allocation.sheet, d.allocation.rowOf[4], false)) },
	"column_hidden":  func(d *draft) { d.keep(d.SetColVisible(d.allocation.sheet, "H", false)) },
	"amounts_merged": func(d *draft) { d.keep(d.MergeCell(d.allocation.sheet, "I6", "I7")) },
	"rows_blank_inside": func(d *draft) {
		row := d.allocation.rowOf[3]
		d.keep(d.InsertRows(d.allocation.sheet, row, 2))
		for i, c := range d.allocation.columns { // with borders, as people insert them
			d.put(d.allocation.sheet, row, d.allocation.first+i, value{}, d.allocation.faceOf(c))
			d.put(d.allocation.sheet, row+1, d.allocation.first+i, value{}, d.allocation.faceOf(c))
		}
	},
	"row_after_notes": func(d *draft) {
		last := len(d.region.projects) - 1
		below := d.allocation.end + 4
		for i, c := range d.allocation.columns {
			v := d.allocation.lines[last].values[c.field]
			if c.field == "project_code" {
				v = text("2021LY010")
			}
			d.put(d.allocation.sheet, below, d.allocation.first+i, v, d.allocation.faceOf(c))
		}
	},
	"row_struck_through": strikeOut,
	"sheet_extra": func(d *draft) {
		d.sheet("内部测算")
		f := d.look.Hand.cellFace()
		d.put("内部测算", 1, 1, text("季度"), f)
		d.put("内部测算", 1, 2, text("拨款进度"), f)
		d.put("内部测算", 2, 1, text("三季度"), f)
		d.put("内部测算", 2, 2, count(60), f)
	},
	"sheet_hidden": func(d *draft) { d.keep(d.SetSheetVisible(d.execution.sheet, false, true)) },
	"sheet_twice": func(d *draft) {
		second := *d.allocation.look
		second.Name = "项目资金安排表(2)"
		d.table(&second, d.allocation.hand, d.allocation.fields, d.allocation.lines)
	},
	"nil_report": func(d *draft) {
		for _, t := range []*tableWriter{d.allocation, d.execution, d.indicators} {
			for _, merge := range d.mergesIn(t.sheet, t.rowOf[0], t.end) {
				d.keep(d.UnmergeCell(t.sheet, merge[0], merge[1]))
			}
			for range t.end - t.rowOf[0] + 1 { // rows move up
				d.keep(d.RemoveRow(t.sheet, t.rowOf[0]))
			}
		}
	},
	"indicators_lack_project": func(d *draft) {
		last := d.region.projects[len(d.region.projects)-1]
		first := len(d.indicators.lines) - len(last.indicators)
		for _, merge := range d.mergesIn(d.indicators.sheet, d.indicators.rowOf[first], d.indicators.end) {
			d.keep(d.UnmergeCell(d.indicators.sheet, merge[0], merge[1]))
		}
		for range last.indicators {
			d.keep(d.RemoveRow(d.indicators.sheet, d.indicators.rowOf[first]))
		}
	},
	"reason_boilerplate": func(d *draft) {
		for i := range d.indicators.lines {
			d.indicators.set(i, "deviation_reason", text("受疫情影响，下一步加强管理"))
		}
	},
	"sheet_cut_off": func(d *draft) {
		d.patches = append(d.patches, func(name string, content []byte) []byte {
			if name == "xl/worksheets/sheet2.xml" {
				return content[:len(content)*7/10]
			}
			return content
		})
	},
}

// externalLink gives the workbook the parts that a link to another one needs.
func externalLink(b *book) {
	b.parts = append(b.parts,
		part{"xl/externalLinks/externalLink1.xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="5"><cell r="B5"><v>25</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`},
		part{"xl/externalLinks/_rels/externalLink1.xml.rels", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="2021%E9%A2%84%E7%AE%97.xlsx" TargetMode="External"/></Relationships>`},
	)
	b.patches = append(b.patches,
		insertBefore("[Content_Types].xml", "</Types>", `<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/>`),
		insertBefore("xl/_rels/workbook.xml.rels", "</Relationships>", `<Relationship Id="rIdExt1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/>`),
		insertBefore("xl/workbook.xml", "<definedNames>", `<externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdExt1"/></externalReferences>`),
	)
}

// strikeOut strikes the eighth project through.
func strikeOut(d *draft) {
	row := d.allocation.rowOf[7]
	for i := range d.allocation.columns {
		cell := hengji.CellName(row, d.allocation.first+i)
		id, err := d.GetCellStyle(d.allocation.sheet, cell)
		d.keep(err)
		style, err := d.GetStyle(id)
		d.keep(err)
		if d.err != nil {
			return
		}
		font := *style.Font
		font.Strike = true
		style.Font = &font
		struck, err := d.NewStyle(style)
		d.keep(err)
		d.keep(d.SetCellStyle(d.allocation.sheet, cell, cell, struck))
	}
}

// mergesIn lists the merged ranges that begin in the rows first to last.
func (d *draft) mergesIn(sheet string, first, last int) [][2]string {
	merges, err := d.GetMergeCells(sheet)
	d.keep(err)
	var found [][2]string
	for _, m := range merges {
		_, at, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		d.keep(err)
		if at >= first && at <= last {
			found = append(found, [2]string{m.GetStartAxis(), m.GetEndAxis()})
		}
	}
	return found
}
