package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// department is the folder of its workbook, departmentName what it calls itself there.
const (
	department     = "市科技局"
	departmentName = "衡阳市科学技术局"
)

// departmentWords are the labels that stand beside or above one value, by sheet and field:
// those of the sample, and what other copies of the forms print.
var departmentWords = map[string]map[string][]string{
	"base": {
		"unit": {"填报单位", "部门名称", "单位名称"}, "establishment": {"编制数", "核定编制数", "编制人数"}, "administrative": {"行政编制", "机关行政编制"},
		"workers": {"工勤编制", "机关工勤编制"}, "institutional": {"事业编制", "全额拨款事业编制"}, "staff": {"本年实际在职人数", "实际在职人数", "在职人数"},
		"retired": {"离退休人数", "离退休人员"}, "people": {"实有人数"}, "rate": {"控制率", "在职人员控制率"}, "offices": {"内设机构数"},
		"institutions": {"局属事业单位数", "所属事业单位数"}, "leaders": {"班子成员数", "领导班子成员数"}, "assigned": {"重点工作交办数", "重点工作下达数"},
		"done": {"重点工作完成数", "重点工作办结数"}, "carried_in": {"上年结转", "上年结转资金"}, "initial": {"年初预算", "年初部门预算"}, "added": {"本年追加预算", "本年追加"},
		"carried_out": {"年末结余", "年末结转结余"}, "area": {"批复规模（㎡）", "批准建设面积"}, "built": {"实际规模（㎡）", "实际建设面积"}, "area_rate": {"规模控制率", "面积控制率"},
		"planned": {"预算投资（万元）", "批准投资"}, "cost": {"实际投资（万元）", "实际投资"}, "cost_rate": {"投资概算控制率", "概算控制率"}, "thrift": {"厉行节约保障措施"},
	},
	"evaluation": {"unit": {"部门名称", "预算部门名称", "单位名称"}},
}

// departmentLines and departmentColumns are the labels of blocks whose amounts stand where
// a row and a column meet.
var departmentLines = map[string]map[string][]string{
	"base": {
		"three_public": {"三公经费", "“三公”经费", "三公经费合计"}, "vehicles": {"1、公务用车购置和维护经费", "1.公务用车购置及运行费"}, "purchase": {"其中：公车购置", "公务用车购置费"},
		"running": {"公车运行维护", "公务用车运行维护费"}, "abroad": {"2、出国经费", "2.因公出国（境）费用"}, "reception": {"3、公务接待", "3.公务接待费"},
		"projects": {"项目支出合计", "项目支出"}, "business": {"1、业务工作专项", "业务工作专项"}, "operation": {"2、运行维护专项", "运行维护专项"},
		"public": {"公用经费合计", "公用经费"}, "office": {"其中：办公经费", "办公费"}, "utilities": {"水费、电费、差旅费"}, "meetings": {"会议费、培训费"},
		"agency": {"机关运行经费"}, "procurement": {"政府采购金额", "政府采购支出"}, "adjustment": {"部门整体支出预算调整"},
	},
	"evaluation": {
		"total": {"年度资金总额", "年度资金总额："}, "appropriated": {"一般公共预算拨款", "一般公共预算财政拨款"}, "fund": {"政府性基金拨款", "政府性基金预算拨款"},
		"non_tax": {"纳入专户管理的非税收入拨款"}, "other": {"其他资金"}, "basic": {"基本支出"}, "project": {"项目支出"}, "score": {"总分", "合计"},
	},
}

var departmentColumns = map[string]map[string][]string{
	"base": {
		"last": {"上年决算数", "上年度决算数"}, "last_budget": {"上年预算数"}, "budget": {"本年预算数", "本年度预算数"}, "actual": {"本年决算数", "本年度决算数"},
		"last_appropriated": {"上年决算数其中:一般公共预算拨款"}, "budget_appropriated": {"本年预算数其中:一般公共预算拨款"}, "actual_appropriated": {"本年决算数其中:一般公共预算拨款"},
	},
	"evaluation": {
		"initial": {"年初预算数"}, "budget": {"全年预算数", "全年预算数（A）"}, "spent": {"全年执行数", "全年执行数（B）"}, "weight": {"分值"}, "rate": {"执行率", "执行率（B/A）"}, "score": {"得分"},
	},
}

