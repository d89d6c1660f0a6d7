package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// relay writes a workbook's content anew, laid out as no sample is: other sheets, titles
// and words, columns in another order, headers of two rows, totals above.
type relay struct {
	*draft
	*content
	styles map[string]int
}

// words are labels that people write, beside those of the samples.
var words = map[string][]string{
	"seq": {"序号", "序 号"}, "code": {"项目编号", "立项编号", "项目代码", "项目立项编号"},
	"name":         {"项目名称", "项目（课题）名称", "课题名称", "项目\n名称"},
	"organisation": {"承担单位", "项目承担单位", "项目实施单位", "执行单位", "承担单位名称"},
	"uscc":         {"统一社会信用代码", "信用代码", "承担单位统一\n社会信用代码"},
	"region":       {"县市区", "所属县区", "县（市、区）", "归口部门", "地区"},
	"category":     {"项目类别", "计划类型", "项目分类"}, "support": {"支持方式", "资助方式", "扶持方式"},
	"amount":   {"安排金额（万元）", "补助金额（万元）", "资金（万元）", "安排经费(万元)", "下达资金\n（万元）"},
	"document": {"下达文号", "指标文号", "文号"}, "allocated": {"下达日期", "资金下达时间", "下达时间"},
	"starts": {"起始日期", "开始时间", "起始时间"}, "ends": {"结束日期", "完成时间", "结束时间"},
	"stage": {"项目阶段", "项目进展", "阶段"}, "remarks": {"备注", "备 注", "备注说明"},
	"initial": {"年初预算数（万元）", "年初预算", "年初预算\n（万元）"}, "budget": {"全年预算数（万元）", "全年预算数（A）", "预算金额（万元）"},
	"received": {"到位金额（万元）", "实际到位资金（万元）", "到位数（万元）"}, "received_on": {"到位日期", "资金到位时间"},
	"spent":     {"全年执行数（万元）", "全年执行数（B）", "支出金额（万元）", "执行数(万元)"},
	"equipment": {"设备费", "其中：设备费", "设备购置费"}, "materials": {"材料费", "其中：材料费"}, "testing": {"测试化验加工费", "测试化验费"},
	"labour": {"劳务费", "劳 务 费"}, "consulting": {"专家咨询费", "咨询费"}, "other": {"其他支出", "其它支出", "其他费用"},
	"balance": {"结余（万元）", "结转结余（万元）", "结余资金（万元）"}, "rate": {"执行率（%）", "预算执行率", "执行率（B/A）"},
	"account": {"是否专账核算", "是否单独核算"}, "reason": {"未执行原因", "未执行完毕原因", "未完成原因"},
	"level1": {"一级指标", "一级\n指标"}, "level2": {"二级指标", "二级\n指标"}, "level3": {"三级指标", "三级指标名称", "指标内容"},
	"sense": {"指标性质", "计算符号", "比较符号"}, "target": {"年度指标值", "年初目标值", "计划值"}, "unit": {"度量单位", "计量单位", "指标单位"},
	"actual": {"实际完成值", "全年实际值", "年度完成值"}, "weight": {"分值", "权重", "分值（权重）"}, "score": {"得分", "自评得分", "实际得分"},
	"deviation": {"偏差原因分析及改进措施", "偏差原因及\n改进措施", "偏差原因分析"},
	"year":      {"年度", "报告年度", "填报年度"}, "preparer": {"填表人", "填报人", "经办人"}, "phone": {"联系电话", "联系方式"},
	"filled": {"填报日期", "填报时间", "报送日期"}, "version": {"模板版本", "版本号"}, "nil": {"零报告", "是否零报告"},
	"head": {"单位负责人", "单位负责人（签字）"},
}

// columnGroups are columns that stand together, under a common label where the header has two rows.
var columnGroups = map[string][][]string{
	"allocation": {{""}, {"", "seq"}, {"", "code"}, {"", "name"}, {"", "organisation"}, {"", "uscc"}, {"", "region"}, {"", "category"}, {"", "support"},
		{"", "amount"}, {"资金下达情况", "document", "allocated"}, {"项目起止时间", "starts", "ends"}, {"", "stage"}, {"", "remarks"}},
	"execution": {{"", "code"}, {"", "name"}, {"预算安排", "initial", "budget"}, {"资金到位情况", "received", "received_on"}, {"", "spent"},
		append([]string{"其中"}, parts...), {"", "balance"}, {"", "rate"}, {"", "account"}, {"", "reason"}},
	"indicators": {{"", "code"}, {"绩效指标", "level1", "level2", "level3"}, {"年度指标", "sense", "target", "unit"}, {"", "actual"},
		{"自评", "weight", "score"}, {"", "deviation"}},
}

