package transform

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// What people write where no field asks for it. Each is told apart from all others by
// the number in it.
var scribbles = []func(n int) hengji.Cell{
	func(n int) hengji.Cell { return hengji.Cell{Kind: hengji.CellNumber, Text: strconv.Itoa(70000 + n)} },
	func(n int) hengji.Cell {
		return hengji.Cell{Kind: hengji.CellNumber, Text: strconv.Itoa(70000+n) + ".25", Flags: hengji.Unseen}
	},
	func(n int) hengji.Cell {
		return hengji.Cell{Text: fmt.Sprintf("另有补充项目%d个，共%d万元，未列入安排表", n, 7*n)}
	},
	func(n int) hengji.Cell { return hengji.Cell{Text: fmt.Sprintf("注：另安排%d万元", n)} },
	func(n int) hengji.Cell {
		return hengji.Cell{Text: fmt.Sprintf("已与甲%d核对", n), Flags: hengji.Struck}
	},
	func(n int) hengji.Cell { return hengji.Cell{Text: fmt.Sprintf("乙%d", n)} },
	func(n int) hengji.Cell { return hengji.Cell{Text: fmt.Sprintf("2021ZZ%05d", n)} },
	func(n int) hengji.Cell { return hengji.Cell{Text: fmt.Sprintf("合计%d万元", n)} },
	func(n int) hengji.Cell { return hengji.Cell{Text: fmt.Sprintf("其中：丙%d", n)} },
	func(n int) hengji.Cell { return hengji.Cell{Text: fmt.Sprintf("%d.5", 70000+n)} },
	func(n int) hengji.Cell { return hengji.Cell{Kind: hengji.CellError, Text: "#REF!"} },
	func(n int) hengji.Cell { return hengji.Cell{Kind: hengji.CellBoolean, Text: "1"} },
}

// planted is a cell that the test put into a workbook; a comment on one is a note.
type planted struct {
	sheet       string
	row, column int
	cell        hengji.Cell
	note        bool
}

func (p planted) String() string {
	return fmt.Sprintf("%s!%s %q", p.sheet, hengji.CellName(p.row, p.column), p.cell.Text)
}

// cleanSheet is a sheet of samples/cases as rows of cells.
type cleanSheet struct {
	name string
	rows []hengji.Row
	wide int
}

func cleanSheets(t testing.TB, folders ...string) []cleanSheet {
	t.Helper()
	var sheets []cleanSheet
	for _, folder := range folders {
		files, err := filepath.Glob("../samples/cases/" + folder + "/*.csv")
		if err != nil || len(files) == 0 {
			t.Fatalf("no sheets of %s: %v", folder, err)
		}
		for _, file := range files {
			data, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			reader := csv.NewReader(data)
			reader.FieldsPerRecord = -1
			lines, err := reader.ReadAll()
			data.Close()
			if err != nil {
				t.Fatal(err)
			}
			_, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".csv"), "_")
			sheet := cleanSheet{name: name}
			for i, line := range lines {
				row := hengji.Row{Number: i + 1}
				for k, text := range line {
					if text = strings.TrimSpace(text); text != "" {
						cell := cellOf(t, text)
						cell.Column = int32(k + 1)
						row.Cells = append(row.Cells, cell)
						sheet.wide = max(sheet.wide, k+1)
					}
				}
				sheet.rows = append(sheet.rows, row)
			}
			sheets = append(sheets, sheet)
		}
	}
	return sheets
}

