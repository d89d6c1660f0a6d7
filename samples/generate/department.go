package main

import (
	_ "embed"
	"fmt"
	"strings"

	"hengji"
)

// The department's figures are those of its published report, none mended: what
// the report does not state stays blank, and a last year's value that follows
// from a stated rate says so.
var (
	//go:embed key_results.csv
	keyResultsCSV []byte
	//go:embed department_expenditure.csv
	expenditureCSV []byte
)

const (
	departmentName = "市科技局"
	departmentUnit = "衡阳市科学技术局"
	publishedNote  = "说明：本工作簿为示例数据。数字取自公开的2021年度绩效评价报告，报告没有写明的留空；上年数由同比或增减额倒推的，在备注中说明。目标文字、填表人和电话均为虚构。"
	inWan          = "单位：万元"
	departmentHand = "填表人：示例填表人　填报日期：2022年3月28日　联系电话：0734-0000000　单位负责人签字："
)

func departmentPath() string {
	return "2021/inbox/" + departmentName + "/2021年度市科技局部门整体支出绩效自评.xlsx"
}

// department is the department's workbook: four sheets.
func department() ([]byte, error) {
	b := newBook(false)
	h := &hand{Font: "宋体", TitleFont: "方正小标宋简体", Size: 10.5, TitleSize: 18, HeaderFill: "F2F2F2", TotalFill: "F2F2F2"}
	b.base(h)
	b.overall(h)
	if err := b.expenditure(h); err != nil {
		return nil, err
	}
	if err := b.results(h); err != nil {
		return nil, err
	}
	b.SetActiveSheet(0)
	return b.bytes()
}

// base is B1 部门整体支出绩效评价基础数据表, as the province prints it: years in the
// labels, groups merged down beside their lines.
func (b *book) base(h *hand) {
	s := b.form("基础数据表", h, 1, "landscape", 16, 20, 13, 13, 13, 15, 15, 15, 26)
	s.heading(9, "附件3", h.annexFace(), 18)
	s.heading(9, "部门整体支出绩效评价基础数据表", h.titleFace(), 34)
	s.across(s.name, s.row, 1, 6, "填报单位："+departmentUnit, h.lineFace("left"))
	s.across(s.name, s.row, 7, 9, inWan, h.lineFace("right"))
	s.row++
	s.block("财政供养人员情况", []string{"编制数", "行政编制", "工勤编制", "事业编制", "2021年实际在职人数", "离退休人数", "实有人数", "控制率"},
		count(66), count(33), count(1), count(32), count(57), count(59), count(116), value{kind: figure, number: decimal("86.36"), percent: true})
	s.block("机构情况", []string{"内设机构数", "局属事业单位数", "班子成员数", "重点工作交办数", "重点工作完成数"}, count(11), count(2), count(6))
	s.block("预算执行情况", []string{"上年结转", "年初预算", "本年追加预算", "年末结余"})

	s.line(46, label(1, 2, "经费控制情况"), label(3, 3, "2020年决算数"), label(4, 4, "2021年预算数"), label(5, 5, "2021年决算数"),
		label(6, 6, "2020年决算数\n其中：一般公共预算拨款"), label(7, 7, "2021年预算数\n其中：一般公共预算拨款"), label(8, 8, "2021年决算数\n其中：一般公共预算拨款"), label(9, 9, "备注"))
	s.spending(formCell{1, 2, 1, text("三公经费"), "text"}, "9.85||7.96|8.41||6.44", "上年决算数由同比和增减额倒推")
	s.spending(prose(1, 2, "  1、公务用车购置和维护经费"), "", "")
	s.spending(prose(1, 2, "      其中：公车购置"), "", "")
	s.spending(prose(1, 2, "            公车运行维护"), "7.82||5.72|6.38||4.2", "上年决算数由同比和增减额倒推")
	s.spending(prose(1, 2, "  2、出国经费"), "0||0|||0", "与上年持平")
	s.spending(prose(1, 2, "  3、公务接待"), "2.03||2.24|2.03||2.24", "上年决算数由同比和增减额倒推")
	s.group("项目支出", "1、业务工作专项", "2、运行维护专项")
	s.spending(prose(1, 2, "项目支出合计"), "|484|346.94", "")
	s.group("公用经费", "其中：办公经费", "水费、电费、差旅费", "会议费、培训费")
	s.spending(prose(1, 2, "公用经费合计"), "", "报告列示了控制率，没有列示公用经费的口径和预算数")
	s.spending(prose(1, 2, "机关运行经费"), "189.63||212.62", "上年决算数由增减额倒推")
	s.spending(prose(1, 2, "政府采购金额"), "", "")
	s.spending(prose(1, 2, "部门整体支出预算调整"), "", "")
	s.block("楼堂馆所控制情况", []string{"批复规模（㎡）", "实际规模（㎡）", "规模控制率", "预算投资（万元）", "实际投资（万元）", "投资概算控制率"})
	s.line(30, label(1, 1, "厉行节约保障措施"), prose(2, 9, "示例文字：严格执行厉行节约有关规定，从严控制公务接待和公务用车支出。"))
	s.heading(9, publishedNote, h.lineFace("left"), 20)
	s.heading(9, departmentHand, h.lineFace("left"), 20)
	s.end()
	s.onePage()
}