var titles = map[string][]string{
	"cover":      {"衡阳市科技专项资金绩效自评报送表", "2021年度科技专项资金绩效自评", ""},
	"allocation": {"衡阳市2021年度科技发展专项资金安排情况表", "2021年市级科技专项资金项目安排表", "项目资金安排表"},
	"execution":  {"2021年度科技专项资金执行情况统计表", "市级科技项目资金执行情况表（2021年）", "资金执行情况表"},
	"indicators": {"2021年度项目绩效指标完成情况表", "科技专项绩效指标完成情况（2021年度）", "绩效指标表"},
}

var sheetNames = map[string][]string{
	"cover":      {"基本情况", "首页", "Sheet1", "报送信息", "封面 "},
	"allocation": {"安排情况", "Sheet2", "附件1", "一、资金安排", "表1"},
	"execution":  {"执行情况", "Sheet3", "附件2", "二、资金执行", "表2"},
	"indicators": {"指标完成情况", "Sheet4", "附件3", "三、绩效指标", "表3"},
}

// rewritten is a file with a workbook's content in a layout of its own.
func rewritten(c *content, random *rand.Rand) (*draft, error) {
	file := excelize.NewFile()
	r := &relay{draft: &draft{book: &book{File: file}, Rand: random}, content: c, styles: map[string]int{}}
	if r.IntN(8) == 0 {
		epoch := true
		r.keep(file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &epoch}))
	}
	forms := []string{"cover", "allocation", "execution", "indicators"}
	if r.IntN(3) == 0 { // the tables first, the cover last
		forms = append(forms[1:], forms[0])
	}
	r.keep(file.SetSheetName("Sheet1", "临时"))
	for i, form := range forms {
		sheet := sheetNames[form][r.IntN(len(sheetNames[form]))]
		_, err := file.NewSheet(sheet)
		r.keep(err)
		if i == 0 {
			r.keep(file.DeleteSheet("临时"))
		}
		if form == "cover" {
			r.writeCover(sheet)
		} else {
			r.writeTable(form, sheet)
		}
	}
	if r.IntN(3) == 0 {
		_, err := file.NewSheet("填表须知")
		r.keep(err)
		for i, line := range []string{"填表须知", "一、按项目逐行填写，金额保留两位小数。", "二、绩效指标依据任务书填写。"} {
			r.write("填表须知", address(1, i+1), line)
		}
	}
	return r.draft, r.err
}

// style is the look of cells: how their numbers show.
func (r *relay) style(format string, strong bool) int {
	key := format
	if strong {
		key += "|strong"
	}
	if id, known := r.styles[key]; known {
		return id
	}
	style := &excelize.Style{Font: &excelize.Font{Family: "仿宋", Size: 11, Bold: strong}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Border: []excelize.Border{{Type: "left", Style: 1}, {Type: "right", Style: 1}, {Type: "top", Style: 1}, {Type: "bottom", Style: 1}}}
	if format != "" {
		style.CustomNumFmt = &format
	}
	id, err := r.NewStyle(style)
	r.keep(err)
	r.styles[key] = id
	return id
}

func (r *relay) put(sheet string, column, row int, value any, format string) {
	cell := address(column, row)
	r.keep(r.SetCellStyle(sheet, cell, cell, r.style(format, false)))
	if value != nil {
		r.write(sheet, cell, value)
	}
}

// merge joins cells; one alone stays as it is.
func (r *relay) merge(sheet string, left, top, right, bottom int) {
	if left < right || top < bottom {
		r.keep(r.MergeCell(sheet, address(left, top), address(right, bottom)))
	}
}

