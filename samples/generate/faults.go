package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed faults.yaml
var faultsYAML []byte

// faults lists every faulty workbook in the order of the README.
var faults = embedded[[]*fault]("faults.yaml", faultsYAML)

// fault is a workbook with known mistakes planted into a clean one: an entry of
// faults.yaml.
type fault struct {
	Name     string // file name
	Number   string // in the list of typical faults, "" where it is not there
	What     string // what is wrong, for the README
	Where    string // the cells, sheet!cell
	Expect   []string
	Region   string // whose workbook it is; "" is 耒阳市
	Unmerged bool   // 县市区 not merged, so that its cells can differ
	Columns  struct{ Allocation, Execution, Indicators string }
	Cells    string // changes, one a line
}

// make gives the bytes of the faulty workbook.
func (f *fault) make(regions []*region) ([]byte, error) {
	name := f.Region
	ifBlank(&name, "耒阳市")
	at := slices.IndexFunc(regions, func(r *region) bool { return r.name == name })
	if at < 0 {
		return nil, fmt.Errorf("make fault %s: there is no region %s", f.Name, name)
	}
	l := *looks[name]
	if f.Unmerged {
		l.Allocation.Merged = nil
	}
	l.setColumns(f.Columns.Allocation, f.Columns.Execution, f.Columns.Indicators)
	d := newDraft(regions[at], &l)
	for line := range strings.Lines(f.Cells) {
		if err := d.change(strings.TrimRight(line, "\n")); err != nil {
			return nil, fmt.Errorf("make fault %s: %w", f.Name, err)
		}
	}
	if plant := plants[f.Name]; plant != nil {
		plant(d)
	}
	file, err := d.bytes()
	if err != nil {
		return nil, fmt.Errorf("make fault %s: %w", f.Name, err)
	}
	if mangle := mangles[f.Name]; mangle != nil {
		file = mangle(file)
	}
	return file, nil
}

// cellOf is the address of a field of line i, from 0.
func (t *tableWriter) cellOf(i int, field string) string { return t.at(t.rowOf[i], field) }

// set changes the value of a field of line i.
func (t *tableWriter) set(i int, field string, v value) { t.fill(t.sheet, t.cellOf(i, field), v) }

// faultsReadme is samples/faults/README.md.
func faultsReadme() string {
	var b strings.Builder
	b.WriteString(`# Workbooks with known faults

Each is a clean sample (耒阳市 unless another region is named) with one kind of
mistake planted. Made by ` + "`go run ./samples/generate`" + ` together with this table, from
the tables in ` + "`samples/generate/faults.yaml`" + `; everything in them is invented.
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
	for _, f := range faults {
		expect := strings.Join(f.Expect, ", ")
		if expect == "" {
			expect = "nothing above notice"
		}
		region := ""
		if f.Region != "" {
			region = " (" + f.Region + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s%s | %s | %s |\n", f.Name, f.Number, f.What, region, f.Where, expect)
	}
	return b.String()
}