// block is a row of labels and a row of values below, beside the group's name.
func (s *formSheet) block(group string, labels []string, values ...value) {
	header := []formCell{label(1, 1, group).down(2)}
	var below []formCell
	for i, words := range labels {
		header = append(header, label(2+i, 2+i, words))
		one := cell(2+i, 2+i, value{})
		if i < len(values) {
			if one.value = values[i]; values[i].percent {
				one.look = "percent"
			}
		}
		below = append(below, one)
	}
	s.line(30, header...)
	s.line(22, below...)
}

// spending is a line of amounts, parted by |, with its remarks.
func (s *formSheet) spending(words formCell, amounts, remarks string) {
	cells := []formCell{words}
	parts := strings.Split(amounts, "|")
	for i := range 6 {
		one := amount(3+i, 3+i, value{})
		if i < len(parts) && parts[i] != "" {
			one.value = number(decimal(parts[i]))
		}
		cells = append(cells, one)
	}
	s.line(s.heightOf(remarks, 26), append(cells, prose(9, 9, remarks))...)
}

// group is a name merged down beside lines that nobody filled in.
func (s *formSheet) group(name string, lines ...string) {
	for i, words := range lines {
		cells := []formCell{prose(2, 2, words)}
		if i == 0 {
			cells = append(cells, label(1, 1, name).down(len(lines)))
		}
		for column := 3; column <= 9; column++ {
			cells = append(cells, amount(column, column, value{}))
		}
		s.line(22, cells...)
	}
}

// overall is B2 部门整体支出绩效自评表. The report states neither budget nor points.
func (b *book) overall(h *hand) {
	s := b.form("整体支出自评表", h, 1, "portrait", 11, 13, 16, 26, 13, 13, 9, 10, 24)
	s.heading(9, "部门整体支出绩效自评表", h.titleFace(), 34)
	s.heading(9, "（2021年度）", h.subtitleFace(), 20)
	s.line(26, label(1, 1, "部门名称"), cell(2, 9, text(departmentUnit)))
	funds := []struct {
		from          int
		name          string
		budget, spent string
	}{
		{2, "年度资金总额", "", "1677.92"}, {3, "一般公共预算拨款", "", ""}, {3, "政府性基金拨款", "", ""}, {3, "纳入专户管理的非税收入拨款", "", ""},
		{3, "其他资金", "", ""}, {3, "基本支出", "", "1330.98"}, {3, "项目支出", "484", "346.94"},
	}
	s.line(34, label(1, 1, "年度预算\n执行情况\n（万元）").down(1+len(funds)), label(2, 3, ""), label(4, 4, "年初预算数"), label(5, 5, "全年预算数"),
		label(6, 6, "全年执行数"), label(7, 7, "分值"), label(8, 8, "执行率"), label(9, 9, "得分"))
	for i, f := range funds {
		cells := []formCell{prose(f.from, 3, f.name)}
		switch i {
		case 1:
			cells = append(cells, label(2, 2, "按收入性质分").down(4))
		case 5:
			cells = append(cells, label(2, 2, "按支出性质分").down(2))
		}
		for k, written := range []string{f.budget, f.spent} {
			v := value{}
			if written != "" {
				v = number(decimal(written))
			}
			cells = append(cells, amount(5+k, 5+k, v))
		}
		for _, column := range []int{4, 7, 8, 9} {
			cells = append(cells, cell(column, column, value{}))
		}
		s.line(26, cells...)
	}
	wanted := "示例目标：按部门预算完成全年工作，“三公”经费只减不增，重点工作全部办结。"
	s.line(22, label(1, 1, "年度总体目标").down(2), label(2, 5, "预期目标"), label(6, 9, "实际完成情况"))
	s.line(44, prose(2, 5, wanted), prose(6, 9, "示例完成情况：全年重点工作已办结，各项指标完成情况见下。"))
	indicators := []struct{ level1, level2, level3, actual string }{
		{"投入", "预算配置", "在职人员控制率", "86.36%"}, {"投入", "预算配置", "重点工作办结率", "100%"},
		{"过程", "预算执行", "预算完成率", "100%"}, {"过程", "预算管理", "公用经费控制率", "77.56%"}, {"过程", "预算管理", "三公经费控制率", "21.18%"},
	}
	s.line(34, label(1, 1, "绩效指标").down(1+len(indicators)), label(2, 2, "一级指标"), label(3, 3, "二级指标"), label(4, 4, "三级指标"), label(5, 5, "年度指标值"),
		label(6, 6, "实际完成值"), label(7, 7, "分值"), label(8, 8, "得分"), label(9, 9, "偏差原因分析及改进措施"))
	for _, in := range indicators {
		s.line(24, cell(2, 2, text(in.level1)), cell(3, 3, text(in.level2)), prose(4, 4, in.level3), cell(5, 5, value{}), cell(6, 6, text(in.actual)),
			cell(7, 7, value{}), cell(8, 8, value{}), prose(9, 9, ""))
	}
	s.line(24, label(1, 6, "总分"), cell(7, 7, value{}), cell(8, 8, value{}), prose(9, 9, ""))
	s.heading(9, "填表人：示例填表人　　联系电话：0734-0000000　　填报日期：2022年3月28日", h.lineFace("left"), 20)
	s.end()
	s.onePage()
}