// above writes what stands over a table or a cover, and gives the row below it.
func (r *relay) above(form, sheet string, left, wide int) int {
	row := 1 + r.IntN(2)
	title := one(r.draft, titles[form]...)
	if strings.HasPrefix(sheet, "Sheet") || strings.HasPrefix(sheet, "附件") || strings.HasPrefix(sheet, "表") {
		title = titles[form][0]
	}
	if r.IntN(3) == 0 {
		r.put(sheet, left, row, one(r.draft, "附件2", "附表：", "衡示财绩〔2022〕3号附件"), "")
		row++
	}
	if title != "" {
		at := left
		switch r.IntN(3) {
		case 0:
			r.merge(sheet, left, row, left+wide-1, row)
		case 1:
			at = left + wide/2
		}
		r.put(sheet, at, row, title, "")
		row++
	}
	if form == "cover" {
		return row + r.IntN(2)
	}
	switch r.IntN(4) {
	case 0:
		r.put(sheet, left, row, "填报单位："+r.region+"科学技术局", "")
		r.put(sheet, left+wide-1, row, "单位：万元", "")
		row++
	case 1:
		r.put(sheet, left, row, "（2021年度）", "")
		row++
	case 2:
		r.put(sheet, left+wide-2, row, "金额单位：", "")
		r.put(sheet, left+wide-1, row, "万元", "")
		row++
	}
	return row
}

// writeCover lays the cover out down the sheet, or in two columns.
func (r *relay) writeCover(sheet string) {
	fields := []string{"region", "year", "preparer", "phone", "filled", "version", "nil", "head"}
	if r.IntN(2) == 0 {
		r.Shuffle(len(fields)-1, func(i, k int) { fields[i+1], fields[k+1] = fields[k+1], fields[i+1] })
	}
	left, across := 1+r.IntN(3), 1+r.IntN(2)
	row := r.above("cover", sheet, left, 4)
	filled := one(r.draft, `yyyy"年"m"月"d"日"`, "yyyy/m/d", "yyyy-mm-dd")
	colon := one(r.draft, "", "：", ":")
	for i, field := range fields {
		label := one(r.draft, "报送单位", "填报单位", "报送单位（盖章）")
		if field != "region" {
			label = one(r.draft, words[field]...)
		}
		column := left + i%across*2
		value := r.cover[field]
		format := ""
		if _, day := value.(time.Time); day {
			format = filled
		}
		if field == "region" {
			value = r.region
			if strings.ContainsAny(r.region[len(r.region)-3:], "区县市") { // a place that has offices
				value = one(r.draft, r.region, r.region+"科学技术局", r.region+"人民政府", "衡阳市"+r.region)
			}
		}
		r.put(sheet, column, row, label+colon, "")
		r.put(sheet, column+1, row, value, format)
		if i%across == across-1 {
			row++
		}
	}
}

// writeTable lays a table out.
func (r *relay) writeTable(form, sheet string) {
	rows := r.tables[form]
	groups := r.arrange(form, rows)
	var columns []string
	for _, g := range groups {
		columns = append(columns, g[1:]...)
	}
	left := 1 + r.IntN(3)
	row := r.above(form, sheet, left, len(columns))
	totals := r.IntN(4) // none, before the labels, below them, last
	if totals == 1 {
		r.total(form, sheet, left, row, row+1, columns, rows)
		row++
	}
	row = r.header(form, sheet, left, row, groups)
	if totals == 2 {
		r.total(form, sheet, left, row, row, columns, rows)
		row++
	}
	r.rows(form, sheet, left, row, columns, rows)
	row += len(rows)
	if totals == 3 {
		r.total(form, sheet, left, row, row, columns, rows)
		row++
	}
	switch r.IntN(3) {
	case 0:
		r.put(sheet, left, row+1, "注：本表为示例，项目和单位均为虚构。", "")
	case 1:
		r.put(sheet, left, row, "填表人：示例填表人", "")
		r.put(sheet, left+3, row, "审核人：示例审核人", "")
	}
}