// departmentTables are the labels of its tables, by form and field.
var departmentTables = map[string]map[string][]string{
	"expenditure": {
		"class": {"分类方式", "支出分类"}, "item": {"项目", "支出项目", "科目名称"}, "budget": {"预算数（万元）", "本年预算数"}, "actual": {"决算数（万元）", "本年决算数"},
		"last": {"上年决算数（万元）", "上年决算数"}, "change": {"增减额（万元）", "比上年增减"}, "change_rate": {"增减率（%）", "增减幅度（%）"}, "remarks": {"备注", "备注说明"},
	},
	"results": {
		"code": {"指标编码", "编码"}, "name": {"指标名称", "成效指标"}, "unit": {"计量单位", "度量单位"}, "value": {"本年值", "本年完成值"}, "last": {"上年值", "上年完成值"},
		"change_rate": {"同比（%）", "同比增减（%）"}, "times": {"增长倍数（倍）", "增长倍数"}, "part_of": {"合计项", "所属合计项"}, "source": {"数据来源"}, "remarks": {"备注"},
	},
	"rates": {
		"level1": {"一级指标"}, "level2": {"二级指标"}, "level3": {"三级指标"}, "target": {"年度指标值", "目标值"}, "actual": {"实际完成值", "全年实际值"},
		"weight": {"分值", "权重"}, "score": {"得分", "自评得分"}, "reason": {"偏差原因分析及改进措施", "偏差原因分析"},
	},
}

// spot is a cell of a sheet.
type spot struct{ sheet, cell string }

// readDepartment finds what the department's sheets say: single values and amounts of
// blocks by their labels, tables by their headers.
func (b *book) readDepartment() error {
	b.spots = map[string]spot{}
	for _, sheet := range b.GetSheetList() {
		rows, err := b.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		s := &departmentSheet{table: table{sheet: sheet, cells: rows}, spots: b.spots}
		if err := s.areas(b.File); err != nil {
			return err
		}
		for _, form := range slices.Sorted(maps.Keys(departmentTables)) {
			if t := s.find(form); t != nil {
				b.tables[form] = t
			}
		}
		s.form = "evaluation"
		if b.tables["rates"] == nil || b.tables["rates"].sheet != sheet {
			s.form = "base"
		}
		if t := b.tables["expenditure"]; t != nil && t.sheet == sheet || b.tables["results"] != nil && b.tables["results"].sheet == sheet {
			continue
		}
		s.singles()
		s.block()
	}
	for form := range departmentTables {
		if b.tables[form] == nil || len(b.tables[form].rows) == 0 {
			return fmt.Errorf("%s: %w: no %s", filepath.Base(b.path), errNoTable, form)
		}
	}
	return nil
}

// departmentSheet is one sheet of it.
type departmentSheet struct {
	table
	spots map[string]spot
}

// find is a table of a form, where a row has most of its labels.
func (s *departmentSheet) find(form string) *table {
	for r, row := range s.cells {
		t := &table{form: form, sheet: s.sheet, columns: map[string]int{}, labelRow: map[string]int{}, cells: s.cells, merged: s.merged, header: r + 1}
		t.match(row, r+1)
		if len(t.columns) < 3 || t.columns["level3"]+t.columns["class"]+t.columns["code"] == 0 {
			continue
		}
		if r+1 < len(s.cells) { // the second row of a header
			t.match(s.cells[r+1], r+2)
			if slices.Max(slices.Collect(maps.Values(t.labelRow))) == r+2 {
				t.header = r + 2
			}
		}
		if len(t.columns) > 5 {
			t.sort()
			return t
		}
	}
	return nil
}

