package report

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"hengji"
	"hengji/samples/tier"
)

// features are what offices put into their workbooks beside cells, as a program writes it.
var features = map[string]func(f *excelize.File, sheet string) error{
	"a table": func(f *excelize.File, sheet string) error {
		return f.AddTable(sheet, &excelize.Table{Range: "AA3:AC9", Name: "表1", StyleName: "TableStyleMedium2"})
	},
	"a chart": func(f *excelize.File, sheet string) error {
		return f.AddChart(sheet, "R20", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "金额", Categories: "'项目资金安排表'!$C$4:$C$9", Values: "'项目资金安排表'!$I$4:$I$9"}}})
	},
	"a picture": func(f *excelize.File, sheet string) error {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
			return err
		}
		return f.AddPictureFromBytes(sheet, "S2", &excelize.Picture{Extension: ".png", File: b.Bytes()})
	},
	"a drawn shape": func(f *excelize.File, sheet string) error {
		return f.AddShape(sheet, &excelize.Shape{Cell: "S9", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "以此为准"}}})
	},
	"a button": func(f *excelize.File, sheet string) error {
		return f.AddFormControl(sheet, excelize.FormControl{Cell: "S30", Type: excelize.FormControlButton, Text: "计算"})
	},
	"a check box beside notes": func(f *excelize.File, sheet string) error {
		if err := f.AddFormControl(sheet, excelize.FormControl{Cell: "S33", Type: excelize.FormControlCheckBox, Checked: true, Text: "已核对"}); err != nil {
			return err
		}
		return f.AddComment(sheet, excelize.Comment{Cell: "C5", Author: "经办人", Text: "已核对"})
	},
	"conditional formats of all kinds": func(f *excelize.File, sheet string) error {
		return f.SetConditionalFormat(sheet, "D4:F12", []excelize.ConditionalFormatOptions{
			{Type: "data_bar", Criteria: "=", MinType: "min", MaxType: "max", BarColor: "#638EC6"},
			{Type: "2_color_scale", Criteria: "=", MinType: "min", MaxType: "max", MinColor: "#F8696B", MaxColor: "#63BE7B"},
			{Type: "icon_set", IconStyle: "3Arrows"},
		})
	},
	"sparklines": func(f *excelize.File, sheet string) error {
		return f.AddSparkline(sheet, &excelize.SparklineOptions{Location: []string{"T4"}, Range: []string{"'项目资金安排表'!I4:I9"}})
	},
	"a protected sheet": func(f *excelize.File, sheet string) error {
		return f.ProtectSheet(sheet, &excelize.SheetProtectionOptions{Password: "1", SelectLockedCells: true})
	},
	"a protected workbook": func(f *excelize.File, _ string) error {
		return f.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true})
	},
	"a shared formula": func(f *excelize.File, sheet string) error {
		kind, area := excelize.STCellFormulaTypeShared, "U4:U9"
		return f.SetCellFormula(sheet, "U4", "I4*2", excelize.FormulaOpts{Type: &kind, Ref: &area})
	},
	"an array formula": func(f *excelize.File, sheet string) error {
		kind, area := excelize.STCellFormulaTypeArray, "V4:V9"
		return f.SetCellFormula(sheet, "V4", "I4:I9*2", excelize.FormulaOpts{Type: &kind, Ref: &area})
	},
	"links": func(f *excelize.File, sheet string) error {
		if err := f.SetCellHyperLink(sheet, "B5", "https://example.invalid/", "External"); err != nil {
			return err
		}
		return f.SetCellHyperLink(sheet, "B6", "'封面'!A1", "Location")
	},
	"text in several letters": func(f *excelize.File, sheet string) error {
		return f.SetCellRichText(sheet, "C7", []excelize.RichTextRun{{Text: "示例", Font: &excelize.Font{Bold: true}}, {Text: "项目"}})
	},
	"panes, groups and hidden rows": func(f *excelize.File, sheet string) error {
		if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
		if err := f.SetRowOutlineLevel(sheet, 8, 2); err != nil {
			return err
		}
		return f.SetRowVisible(sheet, 8, false)
	},
	"a page set up": func(f *excelize.File, sheet string) error {
		if err := f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddHeader: "&C审核稿", OddFooter: "&P／&N"}); err != nil {
			return err
		}
		return f.InsertPageBreak(sheet, "A8")
	},
	"a background": func(f *excelize.File, sheet string) error {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			return err
		}
		return f.SetSheetBackgroundFromBytes(sheet, ".png", b.Bytes())
	},
	"a pivot table": func(f *excelize.File, sheet string) error {
		return f.AddPivotTable(&excelize.PivotTableOptions{
			DataRange: "项目资金安排表!A3:I12", PivotTableRange: sheet + "!X20:Z40",
			Rows: []excelize.PivotTableField{{Data: "县市区"}}, Data: []excelize.PivotTableField{{Data: "安排金额（万元）", Subtotal: "Sum"}},
		})
	},
	"two thousand styles": func(f *excelize.File, sheet string) error {
		for n := range 2000 {
			format := fmt.Sprintf(`0.00"号%d"`, n)
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				return err
			}
			if err := f.SetCellStyle(sheet, "W4", "W4", style); err != nil {
				return err
			}
		}
		return nil
	},
	"a sheet of a chart": func(f *excelize.File, _ string) error {
		return f.AddChartSheet("图", &excelize.Chart{Type: excelize.Pie, Series: []excelize.ChartSeries{{Values: "'项目资金安排表'!$I$4:$I$9"}}})
	},
	"a sheet hidden for good": func(f *excelize.File, _ string) error {
		if _, err := f.NewSheet("系统"); err != nil {
			return err
		}
		return f.SetSheetVisible("系统", false, true)
	},
}

// Whatever an office's program puts beside the cells, the workbook comes back marked, with
// every part that it had and the same cells; and handed in again, it can be marked again.
func TestAWorkbookWithAnyFeatureIsMarkedAndKeepsIt(t *testing.T) {
	names := slices.Sorted(maps.Keys(features))
	for _, name := range names {
		t.Run(name, func(t *testing.T) { marksAndKeeps(t, []string{name}) })
	}
	t.Run("all of them", func(t *testing.T) { marksAndKeeps(t, names) })
	if tier.All {
		rapid.Check(t, func(r *rapid.T) {
			marksAndKeeps(t, rapid.SliceOfNDistinct(rapid.SampledFrom(names), 2, 6, rapid.ID).Draw(r, "features"))
		})
	}
}

func marksAndKeeps(t *testing.T, names []string) {
	t.Helper()
	f := opened(t, district(t))
	for _, name := range names {
		if err := features[name](f, "项目资金安排表"); err != nil {
			t.Fatalf("make a workbook with %s: %v", name, err)
		}
	}
	var original bytes.Buffer
	must(t, f.Write(&original))
	was := parts(t, original.Bytes())
	book := annotated(t, original.Bytes(), leiyang())
	for round := range 2 {
		is := parts(t, book)
		for name, text := range was {
			switch {
			case is[name] == "":
				t.Errorf("%v: part %s is lost", names, name)
			case strings.HasPrefix(name, "xl/worksheets/sheet"):
				if sheetData.FindString(is[name]) != sheetData.FindString(text) {
					t.Errorf("%v: the cells of %s differ", names, name)
				}
			}
		}
		if list := opened(t, book).GetSheetList(); len(list) == 0 || list[0] != ResultSheet {
			t.Errorf("%v: the sheets are %v", names, list)
		}
		if round == 0 {
			book = annotated(t, book, Return{Region: "耒阳市", State: hengji.Accepted})
		}
	}
}