// arrange puts the columns that the content has in an order of its own; each group is
// its common label and its fields.
func (r *relay) arrange(form string, rows []map[string]any) [][]string {
	var groups [][]string
	for _, block := range columnGroups[form] {
		kept := slices.DeleteFunc(slices.Clone(block[1:]), func(field string) bool {
			optional := field == "reason" || field == "remarks" || field == "seq"
			return optional && !slices.ContainsFunc(rows, func(record map[string]any) bool { return record[field] != nil })
		})
		if len(kept) > 0 {
			groups = append(groups, append([]string{block[0]}, kept...))
		}
	}
	if r.IntN(3) > 0 {
		r.Shuffle(len(groups), func(i, k int) { groups[i], groups[k] = groups[k], groups[i] })
	}
	return groups
}

// header writes the labels, in one row or in two, and gives the row below.
func (r *relay) header(form, sheet string, left, row int, groups [][]string) int {
	two, low := r.IntN(2) == 0, r.IntN(3) == 0
	column := left
	for _, g := range groups {
		grouped := two && len(g) > 2 && g[0] != ""
		if grouped {
			r.put(sheet, column, row, g[0], "")
			r.merge(sheet, column, row, column+len(g)-2, row)
		}
		for _, field := range g[1:] {
			label := one(r.draft, words[field]...)
			if field == "code" && form != "allocation" {
				label = one(r.draft, "项目编号", "立项编号")
			}
			at := row
			if grouped || two && low {
				at = row + 1
			}
			r.put(sheet, column, at, label, "")
			if two && !grouped && !low {
				r.merge(sheet, column, row, column, row+1)
			}
			column++
		}
	}
	if two {
		return row + 2
	}
	return row + 1
}

func (r *relay) rows(form, sheet string, left, top int, columns []string, rows []map[string]any) {
	day := one(r.draft, "yyyy-mm-dd", "yyyy.m.d", `yyyy"年"m"月"d"日"`, "m/d/yy", "yyyy/mm/dd")
	money := one(r.draft, "", "0.00", "#,##0.00", "0.00_ ", "General")
	share := r.IntN(2) == 0 // 执行率 as a fraction that shows in per cent
	once := map[string]bool{"level1": r.IntN(2) == 0, "level2": false, "region": r.IntN(3) == 0, "code": form == "indicators" && r.IntN(2) == 0}
	once["level2"] = once["level1"] && r.IntN(2) == 0
	for i, record := range rows {
		for k, field := range columns {
			value, format := record[field], ""
			_, isDay := value.(time.Time)
			number, isNumber := value.(millionths)
			switch {
			case isDay:
				format = day
			case field == "rate" && isNumber && share:
				value, format = number/100, "0.00%"
			case slices.Contains(totalled[form], field) && isNumber:
				format = money
			}
			if once[field] && i > 0 && r.sameRun(rows, i, field) {
				value = nil
			}
			r.put(sheet, left+k, top+i, value, format)
			if once[field] && !(i > 0 && r.sameRun(rows, i, field)) {
				last := i
				for last+1 < len(rows) && r.sameRun(rows, last+1, field) {
					last++
				}
				r.merge(sheet, left+k, top+i, left+k, top+last)
			}
		}
	}
}

// sameRun reports whether a row says the same as the one above, within its project.
func (r *relay) sameRun(rows []map[string]any, i int, field string) bool {
	if field != "region" && rows[i]["code"] != rows[i-1]["code"] || field == "level2" && rows[i]["level1"] != rows[i-1]["level1"] {
		return false
	}
	return rows[i][field] == rows[i-1][field]
}

// total writes a row 合计: its label where a text stands, and sums, half of them formulas.
func (r *relay) total(form, sheet string, left, row, from int, columns []string, rows []map[string]any) {
	label := one(r.draft, "合计", "总计", "合　计")
	at := 0
	for at < len(columns)-1 && slices.Contains(figures, columns[at]) {
		at++
	}
	r.put(sheet, left+at, row, label, "")
	formula := r.IntN(2) == 0
	for k, field := range columns {
		if !slices.Contains(totalled[form], field) {
			continue
		}
		var sum int64
		for _, record := range rows {
			value, _ := record[field].(millionths)
			sum += int64(value)
		}
		r.put(sheet, left+k, row, millionths(sum), "0.00")
		if formula {
			cell := address(left+k, row)
			r.raw = append(r.raw, rawCell{sheet, cell, "SUM(" + address(left+k, from+1) + ":" + address(left+k, from+len(rows)) + ")", "", number(sum)})
		}
	}
}
