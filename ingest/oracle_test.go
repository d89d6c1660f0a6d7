package ingest

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
)

// compare reads a workbook with excelize too and tells where the two differ in
// the text of a cell; "" where they agree.
func compare(name string, data []byte) (difference string, err error) {
	sub, err := Open(name, data, DefaultLimits())
	if err != nil {
		return "", err
	}
	defer func() {
		if p := recover(); p != nil {
			difference = fmt.Sprint("excelize panics: ", p)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		return "excelize: " + err.Error(), nil
	}
	defer f.Close()
	for _, sheet := range sub.Sheets {
		rows, err := f.Rows(sheet.Name)
		if err != nil {
			return "excelize: " + err.Error(), nil
		}
		at := 0
		var columns []string
		for row, err := range sheet.Rows {
			if err != nil {
				return "", err
			}
			for at < row.Number && rows.Next() {
				at++
				if columns, err = rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
					return "excelize: " + err.Error(), nil
				}
				if at == row.Number {
					break
				}
				if strings.Join(columns, "") != "" {
					return fmt.Sprintf("%s row %d: only excelize has %q", sheet.Name, at, columns), nil
				}
			}
			if at != row.Number {
				columns = nil
			}
			if d := compareRow(row, columns); d != "" {
				return sheet.Name + " " + d, nil
			}
		}
	}
	return "", nil
}

func compareRow(row *hengji.Row, columns []string) string {
	for i := range max(len(columns), lastColumn(row)) {
		ours, theirs := "", ""
		if c := row.Cell(i + 1); c != nil {
			ours = c.Text
		}
		if i < len(columns) {
			theirs = columns[i]
		}
		if ours != theirs && !sameNumber(ours, theirs) {
			return fmt.Sprintf("%s: ours %q, excelize %q", hengji.CellName(row.Number, i+1), ours, theirs)
		}
	}
	return ""
}

func sameNumber(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && x == y
}

func lastColumn(row *hengji.Row) int {
	if len(row.Cells) == 0 {
		return 0
	}
	return int(row.Cells[len(row.Cells)-1].Column)
}

// TestPublicWorkbooks compares any workbooks at hand with excelize's reading:
// HENGJI_WORKBOOKS names a file that lists them, a path a line. It prints a
// table and fails on a disagreement only where one is found that is not known.
func TestPublicWorkbooks(t *testing.T) {
	list := os.Getenv("HENGJI_WORKBOOKS")
	if list == "" {
		t.Skip("HENGJI_WORKBOOKS is not set")
	}
	names, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.Lines(string(names)) {
		name = strings.TrimSpace(name)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		difference, err := compare(name, data)
		switch {
		case err != nil:
			t.Logf("%s: %v", name, err)
		case difference != "":
			t.Logf("%s: differs: %s", name, difference)
		default:
			t.Logf("%s: same", name)
		}
	}
}
