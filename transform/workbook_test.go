package transform

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hengji"
)

// rowsOf makes a sheet that gives the rows that make returns; number counts from
// 1.
func rowsOf(name string, rows int, fill func(number int, row *hengji.Row)) *hengji.Sheet {
	sheet := &hengji.Sheet{Name: name, RowElements: rows}
	sheet.Rows = func(yield func(*hengji.Row, error) bool) {
		var row hengji.Row
		for number := 1; number <= rows; number++ {
			row = hengji.Row{Number: number, Cells: row.Cells[:0]}
			fill(number, &row)
			sheet.CellElements += len(row.Cells)
			if !yield(&row, nil) {
				return
			}
		}
	}
	return sheet
}

// allocationSheet is an allocation table of so many projects.
func allocationSheet(t testing.TB, projects int) *hengji.Sheet {
	header := rowOf(t, 1, headers["allocation"])
	codes := make([]string, projects+2)
	for i := range codes {
		codes[i] = fmt.Sprintf("2021NY%06d", i)
	}
	return rowsOf("项目资金安排表", projects+1, func(number int, row *hengji.Row) {
		if number == 1 {
			row.Cells = append(row.Cells, header.Cells...)
			return
		}
		row.Cells = append(row.Cells,
			hengji.Cell{Column: 1, Kind: hengji.CellNumber, Text: "7"},
			hengji.Cell{Column: 2, Text: codes[number]},
			hengji.Cell{Column: 3, Text: "智能装备关键技术研制"},
			hengji.Cell{Column: 4, Text: "衡阳某某科技有限公司"},
			hengji.Cell{Column: 5, Text: "91430400MA4PC7W80D"},
			hengji.Cell{Column: 6, Text: "耒阳市"},
			hengji.Cell{Column: 7, Text: "重点研发"},
			hengji.Cell{Column: 8, Text: "无偿补助"},
			hengji.Cell{Column: 9, Kind: hengji.CellNumber, Text: "12.5"},
			hengji.Cell{Column: 10, Text: "衡财教指〔2021〕5号"},
			hengji.Cell{Column: 11, Kind: hengji.CellNumber, Format: hengji.FormatDate, Text: "44377"},
			hengji.Cell{Column: 12, Kind: hengji.CellNumber, Format: hengji.FormatDate, Text: "44197"},
			hengji.Cell{Column: 13, Kind: hengji.CellNumber, Format: hengji.FormatDate, Text: "44926"},
			hengji.Cell{Column: 14, Text: "在研"},
			hengji.Cell{Column: 15, Text: "样例"},
		)
	})
}

func TestLongSheetComesInBatchesOfOnePool(t *testing.T) {
	p, pool := builtIn(t), NewPool(1)
	sub := &hengji.Submission{ID: 3, Sheets: []*hengji.Sheet{allocationSheet(t, 2*hengji.BatchRows+5)}}
	var sizes []int
	result, err := p.Workbook(sub, "2021", pool, func(batch *hengji.Batch) error {
		sizes = append(sizes, len(batch.Rows))
		for _, column := range batch.Columns {
			if len(column.Null) != len(batch.Rows) || column.Kind == hengji.Text && len(column.Texts) != len(batch.Rows) || column.Kind != hengji.Text && len(column.Ints) != len(batch.Rows) {
				t.Fatalf("a column has %d values of %d", len(column.Null), len(batch.Rows))
			}
		}
		if batch.Submission != 3 || batch.Sheet != "项目资金安排表" {
			t.Errorf("batch of %d %s", batch.Submission, batch.Sheet)
		}
		pool.Put(batch)
		return nil
	})
	if err != nil || fmt.Sprint(sizes) != "[4096 4096 5]" {
		t.Errorf("batches of %v rows, %v", sizes, err)
	}
	if account := result.Accounts[0]; account.Read != 2*hengji.BatchRows+5 || !account.Closes() {
		t.Errorf("%+v", account)
	}
}