// plant puts a few scribbles into blank cells in and around the sheets, and comments
// onto cells.
func plant(random *rand.Rand, clean []cleanSheet, serial *int) (*hengji.Submission, []planted) {
	sub := &hengji.Submission{ID: 1, File: "workbook.xlsx"}
	var all []planted
	var sheets [][]hengji.Row
	for _, c := range clean {
		rows := make([]hengji.Row, len(c.rows)+12)
		for i := range rows {
			rows[i].Number = i + 1
			if i < len(c.rows) {
				rows[i].Cells = slices.Clone(c.rows[i].Cells)
			}
		}
		sheets = append(sheets, rows)
		sub.Sheets = append(sub.Sheets, &hengji.Sheet{Name: c.name})
	}
	for range 1 + random.IntN(4) {
		at := random.IntN(len(sheets))
		row, column := random.IntN(len(sheets[at])), 1+random.IntN(clean[at].wide+5)
		*serial++
		p := planted{sheet: clean[at].name, row: row + 1, column: column, cell: scribbles[random.IntN(len(scribbles))](*serial % 90000)}
		p.cell.Column = int32(column)
		if random.IntN(12) == 0 {
			p.note = true
			p.cell = hengji.Cell{Text: fmt.Sprintf("丁%d", *serial)}
			sub.Sheets[at].Notes = append(sub.Sheets[at].Notes, hengji.Note{Row: p.row, Column: column, Text: p.cell.Text})
			all = append(all, p)
			continue
		}
		cells := &sheets[at][row].Cells
		place, taken := slices.BinarySearchFunc(*cells, p.cell.Column, func(c hengji.Cell, column int32) int { return int(c.Column - column) })
		if !taken {
			*cells = slices.Insert(*cells, place, p.cell)
			all = append(all, p)
		}
	}
	for i, sheet := range sub.Sheets {
		holdRows(sheet, sheets[i])
	}
	return sub, all
}

// holdRows gives a sheet its rows.
func holdRows(sheet *hengji.Sheet, rows []hengji.Row) {
	sheet.RowElements = len(rows)
	for k := range rows {
		sheet.CellElements += len(rows[k].Cells)
	}
	sheet.Rows = func(yield func(*hengji.Row, error) bool) {
		for k := range rows {
			if !yield(&rows[k], nil) {
				return
			}
		}
	}
}

func submissionOfSheets(clean []cleanSheet) *hengji.Submission {
	sub := &hengji.Submission{ID: 1, File: "workbook.xlsx"}
	for _, c := range clean {
		sheet := &hengji.Sheet{Name: c.name}
		holdRows(sheet, c.rows)
		sub.Sheets = append(sub.Sheets, sheet)
	}
	return sub
}

// isAccounted reports whether a planted cell came out as a value, or a finding names it:
// at its cell, in its row, in its column where that has no field, of its whole sheet.
func (p *planted) isAccounted(values map[string]bool, findings []hengji.Finding) bool {
	if !p.note && values[p.cell.Text] {
		return true
	}
	name := hengji.CellName(p.row, p.column)
	related := "'" + p.sheet + "'!" + name
	for i := range findings {
		f := &findings[i]
		if f.Sheet != p.sheet {
			continue
		}
		switch {
		case p.note:
			if f.Cell == name && strings.Contains(f.Message, p.cell.Text) {
				return true
			}
		case f.Cell == name, slices.Contains(f.Related, related),
			f.Cell == "" && f.Row == p.row && f.Rule != hengji.RuleRowAfterNotes,
			f.Rule == hengji.RuleRowPart && strings.Contains(f.Message, p.cell.Text),
			f.Rule == hengji.RuleLabelExtraFigures && f.Column == p.column,
			f.Rule == hengji.RuleLabelExtra && f.Column == p.column,
			f.Row == 0 && f.Rule == hengji.RuleHeaderMissing, f.Row == 0 && f.Rule == hengji.RuleSheetExtraFigures,
			f.Row == 0 && f.Rule == hengji.RuleSheetAmbiguous:
			return true
		}
	}
	return false
}

// isOfTheTotal is true of a place in a total row that takes a remark, or a figure that the
// rows are not added up to: part of the form, read by nobody.
func isOfTheTotal(clean []cleanSheet, p *planted) bool {
	for _, sheet := range clean {
		if sheet.name != p.sheet || p.note || p.row > len(sheet.rows) {
			continue
		}
		total := slices.ContainsFunc(sheet.rows[p.row-1].Cells, func(c hengji.Cell) bool {
			return slices.Contains([]string{"合计", "小计", "总分", "合计（自动计算）"}, c.Text)
		})
		for _, row := range sheet.rows {
			if cell := row.Cell(p.column); total && cell != nil && slices.Contains([]string{"备注", "未执行原因", "增减额", "偏差原因分析及改进措施", "未完成原因分析"}, cell.Text) {
				return true
			}
		}
	}
	return false
}

