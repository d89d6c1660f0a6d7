package ingest

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

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
		for rows.Next() {
			at++
			if columns, err := rows.Columns(excelize.Options{RawCellValue: true}); err != nil || strings.Join(columns, "") != "" {
				return fmt.Sprintf("%s row %d: only excelize has %q (%v)", sheet.Name, at, columns, err), nil
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

// TestGeneratedWorkbooksReadAsExcelizeReadsThem writes workbooks with excelize's
// three ways of writing and compares cell for cell.
func TestGeneratedWorkbooksReadAsExcelizeReadsThem(t *testing.T) {
	random := seeded(t)
	for range 40 {
		f := excelize.NewFile()
		for _, sheet := range []string{"Sheet1", "绩效指标表"} {
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			for range random.IntN(300) {
				cell := hengji.CellName(1+random.IntN(60), 1+random.IntN(40))
				var value any
				switch random.IntN(8) {
				case 0:
					value = random.IntN(1_000_000)
				case 1:
					value = float64(random.IntN(1_000_000)) / 100
				case 2:
					value = fmt.Sprintf("第%d项 <&> \"x\"\n", random.IntN(99))
				case 3:
					value = time.Date(2021, 1, 1+random.IntN(365), 0, 0, 0, 0, time.UTC)
				case 4:
					value = random.IntN(2) == 0
				case 5:
					value = " 前后空格 "
				case 6:
					if err := f.SetCellFormula(sheet, cell, "SUM(A1:A2)"); err != nil {
						t.Fatal(err)
					}
					continue
				case 7:
					value = []excelize.RichTextRun{{Text: "富"}, {Text: "文本", Font: &excelize.Font{Bold: true}}}
				}
				var err error
				if runs, rich := value.([]excelize.RichTextRun); rich {
					err = f.SetCellRichText(sheet, cell, runs)
				} else {
					err = f.SetCellValue(sheet, cell, value)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := f.NewSheet("stream"); err != nil {
			t.Fatal(err)
		}
		w, err := f.NewStreamWriter("stream")
		if err != nil {
			t.Fatal(err)
		}
		for r := 1; r <= random.IntN(50); r++ {
			row := []any{r, fmt.Sprintf("文字%d", r), float64(r) / 8, nil, r%2 == 0}
			if err := w.SetRow(hengji.CellName(r*2, 2), row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		if difference, err := compare("x.xlsx", b.Bytes()); err != nil || difference != "" {
			t.Fatalf("%v %s", err, difference)
		}
	}
}