func TestManyWorkbooksAreReadAtOnceWithOnePlan(t *testing.T) {
	p, pool := builtIn(t), NewPool(3)
	var group sync.WaitGroup
	counts := make([]int, 8)
	for i := range counts {
		group.Go(func() {
			sub := &hengji.Submission{ID: int64(i), Sheets: []*hengji.Sheet{allocationSheet(t, 5000)}}
			if _, err := p.Workbook(sub, "2021", pool, func(batch *hengji.Batch) error {
				counts[i] += len(batch.Rows)
				pool.Put(batch)
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i, count := range counts {
		if count != 5000 {
			t.Errorf("workbook %d gave %d records", i, count)
		}
	}
}

func TestTroubleEndsTheReadingAndGivesTheBatchBack(t *testing.T) {
	p := builtIn(t)
	refusal := &hengji.Refusal{Remark: hengji.Remark{Rule: "FILE-DAMAGED"}}
	trouble := errors.New("the database is gone")
	cut := allocationSheet(t, 10)
	whole := cut.Rows
	cut.Rows = func(yield func(*hengji.Row, error) bool) {
		for row, err := range whole {
			if row.Number > 5 {
				yield(nil, refusal)
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
	// Long enough that a batch is begun when the damage shows.
	late := allocationSheet(t, 200)
	all := late.Rows
	late.Rows = func(yield func(*hengji.Row, error) bool) {
		for row, err := range all {
			if !yield(row, err) {
				return
			}
		}
		yield(nil, refusal)
	}
	for name, c := range map[string]struct {
		sheet *hengji.Sheet
		emit  error
		want  error
	}{
		"damage in the first rows":   {cut, nil, refusal},
		"damage behind many rows":    {late, nil, refusal},
		"trouble of the caller":      {allocationSheet(t, 10), trouble, trouble},
		"trouble in a long sheet":    {allocationSheet(t, hengji.BatchRows+1), trouble, trouble},
		"trouble with the cover":     {submissionOf(t, "sheet 封面\n报送单位 | 耒阳市\n").Sheets[0], trouble, trouble},
		"no trouble, to be thorough": {allocationSheet(t, 10), nil, nil},
	} {
		pool := NewPool(1)
		_, err := p.Workbook(&hengji.Submission{Sheets: []*hengji.Sheet{c.sheet}}, "2021", pool, func(batch *hengji.Batch) error {
			if c.emit == nil {
				pool.Put(batch)
			}
			return c.emit
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if len(pool.free) != 1 {
			t.Errorf("%s: the batch is not back in the pool", name)
		}
	}
}

func TestSheetFullOfFaultsCostsNoMoreThanItsBounds(t *testing.T) {
	p, pool := builtIn(t), NewPool(1)
	header := rowOf(t, 1, headers["allocation"])
	sheet := rowsOf("项目资金安排表", 10_000, func(number int, row *hengji.Row) {
		if number == 1 {
			row.Cells = append(row.Cells, header.Cells...)
			return
		}
		for column := int32(1); column <= 15; column++ {
			row.Cells = append(row.Cells, hengji.Cell{Column: column, Text: "坏⏎的"})
		}
	})
	result, err := p.Workbook(&hengji.Submission{Sheets: []*hengji.Sheet{sheet}}, "2021", pool, func(batch *hengji.Batch) error {
		pool.Put(batch)
		return nil
	})
	if err != nil || len(result.Findings) > mostFindings+100 {
		t.Fatalf("%d findings, %v", len(result.Findings), err)
	}
	told := false
	for _, f := range result.Findings {
		told = told || f.Rule == "allocation.amount_wan.number" && strings.Contains(f.Message, "另有 8999 处")
	}
	if !told {
		t.Error("the findings that were left out are not told")
	}
}

func TestSheetIndexFollowsTheWorkbook(t *testing.T) {
	p, pool := builtIn(t), NewPool(1)
	result, err := p.Workbook(submissionOf(t, "sheet 乙\n1\nsheet 甲\n2\n"), "2021", pool, func(*hengji.Batch) error { return nil })
	if err != nil || result.SheetIndex("乙") != 0 || result.SheetIndex("甲") != 1 || result.SheetIndex("丙") != 2 {
		t.Errorf("%v %v", result, err)
	}
}

func TestRemarksOfTheReaderBecomeFindings(t *testing.T) {
	p, pool := builtIn(t), NewPool(1)
	sub := submissionOf(t, "sheet 甲\n1\n")
	sub.Remarks = []hengji.Remark{{Rule: "FILE-MACROS"}}
	sub.Sheets[0].Remarks = []hengji.Remark{{Rule: "FILE-UNSUPPORTED", Got: "宏表"}}
	result, err := p.Workbook(sub, "2021", pool, func(*hengji.Batch) error { return nil })
	if err != nil || result.Findings[0].Rule != "FILE-MACROS" || result.Findings[1].Sheet != "甲" {
		t.Errorf("%+v %v", result.Findings, err)
	}
}

// Whatever a workbook holds, reading it ends, every row is accounted for, and
// what is emitted is whole.
func TestAnyWorkbookIsReadToItsEnd(t *testing.T) {
	p := builtIn(t)
	var words []string
	for _, form := range p.forms {
		words = append(words, form.form.Title)
		words = append(append(words, slices.Concat(form.form.GridRows...)...), slices.Concat(form.form.GridColumns...)...)
		for _, field := range form.fields {
			words = append(words, field.field.Label)
		}
	}
	words = append(words, "合计", "小计", "注：", "填表人：张三　联系电话：13812345678", "单位：元", "耒阳市", "衡阳", "在研", "同上", "—", "是", "2021NY001", "2021.5", "15万元", "壹拾元整", "98%", "≥95%",
		" ", "\n", "", "9143\n0400", strings.Repeat("长", 300), "：", "(((", "1,2,3", "\xff\xfe", "其中：", "（万元）", "报送单位：", "报送单位：耒阳市 年度：")
	numbers := []string{"0", "1", "15", "-3.5", "44320", "2021.5", "1294.5999999999999", "1e300", "1e-300", "123456789012345678", "0.98", "20210504", "", "x"}
	rapid.Check(t, func(t *rapid.T) {
		sub := &hengji.Submission{Folder: rapid.SampledFrom([]string{"", "耒阳市", "市科技局", "无此地"}).Draw(t, "folder")}
		for n := range rapid.IntRange(1, 4).Draw(t, "sheets") {
			name := rapid.SampledFrom([]string{"Sheet1", "封面", "项目资金安排表", "资金执行情况表", "绩效指标表", "附件2", "自评表", "基础数据表", "部门整体支出绩效自评表"}).Draw(t, "name") + strings.Repeat("x", n/2)
			count := rapid.IntRange(0, 70).Draw(t, "rows")
			rows := make([][]hengji.Cell, count)
			for i := range rows {
				for column := range int32(rapid.IntRange(0, 16).Draw(t, "columns")) {
					if rapid.IntRange(0, 3).Draw(t, "blank") == 0 {
						continue
					}
					cell := hengji.Cell{Column: column + 1, Format: hengji.CellFormat(rapid.IntRange(0, 4).Draw(t, "format"))}
					switch cell.Kind = hengji.CellKind(max(0, rapid.IntRange(-4, 4).Draw(t, "kind"))); cell.Kind {
					case hengji.CellText:
						cell.Text = rapid.SampledFrom(words).Draw(t, "word")
					case hengji.CellNumber:
						cell.Text = rapid.SampledFrom(numbers).Draw(t, "number")
					case hengji.CellBoolean:
						cell.Text = "1"
					case hengji.CellError:
						cell.Text = "#REF!"
					}
					cell.Flags = hengji.CellFlags(rapid.SampledFrom([]int{0, 0, 0, 0, 1, 3, 5, 8, 15}).Draw(t, "flags"))
					rows[i] = append(rows[i], cell)
				}
			}
			sheet := rowsOf(name, count, func(number int, row *hengji.Row) {
				row.Cells = append(row.Cells, rows[number-1]...)
				row.Hidden = number%7 == 0
			})
			for range rapid.IntRange(0, 5).Draw(t, "merges") {
				r, c := rapid.IntRange(1, 70).Draw(t, "r"), rapid.IntRange(1, 16).Draw(t, "c")
				sheet.Merges = append(sheet.Merges, hengji.Range{FirstRow: r, FirstColumn: c, LastRow: r + rapid.IntRange(0, 9).Draw(t, "h"), LastColumn: c + rapid.IntRange(0, 20000).Draw(t, "w")})
			}
			sub.Sheets = append(sub.Sheets, sheet)
		}
		pool := NewPool(1)
		records, inside := 0, 0
		result, err := p.Workbook(sub, "2021", pool, func(batch *hengji.Batch) error {
			switch {
			case batch.Form.Layout == hengji.LayoutForm && batch.Form.Name != "cover": // several rows make its one record
			case batch.Form.Within != "":
				inside += len(batch.Rows)
			default:
				records += len(batch.Rows)
			}
			for i, column := range batch.Columns {
				if len(column.Null) != len(batch.Rows) {
					t.Fatalf("column %d of %s has %d values of %d", i, batch.Form.Name, len(column.Null), len(batch.Rows))
				}
			}
			pool.Put(batch)
			return nil
		})
		if err != nil || len(pool.free) != 1 {
			t.Fatalf("%v, %d batches free", err, len(pool.free))
		}
		read, ofForms := 0, 0
		for _, account := range result.Accounts {
			if !account.Closes() {
				t.Fatalf("%+v does not close", account)
			}
			form := p.rules.Form(account.Form)
			switch {
			case account.Form == "cover":
				read += min(account.Read, 1)
			case form != nil && form.Layout == hengji.LayoutForm:
				ofForms += account.Read
			default:
				read += account.Read
			}
		}
		if read != records || inside > ofForms {
			t.Fatalf("%d rows read, %d records emitted; %d inside forms of %d rows", read, records, inside, ofForms)
		}
	})
}

// A form's sheet full of its labels is read in no time: nothing is looked for
// among all cells for each cell.
func TestFormFullOfLabelsIsReadAtOnce(t *testing.T) {
	p := builtIn(t)
	for _, word := range []string{"年度资金总额", "全年预算数", "项目名称", "分值", "预期目标", "总分", "一级指标"} {
		sheet := rowsOf("自评表", 4000, func(number int, row *hengji.Row) {
			if number == 5 {
				row.Cells = append(row.Cells, rowOf(t, 5, "项目名称 | 年初预算数 | 全年预算数 | 全年执行数").Cells...)
				return
			}
			for column := range int32(8) {
				row.Cells = append(row.Cells, hengji.Cell{Column: column + 1, Text: word})
			}
		})
		start := time.Now()
		pool := NewPool(1)
		result, err := p.Workbook(&hengji.Submission{Sheets: []*hengji.Sheet{sheet}}, "2021", pool, func(batch *hengji.Batch) error {
			pool.Put(batch)
			return nil
		})
		if err != nil || !result.Accounts[0].Closes() {
			t.Fatalf("%s: %v %+v", word, err, result)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", word, took)
		}
	}
}

func BenchmarkWorkbook(b *testing.B) {
	p, pool := builtIn(b), NewPool(1)
	const projects = 20_000
	sheet := allocationSheet(b, projects)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Workbook(&hengji.Submission{Sheets: []*hengji.Sheet{sheet}}, "2021", pool, func(batch *hengji.Batch) error {
			pool.Put(batch)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*projects/b.Elapsed().Seconds(), "records/s")
}