// expenditure is B3 支出决算表.
func (b *book) expenditure(h *hand) error {
	rows, err := rowsByName(expenditureCSV)
	if err != nil {
		return fmt.Errorf("read department_expenditure.csv: %w", err)
	}
	s := b.form("支出决算表", h, 1, "landscape", 18, 36, 14, 14, 16, 14, 12, 36)
	s.heading(8, "2021年度支出决算表", h.titleFace(), 34)
	s.heading(8, inWan, h.lineFace("right"), 18)
	s.line(30, label(1, 1, "分类方式"), label(2, 2, "项目"), label(3, 3, "预算数"), label(4, 4, "决算数"), label(5, 5, "上年决算数"),
		label(6, 6, "增减额"), label(7, 7, "增减率（%）"), label(8, 8, "备注"))
	for i, row := range rows {
		var cells []formCell
		if i == 0 || rows[i-1]["classification"] != row["classification"] {
			n := 1
			for i+n < len(rows) && rows[i+n]["classification"] == row["classification"] {
				n++
			}
			cells = append(cells, label(1, 1, row["classification"]).down(n))
		}
		cells = append(cells, prose(2, 2, row["item"]), prose(8, 8, row["remarks"]))
		for k, name := range []string{"budget", "actual", "last", "change", "rate"} {
			v := value{}
			if row[name] != "" {
				v = number(decimal(row[name]))
			}
			cells = append(cells, amount(3+k, 3+k, v))
		}
		s.line(24, cells...)
	}
	s.heading(8, publishedNote, h.lineFace("left"), 20)
	s.end()
	return nil
}

// results is B4 重点工作成效指标表.
func (b *book) results(h *hand) error {
	rows, err := rowsByName(keyResultsCSV)
	if err != nil {
		return fmt.Errorf("read key_results.csv: %w", err)
	}
	s := b.form("重点工作成效指标表", h, 1, "landscape", 10, 38, 10, 11, 11, 11, 13, 10, 16, 44)
	s.heading(10, "2021年度重点工作成效指标表", h.titleFace(), 34)
	s.line(30, label(1, 1, "指标编码"), label(2, 2, "指标名称"), label(3, 3, "计量单位"), label(4, 4, "本年值"), label(5, 5, "上年值"), label(6, 6, "同比（%）"),
		label(7, 7, "增长倍数（倍）"), label(8, 8, "合计项"), label(9, 9, "数据来源"), label(10, 10, "备注"))
	for _, row := range rows {
		cells := []formCell{cell(1, 1, text(row["code"])), prose(2, 2, row["name"]), cell(3, 3, text(row["unit"]))}
		for k, name := range []string{"value", "last", "rate", "times"} {
			v := value{}
			if row[name] != "" {
				v = number(decimal(row[name]))
			}
			cells = append(cells, amount(4+k, 4+k, v))
		}
		s.line(s.heightOf(row["remarks"], 44), append(cells, cell(8, 8, textOrBlank(row["part_of"])), cell(9, 9, text(row["source"])), prose(10, 10, row["remarks"]))...)
	}
	s.heading(10, publishedNote, h.lineFace("left"), 20)
	s.end()
	return nil
}

// decimal reads a figure that stands in this program.
func decimal(s string) hengji.Decimal {
	d, exact, err := hengji.ParseDecimal(s)
	if err != nil || !exact {
		panic("no figure " + s)
	}
	return d
}
