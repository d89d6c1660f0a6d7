package main

import (
	"archive/zip"
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetKinds are mistakes in whole sheets.
var sheetKinds = []kind{
	{"sheet_missing", "18", []string{"SHEET-MISSING"}, func(d *draft) bool {
		d.keep(d.DeleteSheet(d.tables[one(d, "allocation", "execution")].sheet))
		return true
	}},
	{"indicators_sheet_missing", "18", []string{"CROSS-R07"}, func(d *draft) bool {
		d.keep(d.DeleteSheet(d.tables["indicators"].sheet))
		return len(d.evaluations) == 0 // else each project without either is told
	}},
	{"cover_missing", "18", []string{"SHEET-MISSING"}, func(d *draft) bool {
		d.keep(d.DeleteSheet(d.cover))
		return true
	}},
	{"sheet_hidden", "17", []string{"SHEET-HIDDEN"}, func(d *draft) bool {
		t := d.table()
		cover, err := d.GetSheetIndex(d.cover)
		d.keep(err)
		d.SetActiveSheet(cover) // the active one cannot be hidden
		d.keep(d.SetSheetVisible(t.sheet, false, d.IntN(2) == 0))
		d.mark(t.sheet, "")
		return true
	}},
	{"sheet_twice", "18", []string{"SHEET-AMBIGUOUS"}, func(d *draft) bool {
		t := d.table()
		from, err := d.GetSheetIndex(t.sheet)
		d.keep(err)
		name := t.sheet + one(d, "(2)", "最终版", " (新)")
		to, err := d.NewSheet(name)
		d.keep(err)
		d.keep(d.CopySheet(from, to))
		d.mark(t.sheet, "")
		d.mark(name, "")
		return true
	}},
	{"sheet_extra", "18", []string{"SHEET-EXTRA"}, func(d *draft) bool {
		name := one(d, "内部测算", "Sheet9", "通讯录", "工作台账")
		_, err := d.NewSheet(name)
		d.keep(err)
		d.write(name, "A1", "姓名")
		d.write(name, "B1", "电话")
		d.write(name, "A2", "示例")
		d.mark(name, "")
		return true
	}},
	{"sheet_emptied", "18", []string{"COVER-R02", "SHEET-NO-DATA"}, func(d *draft) bool {
		t := d.tables["allocation"]
		d.clear(t)
		d.mark(t.sheet, "")
		return true
	}},
	{"execution_emptied", "18", []string{"CROSS-R08"}, func(d *draft) bool {
		t := d.tables["execution"]
		d.clear(t)
		d.mark(t.sheet, "")
		return len(d.evaluations) == 0
	}},
	{"indicators_emptied", "18", []string{"CROSS-R07"}, func(d *draft) bool {
		t := d.tables["indicators"]
		d.clear(t)
		d.mark(t.sheet, "")
		return len(d.evaluations) == 0
	}},
	{"nil_but_allotted", "", []string{"COVER-R03"}, func(d *draft) bool {
		for _, t := range d.tables {
			d.clear(t)
		}
		d.cell("nil", "是")
		return true
	}},
}

// clear empties a table's rows and totals.
func (d *draft) clear(t *table) {
	for row := t.last; row > t.header; row-- {
		d.keep(d.RemoveRow(t.sheet, row))
	}
}

// cell types over a field of the cover.
func (d *draft) cell(field string, value any) {
	d.mark(d.cover, d.fields[field])
	d.write(d.cover, d.fields[field], value)
}

func coverKind(name, listed, field string, rules []string, values ...any) kind {
	return kind{name, listed, rules, func(d *draft) bool {
		d.cell(field, one(d, values...))
		return d.fields[field] != ""
	}}
}

// coverKinds are mistakes on the cover.
var coverKinds = []kind{
	coverKind("cover_region_ambiguous", "28", "region", []string{"REGION-AMBIGUOUS"}, "衡阳", "衡阳市"),
	coverKind("cover_region_unknown", "28", "region", []string{"REGION-UNKNOWN"}, "科技局", "长沙县", "某某区"),
	coverKind("cover_region_blank", "24", "region", []string{"REGION-BLANK"}, nil, "—"),
	{"cover_region_typo", "28", []string{"REGION-UNKNOWN", "REGION-AMBIGUOUS"}, func(d *draft) bool {
		d.cell("region", regionTypos[d.region])
		return regionTypos[d.region] != ""
	}},
	{"cover_region_former", "28", []string{"REGION-FORMER", "CELL-NORMALISED"}, func(d *draft) bool {
		d.cell("region", regionFormer[d.region])
		return regionFormer[d.region] != ""
	}},
	{"cover_region_other", "28", []string{"ALLOC-R02"}, func(d *draft) bool {
		d.cell("region", d.otherRegion())
		return true
	}},
	{"cover_in_other_folder", "39", []string{"REGION-MISPLACED"}, func(d *draft) bool {
		d.folder = d.otherRegion()
		return true
	}},
	coverKind("cover_year_other", "39", "year", []string{"PERIOD-OTHER"}, 2020, "2020年", "2022", "二〇二〇年度"),
	coverKind("cover_version_other", "20", "version", []string{"VERSION-OTHER"}, "2020", 2019, "V3.2"),
	coverKind("cover_version_blank", "20", "version", []string{"VERSION-BLANK"}, nil),
	coverKind("cover_nil_with_projects", "39", "nil", []string{"COVER-R01"}, "是", "√", "Y"),
	coverKind("cover_nil_in_words", "24", "nil", []string{"cover.nil_report.boolean"}, "部分", "见附表", "不详"),
	coverKind("cover_filled_in_words", "12", "filled", []string{"cover.filled_on.date"}, "年初", "2022-02-30", "今天"),
}

// periodKinds are seen only beside another region's workbook.
var periodKinds = []kind{
	{"code_in_two_regions", "27", []string{"PERIOD-R01"}, func(d *draft) bool {
		a, e, i := d.tables["allocation"], d.tables["execution"], d.tables["indicators"]
		row := d.pick(a)
		code := a.text(row, "code")
		theirs := d.theirs()
		to := theirs.text(theirs.rows[d.IntN(len(theirs.rows))], "code")
		d.set(a, row, "code", to)
		d.fill(e, e.project(code), "code", to)
		for _, r := range i.rows {
			if i.text(r, "code") == code {
				d.fill(i, r, "code", to)
			}
		}
		d.beside = true
		return true
	}},
	{"project_in_two_regions", "27", []string{"PERIOD-R02"}, func(d *draft) bool {
		a, e := d.tables["allocation"], d.tables["execution"]
		row := d.pick(a, func(row int) bool { return !d.onSheet(a.text(row, "name")) })
		theirs := d.theirs()
		like := theirs.rows[d.IntN(len(theirs.rows))]
		d.set(a, row, "name", theirs.text(like, "name"))
		d.set(a, row, "organisation", theirs.text(like, "organisation"))
		d.fill(e, e.project(a.text(row, "code")), "name", theirs.text(like, "name"))
		d.beside = true
		return true
	}},
	{"uscc_with_two_names", "29", []string{"PERIOD-R03"}, func(d *draft) bool {
		a := d.tables["allocation"]
		row := d.pick(a)
		theirs := d.theirs()
		d.set(a, row, "uscc", theirs.text(theirs.rows[d.IntN(len(theirs.rows))], "uscc"))
		d.mark(a.sheet, a.at(row, "organisation"))
		d.beside = true
		return true
	}},
}

// fileKinds are files that are no usable workbook.
var fileKinds = []kind{
	fileKind("file_empty", "FILE-EMPTY", func(*draft, []byte) []byte { return nil }),
	fileKind("file_html", "FILE-HTML", func(*draft, []byte) []byte {
		return []byte("<html><body><table><tr><td>项目编号</td></tr></table></body></html>")
	}),
	fileKind("file_csv", "FILE-CSV", func(*draft, []byte) []byte { return []byte("序号,项目编号,项目名称\n1,2021LY001,示例\n") }),
	fileKind("file_pdf", "FILE-PDF-OR-IMAGE", func(*draft, []byte) []byte { return []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n") }),
	fileKind("file_legacy_xls", "FILE-LEGACY-XLS", func(*draft, []byte) []byte { return []byte("\x09\x08\x10\x00\x00\x06\x05\x00\x00\x00\x00\x00\x00\x00") }),
	fileKind("file_xml_2003", "FILE-UNSUPPORTED", func(*draft, []byte) []byte {
		return []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`)
	}),
	fileKind("file_text_document", "FILE-WPS-TEXT", func(*draft, []byte) []byte { return []byte(`{\rtf1\ansi 绩效自评}`) }),
	fileKind("file_rar", "FILE-OTHER-DOCUMENT", func(*draft, []byte) []byte { return []byte("Rar!\x1A\x07\x01\x00\x00\x00") }),
	fileKind("file_cut_off", "FILE-TRUNCATED", func(d *draft, file []byte) []byte { return file[:100+d.IntN(len(file)-600)] }),
	fileKind("file_bit_flipped", "FILE-DAMAGED", flipBit),
	{"file_lock", "39", []string{"FILE-OWNER-LOCK"}, func(d *draft) bool {
		d.prefix = "~$"
		d.mangle = func([]byte) []byte { return make([]byte, 165) }
		return true
	}},
	{"file_encrypted", "19", []string{"FILE-ENCRYPTED"}, func(d *draft) bool {
		d.mangle = func(file []byte) []byte {
			locked, err := excelize.Encrypt(file, &excelize.Options{Password: "secret"})
			d.keep(err)
			return locked
		}
		return true
	}},
}

func fileKind(name, rule string, mangle func(d *draft, file []byte) []byte) kind {
	return kind{name, "19", []string{rule}, func(d *draft) bool {
		d.mangle = func(file []byte) []byte { return mangle(d, file) }
		return true
	}}
}

// flipBit flips one bit of a sheet's compressed bytes.
func flipBit(d *draft, file []byte) []byte {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	d.keep(err)
	if err != nil {
		return file
	}
	for _, part := range archive.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/sheet") || d.IntN(2) == 0 {
			continue
		}
		from, err := part.DataOffset()
		d.keep(err)
		file[from+d.Int64N(int64(part.CompressedSize64))] ^= 1 << d.IntN(8)
		return file
	}
	return flipBit(d, file)
}