// Whatever stands anywhere in a workbook, or in a comment, is read as a value or
// named by a finding, and the account of the cells closes: of a thousand cells, ten
// thousand in make test-more, a hundred thousand in make test-all.
func TestEveryCellIsUsedOrNamed(t *testing.T) {
	cells := 1_000
	switch {
	case tier.All:
		cells = 100_000
	case tier.More:
		cells = 10_000
	}
	seed := uint64(23)
	if text := os.Getenv("HENGJI_SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("HENGJI_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	p, pool := builtIn(t), NewPool(4)
	workbooks := cleanWorkbooks(t)
	serial, lost := 0, 0
	for n := 0; n < cells && lost < 12; {
		clean := workbooks[random.IntN(len(workbooks))]
		sub, all := plant(random, clean, &serial)
		n += len(all)
		values := map[string]bool{}
		result, err := p.Workbook(sub, "2021", pool, func(batch *hengji.Batch) error {
			gatherValues(batch, values)
			pool.Put(batch)
			return nil
		})
		if err != nil {
			t.Fatalf("%v: %+v", err, all)
		}
		for i := range all {
			if !all[i].isAccounted(values, result.Findings) && !isOfTheTotal(clean, &all[i]) {
				lost++
				t.Errorf("%s is neither read nor named beside %v", all[i], all)
			}
		}
	}
}

// cleanWorkbooks are a region's, with the official 自评表 or a province's, filled in on our
// template, and the department's.
func cleanWorkbooks(t testing.TB) [][]cleanSheet {
	return [][]cleanSheet{
		cleanSheets(t, "base"), cleanSheets(t, "base", "base+自评表"), cleanSheets(t, "base_市科技局"),
		cleanSheets(t, "base", "base+四川自评表"), cleanSheets(t, "base", "base+湖北自评表"), onTemplate(t, cleanSheets(t, "base")),
	}
}

// onTemplate puts what our template has above the labels of a table there: how to fill it
// in, and the totals.
func onTemplate(t testing.TB, sheets []cleanSheet) []cleanSheet {
	t.Helper()
	for i := range sheets {
		s := &sheets[i]
		at := slices.IndexFunc(s.rows, func(r hengji.Row) bool {
			return slices.ContainsFunc(r.Cells, func(c hengji.Cell) bool { return c.Text == "项目编号" })
		})
		if at < 0 {
			continue // the cover
		}
		above := []hengji.Row{
			{Cells: []hengji.Cell{{Column: 1, Text: "南岳区　　浅黄色为填报区，红色栏目必填；怎样填写见“填报说明”。"}, {Column: int32(s.wide), Text: "单位：万元"}}},
			{Cells: []hengji.Cell{{Column: 1, Text: "合计（自动计算）"}}},
		}
		for _, c := range s.rows[at].Cells {
			if slices.Contains([]string{"安排金额（万元）", "全年执行数（万元）", "分值"}, c.Text) {
				above[1].Cells = append(above[1].Cells, hengji.Cell{Column: c.Column, Kind: hengji.CellNoValue, Flags: hengji.HasFormula})
			}
		}
		s.rows = slices.Insert(s.rows, at, above...)
		for n := range s.rows {
			s.rows[n].Number = n + 1
		}
	}
	return sheets
}

// Where nobody scribbled, nothing is said of cells that nobody reads.
func TestCleanSheetsHaveNoCellThatNobodyReads(t *testing.T) {
	p, pool := builtIn(t), NewPool(4)
	for _, clean := range cleanWorkbooks(t) {
		sub := submissionOfSheets(clean)
		result, err := p.Workbook(sub, "2021", pool, func(batch *hengji.Batch) error { pool.Put(batch); return nil })
		if err != nil {
			t.Fatal(err)
		}
		for i := range result.Findings {
			switch f := &result.Findings[i]; f.Rule {
			case hengji.RuleCellUnread, hengji.RuleCellUnreadFigures, hengji.RuleLabelExtra, hengji.RuleLabelExtraFigures, hengji.RuleLabelBlank, hengji.RuleNoteUnread:
				t.Errorf("%s!%s: %s %s", f.Sheet, f.Cell, f.Rule, f.Message)
			}
		}
	}
}

func gatherValues(batch *hengji.Batch, values map[string]bool) {
	for _, column := range batch.Columns {
		for n := range batch.Rows {
			switch {
			case column.Null[n]:
			case column.Kind == hengji.Text:
				values[column.Texts[n]] = true
			case column.Kind == hengji.Number:
				values[hengji.Decimal(column.Ints[n]).String()] = true
			default:
				values[strconv.FormatInt(column.Ints[n], 10)] = true
			}
		}
	}
}
