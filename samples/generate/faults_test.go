package main

import (
	"strings"
	"testing"
	"testing/fstest"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
)

func TestEveryFaultIsPlantedAndEveryPlantIsOfAFault(t *testing.T) {
	names := map[string]bool{}
	for _, f := range faults {
		if names[f.Name] {
			t.Errorf("%s stands twice in faults.yaml", f.Name)
		}
		names[f.Name] = true
		columns := f.Columns.Allocation + f.Columns.Execution + f.Columns.Indicators
		if columns+f.Cells == "" && plants[f.Name] == nil && mangles[f.Name] == nil {
			t.Errorf("nothing plants %s", f.Name)
		}
	}
	for name := range plants {
		if !names[name] {
			t.Errorf("plants has %s, which is no fault", name)
		}
	}
	for name := range mangles {
		if !names[name] {
			t.Errorf("mangles has %s, which is no fault", name)
		}
	}
}

// One value is written in one way, in faults.yaml and in samples/cases.
func TestCellsAreWrittenAsInCases(t *testing.T) {
	lines := "甲!A1 = 1.5E-3\n甲!A1 = -0.5\n甲!A1 = '2021\n甲!A1 = date:2021-05-04\n甲!A1 = \"\"\n甲!A1 = 1,5\n"
	for _, f := range faults {
		lines += f.Cells + "\n"
	}
	checked := 0
	for line := range strings.Lines(lines) {
		match := change.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if match == nil || match[2] == "" {
			continue
		}
		checked++
		cases, err := schema.ReadCases(fstest.MapFS{
			"samples/cases/fixed.yaml":   {Data: []byte("period: \"2021\"\nregion: 南岳区\nreceived: \"2022-02-10\"\n")},
			"samples/cases/base/1_甲.csv": {Data: []byte("x\n")},
			"samples/cases/A-B.txt":      {Data: []byte("case c: c\nsubmission 南岳区\n甲!A1 = " + match[3] + "\nwant\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		sheet := cases[0].Submissions[0].Sheets[0]
		var want hengji.Cell // a blank
		for row, err := range ingest.FromText("A-B", []ingest.TextSheet{{Name: sheet.Name, Rows: sheet.Rows}}).Sheets[0].Rows {
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range row.Cells {
				want = cell
			}
		}
		var got hengji.Cell
		switch v := written(match[3]); v.kind {
		case words:
			got = hengji.Cell{Kind: hengji.CellText, Text: v.text}
		case figure:
			got = hengji.Cell{Kind: hengji.CellNumber, Text: v.digits()}
		case date:
			b := &book{}
			got = hengji.Cell{Kind: hengji.CellNumber, Text: whole(b.serial(v.day)).String()}
		}
		if got.Kind != want.Kind || got.Text != want.Text {
			t.Errorf("%s is %v %q here, %v %q in a case", match[3], got.Kind, got.Text, want.Kind, want.Text)
		}
	}
	if checked < 80 {
		t.Errorf("%d values compared, want all", checked)
	}
}

func TestChangesThatCannotBeMadeAreRefused(t *testing.T) {
	for _, line := range []string{"甲!A1 = 1", "Sheet1!A1", "Sheet1!delete x", "Sheet1!explode", "A1 = 1"} {
		if err := newBook(false).change(line); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%s: %v", line, err)
		}
	}
}
