package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
)

// labels are the words that the samples write above a column, folded. They are
// this program's own: sharing the forms' aliases would hide a label that the
// forms lack.
var labels = map[string]map[string][]string{
	"allocation": {
		"seq": {"序号"}, "code": {"项目编号", "立项编号"}, "name": {"项目名称"},
		"organisation": {"承担单位", "项目单位", "项目承担单位", "实施单位"},
		"uscc":         {"统一社会信用代码", "信用代码", "社会信用代码"},
		"region":       {"县市区", "归口县市区", "所属县市区", "县"},
		"category":     {"项目类别", "计划类别", "类别"}, "support": {"支持方式", "资助方式", "补助方式"},
		"amount":   {"安排金额", "安排资金", "金额", "下达金额"},
		"document": {"下达文号", "资金文号", "指标文号"}, "allocated": {"下达日期", "下达时间"},
		"starts": {"起始日期", "开始日期"}, "ends": {"结束日期", "完成日期"},
		"stage": {"项目阶段", "进展情况", "项目状态"}, "remarks": {"备注", "说明"},
	},
	"execution": {
		"code": {"项目编号", "立项编号"}, "name": {"项目名称"}, "initial": {"年初预算数"},
		"budget": {"全年预算数", "预算数"}, "received": {"到位金额", "到位资金"}, "received_on": {"到位日期"},
		"spent":     {"全年执行数", "执行数", "实际支出"},
		"equipment": {"设备费"}, "materials": {"材料费"}, "testing": {"测试化验加工费"},
		"labour": {"劳务费"}, "consulting": {"专家咨询费"}, "other": {"其他支出"},
		"balance": {"结余", "结余金额"}, "rate": {"执行率", "预算执行率"},
		"account": {"是否专账核算"}, "reason": {"未执行原因", "未完成原因"},
	},
	"indicators": {
		"code": {"项目编号", "立项编号"}, "level1": {"一级指标"}, "level2": {"二级指标"},
		"level3": {"三级指标", "指标名称"}, "sense": {"指标性质", "计算符号"},
		"target": {"年度指标值", "指标值", "目标值"}, "unit": {"度量单位", "计量单位"},
		"actual": {"实际完成值", "完成值"}, "weight": {"分值", "权重"}, "score": {"得分", "自评得分"},
		"deviation": {"偏差原因分析及改进措施", "偏差原因"},
	},
}

var coverLabels = map[string]string{
	"报送单位": "region", "填报单位": "region", "年度": "year", "填表人": "preparer", "联系电话": "phone", "填报日期": "filled",
	"模板版本": "version", "零报告": "nil", "单位负责人": "head",
}

// parts are the columns that 全年执行数 is the sum of.
var parts = []string{"equipment", "materials", "testing", "labour", "consulting", "other"}

// totalled are the columns that a 合计 row adds up.
var totalled = map[string][]string{
	"allocation": {"amount"},
	"execution":  append([]string{"initial", "budget", "received", "spent", "balance"}, parts...),
	"indicators": {"weight", "score"},

	"expenditure": {"budget", "actual", "last", "change"},
}

// book is a clean workbook, opened for editing, and where things stand in it.
type book struct {
	*excelize.File
	path   string
	region string // as the folder names it
	tables map[string]*table
	cover  string            // the sheet
	fields map[string]string // of the cover: field to address of its value

	evaluations [][][]string // the texts of sheets that are about one project: 自评表

	spots map[string]spot // of the department's workbook: sheet.field or sheet.line.column to its cell
}

// table is one of the three tables of a workbook.
type table struct {
	form, sheet string
	columns     map[string]int // field to column, from 1
	header      int            // the last row of the header
	labelRow    map[string]int // field to the row of its label
	rows        []int          // data rows
	totals      []int
	last        int // the last row that holds anything
	cells       [][]string
	merged      []area
}

type area struct{ left, top, right, bottom int }

var projectCode = regexp.MustCompile(`^20\d\d[A-Z]{2}\d{3}$`)

// errNoTable is told of a workbook without a table that its forms have, as one with a sheet removed.
var errNoTable = errors.New("not all tables found")

