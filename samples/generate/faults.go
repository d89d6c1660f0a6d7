package main

import (
	"fmt"
	"strings"

	"hengji"
)

// fault is a workbook with known mistakes planted into a clean one.
type fault struct {
	name   string   // file name
	number string   // in the list of typical faults, "" where it is not there
	what   string   // what is wrong, for the README
	where  string   // the cells, sheet!cell
	expect []string // severity and rule; none for what is no fault
	region string   // whose workbook it is; "" is 耒阳市
	look   func(l *look)
	plant  func(d *draft)
	mangle func(file []byte) []byte // on the finished bytes; alone, it makes the file
}

// faults lists every faulty workbook in the order of the README.
func faults() []fault {
	var all []fault
	for _, chapter := range []([]fault){
		numberFaults, dateFaults, codeFaults, rowFaults, sheetFaults, crossFaults, fileFaults,
	} {
		all = append(all, chapter...)
	}
	return all
}

// make gives the bytes of the faulty workbook.
func (f *fault) make(regions []*region) ([]byte, error) {
	name := f.region
	if name == "" {
		name = "耒阳市"
	}
	var file []byte
	for _, r := range regions {
		if r.name != name {
			continue
		}
		l := *looks[name]
		if f.look != nil {
			f.look(&l)
		}
		d := newDraft(r, &l)
		if f.plant != nil {
			f.plant(d)
		}
		var err error
		if file, err = d.bytes(); err != nil {
			return nil, fmt.Errorf("make fault %s: %w", f.name, err)
		}
	}
	if f.mangle != nil {
		file = f.mangle(file)
	}
	return file, nil
}

// cellOf is the address of a field of line i, from 0.
func (t *tableWriter) cellOf(i int, field string) string { return t.at(t.rowOf[i], field) }

// set changes the value of a field of line i.
func (t *tableWriter) set(i int, field string, v value) { t.fill(t.sheet, t.cellOf(i, field), v) }

// setTotal changes the value of a field in the total row.
func (t *tableWriter) setTotal(field string, v value) {
	t.fill(t.sheet, t.at(t.totalRow, field), v)
}

// label is the address of a field's own label.
func (t *tableWriter) label(field string) string { return t.at(t.headerRow, field) }

// setCover changes the value beside a label of a list-shaped cover.
func (d *draft) setCover(label string, v value) {
	for i, known := range coverLabels {
		if known == label {
			d.fill(d.look.cover.name, hengji.CellName(4+i, 3), v)
		}
	}
}

// unmerged is a look without merged 县市区, so that its cells can differ.
func unmerged(l *look) { l.a1.merged = nil }

// faultsReadme is samples/faults/README.md.
func faultsReadme() string {
	var b strings.Builder
	b.WriteString(`# Workbooks with known faults

Each is a clean sample (耒阳市 unless another region is named) with one kind of
mistake planted. Made by ` + "`go run ./samples/generate`" + ` together with this table, from
the tables in ` + "`samples/generate/faults_*.go`" + `; everything in them is invented.
The region of a file is told by its cover, so that
` + "`hengji check samples/faults/*.xlsx`" + ` works on the flat folder.

` + "`<name>.want`" + ` lists the findings that must be there, one a line, others may be there
too: ` + "`severity RULE sheet!cell got=… want=… diff=…`" + `. The sheet alone stands for a whole
sheet, ` + "`-`" + ` for the file; values with spaces in them are left out; ` + "`none above notice`" + `
says that nothing graver may be there. They are goldens of the product: the
generator does not write them. "No." is the number in the list of forty typical
faults of the subject (part C).

| file | No. | what is wrong | where | expected |
|---|---|---|---|---|
`)
	for _, f := range faults() {
		expect := strings.Join(f.expect, ", ")
		if expect == "" {
			expect = "nothing above notice"
		}
		region := ""
		if f.region != "" {
			region = " (" + f.region + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s%s | %s | %s |\n", f.name, f.number, f.what, region, f.where, expect)
	}
	return b.String()
}