var (
	numbering  = regexp.MustCompile(`^\d[、.]`)
	yearBefore = regexp.MustCompile(`20(20|21)年`)
)

// departmentLabel is a label without its number, of whatever year.
func departmentLabel(text string) string {
	text = yearBefore.ReplaceAllStringFunc(fold(text), func(year string) string {
		return map[string]string{"2020年": "上年", "2021年": "本年"}[year]
	})
	text = strings.ReplaceAll(text, "年度", "年")
	return strings.TrimPrefix(numbering.ReplaceAllString(text, ""), "其中:")
}

func named(words map[string][]string, text string) string {
	text = departmentLabel(text)
	for _, field := range slices.Sorted(maps.Keys(words)) {
		if slices.ContainsFunc(words[field], func(word string) bool { return text != "" && departmentLabel(word) == text }) {
			return field
		}
	}
	return ""
}

// singles finds values beside their labels, or below where labels stand side by side.
func (s *departmentSheet) singles() {
	words := departmentWords[s.form]
	for r, row := range s.cells {
		for c, text := range row {
			field := named(words, text)
			if field == "" || s.spots[s.form+"."+field] != (spot{}) {
				continue
			}
			isLabel := func(at int) bool { return at >= 0 && at < len(row) && named(words, row[at]) != "" }
			at := address(s.rightOf(c+1, r+1), r+1)
			if isLabel(c-1) || isLabel(c+1) || s.reachesDown(c, r+1) {
				at = address(c+1, r+2)
			}
			s.spots[s.form+"."+field] = spot{s.sheet, at}
		}
	}
}

// reachesDown is true of a cell that is merged with the one below.
func (s *departmentSheet) reachesDown(column, row int) bool {
	return slices.ContainsFunc(s.merged, func(m area) bool { return m.left == column && m.top == row && m.bottom > row })
}

// rightOf is the column behind a cell, merged or not.
func (s *departmentSheet) rightOf(column, row int) int {
	for _, m := range s.merged {
		if m.left <= column && column <= m.right && m.top <= row && row <= m.bottom {
			return m.right + 1
		}
	}
	return column + 1
}

// block finds the amounts where rows and columns meet.
func (s *departmentSheet) block() {
	columns := map[string]int{}
	top := 0
	for r, row := range s.cells {
		found := map[string]int{}
		for c, text := range row {
			group := text
			if r > 0 && departmentLabel(text) == "一般公共预算拨款" { // below the label of its year
				group = s.cells[r-1][s.leftOf(c+1, r)-1] + "其中:一般公共预算拨款"
			} else if r > 0 && slices.Contains([]string{"合计", "全部"}, fold(text)) && c < len(s.cells[r-1]) {
				group = s.cells[r-1][c]
			}
			if field := named(departmentColumns[s.form], group); field != "" && found[field] == 0 {
				found[field] = c + 1
			}
		}
		if len(found) > 2 {
			columns, top = found, r+1
			if top < len(s.cells) && !slices.Contains(s.cells[top], "合计") {
				break
			}
		}
		if top > 0 && r+1 > top {
			break
		}
	}
	for r := top; r < len(s.cells) && top > 0; r++ {
		for field, column := range columns {
			line := ""
			for _, text := range s.cells[r][:min(len(s.cells[r]), slices.Min(slices.Collect(maps.Values(columns)))-1)] {
				if name := named(departmentLines[s.form], text); name != "" {
					line = name
				}
			}
			if key := s.form + "." + line + "." + field; line != "" && s.spots[key] == (spot{}) {
				s.spots[key] = spot{s.sheet, address(column, r+1)}
			}
		}
	}
}

// leftOf is the first column of the merged label above.
func (s *departmentSheet) leftOf(column, row int) int {
	for _, m := range s.merged {
		if m.left <= column && column <= m.right && m.top <= row && row <= m.bottom {
			return m.left
		}
	}
	return column
}