// open reads a clean sample. It refuses one whose tables or cover it cannot find.
func open(path string) (*book, error) {
	file, err := excelize.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("open sample %s: %w", filepath.Base(path), err)
	}
	return read(file, path)
}

// read finds the tables and the cover of a workbook.
func read(file *excelize.File, path string) (*book, error) {
	b := &book{File: file, path: path, region: filepath.Base(filepath.Dir(path)), tables: map[string]*table{}, fields: map[string]string{}}
	if b.region == department {
		return b, b.readDepartment()
	}
	for _, sheet := range file.GetSheetList() {
		rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, fmt.Errorf("read sample %s: %w", filepath.Base(path), err)
		}
		if isEvaluation(sheet, rows) {
			b.evaluations = append(b.evaluations, rows)
			continue // of one project: its indicators are no table of all
		}
		if t := findTable(sheet, rows); t != nil {
			if err := t.areas(file); err != nil {
				return nil, fmt.Errorf("read sample %s: %w", filepath.Base(path), err)
			}
			b.tables[t.form] = t
			continue
		}
		b.findCover(sheet, rows)
	}
	if len(b.tables) != 3 || b.fields["region"] == "" {
		return nil, fmt.Errorf("sample %s: %w", filepath.Base(path), errNoTable)
	}
	return b, nil
}

// isEvaluation is true of a sheet that is about one project.
func isEvaluation(sheet string, rows [][]string) bool {
	top := strings.Join(slices.Concat(rows[:min(3, len(rows))]...), "")
	return strings.Contains(sheet, "自评表") || strings.Contains(top, "自评表") && slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, "三级指标") })
}

// findTable finds the form whose labels a sheet's first rows carry most of.
func findTable(sheet string, rows [][]string) *table {
	var best *table
	for form := range labels {
		for r := 0; r < min(len(rows), 12); r++ {
			t := &table{form: form, sheet: sheet, columns: map[string]int{}, labelRow: map[string]int{}, cells: rows, header: r + 1}
			t.match(rows[r], r+1)
			if len(t.columns) < 8 || best != nil && len(t.columns) <= len(best.columns) {
				continue
			}
			best = t
		}
	}
	if best == nil {
		return nil
	}
	if next := best.header; next < len(rows) && !slices.ContainsFunc(rows[next], projectCode.MatchString) {
		before := len(best.columns)
		best.match(rows[next], next+1)
		if len(best.columns) > before {
			best.header = next + 1
		}
	}
	if best.header > 1 { // labels merged down begin in the row above
		best.match(rows[best.header-2], best.header-1)
	}
	best.sort()
	return best
}

func (t *table) match(row []string, number int) {
	for c, text := range row {
		if field := fieldOf()[t.form][fold(text)]; field != "" && (t.columns[field] == 0 || number > t.labelRow[field]) {
			t.columns[field], t.labelRow[field] = c+1, number
		}
	}
}

// fieldOf is the field that a folded label names, by form; on the cover by "cover". The
// labels are those of the samples and of the workbooks that this program lays out itself.
var fieldOf = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{"cover": maps.Clone(coverLabels)}
	for _, field := range coverLabels {
		if field != "region" {
			for _, word := range words[field] {
				all["cover"][fold(word)] = field
			}
		}
	}
	for form, fields := range labels {
		all[form] = map[string]string{}
		for field, names := range fields {
			for _, name := range append(slices.Clone(words[field]), names...) {
				all[form][fold(name)] = field
			}
		}
	}
	for form, fields := range departmentTables {
		all[form] = map[string]string{}
		for field, names := range fields {
			for _, name := range names {
				all[form][fold(name)] = field
			}
		}
	}
	return all
})

// sort parts data rows from total rows and notes.
func (t *table) sort() {
	above := slices.Min(rowsOf(t)) // a total may stand above the labels
	for r := range t.cells {
		row := r + 1
		if above <= row && row <= t.header {
			continue
		}
		total := slices.ContainsFunc(t.cells[r], func(s string) bool {
			return slices.Contains([]string{"合计", "总计", "小计"}, fold(s))
		})
		switch {
		case total:
			t.totals = append(t.totals, row)
		case row > t.header && t.isData(row):
			t.rows = append(t.rows, row)
		}
		if row > t.header && strings.Join(t.cells[r], "") != "" {
			t.last = row
		}
	}
}

// isData is true of rows that are about a project, or about an indicator.
func (t *table) isData(row int) bool {
	switch t.form {
	case "indicators":
		return t.text(row, "level3") != "" && t.text(row, "weight")+t.text(row, "target") != ""
	case "rates":
		return t.text(row, "level3") != "" && t.text(row, "actual") != ""
	case "expenditure":
		return t.text(row, "item") != "" && t.text(row, "actual") != ""
	case "results":
		return t.text(row, "name") != "" && t.text(row, "value") != ""
	}
	return projectCode.MatchString(t.text(row, "code"))
}

func (t *table) areas(file *excelize.File) error {
	merged, err := file.GetMergeCells(t.sheet)
	if err != nil {
		return err
	}
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return err
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return err
		}
		t.merged = append(t.merged, area{left, top, right, bottom})
	}
	return nil
}

func (b *book) findCover(sheet string, rows [][]string) {
	for r, row := range rows {
		for c, text := range row {
			field := fieldOf()["cover"][fold(text)]
			if field != "" && b.fields[field] == "" {
				b.cover, b.fields[field] = sheet, address(c+2, r+1)
			}
		}
	}
}

var bracketed = regexp.MustCompile(`\([^)]*\)`)

// fold is what remains of a label when it is compared: no spaces, no width, no
// brackets, no 其中.
func fold(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
	text = strings.TrimPrefix(bracketed.ReplaceAllString(text, ""), "其中:")
	return strings.TrimSuffix(text, ":")
}

func address(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // rows and columns come from the sheet itself
	}
	return name
}

// at is the address of a field's cell; of a merged one, where its value stands.
func (t *table) at(row int, field string) string {
	column := t.columns[field]
	for _, m := range t.merged {
		if m.left <= column && column <= m.right && m.top <= row && row <= m.bottom {
			return address(m.left, m.top)
		}
	}
	return address(column, row)
}

// alone reports whether a field's cell is not merged with others.
func (t *table) alone(row int, field string) bool {
	column := t.columns[field]
	return !slices.ContainsFunc(t.merged, func(m area) bool {
		return m.left <= column && column <= m.right && m.top <= row && row <= m.bottom
	})
}

// text is a field's raw value, through merged cells.
func (t *table) text(row int, field string) string {
	if t.columns[field] == 0 {
		return ""
	}
	column, row, err := excelize.CellNameToCoordinates(t.at(row, field))
	if err != nil || row > len(t.cells) || column > len(t.cells[row-1]) {
		return ""
	}
	return t.cells[row-1][column-1]
}

// millionths is a field's number; false where it holds none. The samples' numbers
// have two decimals at most, far from where a float would matter.
func (t *table) millionths(row int, field string) (int64, bool) {
	value, err := strconv.ParseFloat(t.text(row, field), 64)
	return int64(math.Round(value * 1e6)), err == nil
}

func number(millionths int64) string {
	return strconv.FormatFloat(float64(millionths)/1e6, 'f', -1, 64)
}

// counted lists the data rows that a total row adds up: a 小计 those since the
// total before it or, standing first, those up to the next.
func (t *table) counted(total int) []int {
	if !slices.ContainsFunc(t.cells[total-1], func(s string) bool { return fold(s) == "小计" }) {
		return t.rows
	}
	from, to := t.header, t.last+1
	for _, other := range t.totals {
		if other < total {
			from = other
		}
		if other > total && other < to {
			to = other
		}
	}
	above := slices.DeleteFunc(slices.Clone(t.rows), func(r int) bool { return r < from || r > total })
	if len(above) > 0 {
		return above
	}
	return slices.DeleteFunc(slices.Clone(t.rows), func(r int) bool { return r < total || r > to })
}

// project finds the first row of a project; 0 where it has none.
func (t *table) project(code string) int {
	for _, row := range t.rows {
		if t.text(row, "code") == code {
			return row
		}
	}
	return 0
}

// codeOf is the project of a row. A blank code below one is that one's: some
// workbooks write it once.
func (t *table) codeOf(row int) string {
	for i := slices.Index(t.rows, row); i >= 0; i-- {
		if code := t.text(t.rows[i], "code"); code != "" {
			return code
		}
	}
	return ""
}
