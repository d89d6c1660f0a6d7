package night

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"hengji"
)

// record is one record to be typed: values by label. Numbers are Decimals, days
// time.Time, all else text.
type record map[string]any

// filling is what somebody types into a template.
type filling struct {
	cover  record
	sheets map[string][]record
}

// drawn draws valid data for a region of so many projects and so much money:
// whatever the forms and rules allow, and nothing that they ask about.
func drawn(rt *rapid.T, region hengji.Code, projects int, total hengji.Decimal) filling {
	f := filling{cover: record{}, sheets: map[string][]record{}}
	maybe(rt, f.cover, "填表人", "甲某")
	maybe(rt, f.cover, "联系电话", "0734-2860001")
	maybe(rt, f.cover, "填报日期", day(rt, 2022, 2022))
	maybe(rt, f.cover, "零报告", "否")
	maybe(rt, f.cover, "单位负责人", "乙某")
	amounts := parts(rt, total, projects)
	numbered := rapid.Bool().Draw(rt, "numbered")
	var execution []record
	for i, amount := range amounts {
		code := fmt.Sprintf("%s%s%s%03d", rapid.SampledFrom([]string{"2021", "", "00", "2021-", "衡科2021"}).Draw(rt, "prefix"),
			region.Code, rapid.SampledFrom([]string{"", "-", "XM", "000000000000"}).Draw(rt, "infix"), i+1)
		if rapid.Bool().Draw(rt, "digits") { // a code of digits alone, with its zeros
			code = fmt.Sprintf("0%s%016d", region.Code[2:], i+1)
		}
		name := words(rt, 4, 18) + rapid.SampledFrom([]string{"", "关键技术研究", "（一期）", "(A型)", " 2 号线"}).Draw(rt, "ending") + strconv.Itoa(i+1)
		allocation := allocated(rt, region, i, code, name, amount, numbered)
		f.sheets["项目资金安排表"] = append(f.sheets["项目资金安排表"], allocation)
		execution = append(execution, executed(rt, code, name, amount, allocation["下达日期"]))
		f.sheets["绩效指标表"] = append(f.sheets["绩效指标表"], evaluated(rt, code)...)
	}
	order := rapid.Permutation(execution).Draw(rt, "order")
	f.sheets["资金执行情况表"] = order
	return f
}

func allocated(rt *rapid.T, region hengji.Code, i int, code, name string, amount hengji.Decimal, numbered bool) record {
	r := record{"项目编号": code, "项目名称": name, "承担单位": words(rt, 3, 12) + fmt.Sprintf("%s%d厂", region.Code, i), "县市区": region.Name, "安排金额（万元）": amount}
	if numbered {
		r["序号"] = hengji.Decimal(i+1) * hengji.DecimalOne
	}
	category := rapid.SampledFrom([]string{"", "重大科技专项", "重点研发", "技术创新引导", "创新平台与人才", "科普", "软科学", "科技特派员", "指导性计划"}).Draw(rt, "category")
	if amount == 0 {
		category = "指导性计划"
	}
	maybe(rt, r, "统一社会信用代码", credit(rt, region, i))
	if category != "" {
		r["项目类别"] = category
	}
	maybe(rt, r, "支持方式", rapid.SampledFrom([]string{"无偿补助", "后补助", "贷款贴息"}).Draw(rt, "mode"))
	maybe(rt, r, "下达文号", "衡财教指〔2021〕"+strconv.Itoa(i+1)+"号")
	maybe(rt, r, "下达日期", day(rt, 2021, 2021))
	start := day(rt, 2019, 2022)
	maybe(rt, r, "起始日期", start)
	maybe(rt, r, "结束日期", start.AddDate(0, 0, rapid.IntRange(0, 1500).Draw(rt, "days")))
	maybe(rt, r, "项目阶段", rapid.SampledFrom([]string{"在研", "已完成", "已验收", "终止"}).Draw(rt, "stage"))
	maybe(rt, r, "备注", words(rt, 1, 40))
	return r
}

func executed(rt *rapid.T, code, name string, budget hengji.Decimal, allocatedOn any) record {
	received := portion(rt, budget)
	spent := portion(rt, received)
	if rapid.Bool().Draw(rt, "whole") {
		received, spent = budget, budget
	}
	r := record{"项目编号": code, "全年预算数（万元）": budget, "全年执行数（万元）": spent}
	maybe(rt, r, "项目名称", name)
	maybe(rt, r, "年初预算数（万元）", portion(rt, budget))
	maybe(rt, r, "到位金额（万元）", received)
	receivedOn := day(rt, 2021, 2021)
	if first, dated := allocatedOn.(time.Time); !dated || !receivedOn.Before(first) {
		maybe(rt, r, "到位日期", receivedOn)
	}
	maybe(rt, r, "结余（万元）", received-spent)
	maybe(rt, r, "是否专账核算", rapid.SampledFrom([]string{"是", "否"}).Draw(rt, "account"))
	if rapid.Bool().Draw(rt, "costs") {
		costs := []string{"其中：设备费", "其中：材料费", "其中：测试化验加工费", "其中：劳务费", "其中：专家咨询费", "其中：其他支出"}
		for i, cost := range parts(rt, spent, len(costs)) {
			if r[costs[i]] = cost; cost == 0 && rapid.Bool().Draw(rt, "blank") {
				delete(r, costs[i])
			}
		}
		if spent == 0 {
			r[costs[0]] = spent
		}
	}
	// A rate of 1 % and less is read as a fraction: that is asked, wherever typed.
	if rate, ok := (spent * 100).Ratio(budget); ok && (rate == 0 || rate > 2*hengji.DecimalOne) {
		maybe(rt, r, "执行率（%）", rate.Round(rapid.IntRange(0, 4).Draw(rt, "places")))
	}
	if spent*5 < budget*4 || rapid.Bool().Draw(rt, "reason") {
		r["未执行原因"] = words(rt, 4, 30)
	}
	return r
}

func evaluated(rt *rapid.T, code string) []record {
	n := rapid.IntRange(1, 11).Draw(rt, "indicators")
	level1 := []string{"产出", "产出指标"} // of the first; the others may be any
	var records []record
	for i, weight := range parts(rt, 90*hengji.DecimalOne, n) {
		if weight == 0 {
			continue
		}
		r := record{"项目编号": code, "一级指标": rapid.SampledFrom(level1).Draw(rt, "level1"),
			"三级指标": words(rt, 2, 14) + strconv.Itoa(i), "分值": weight, "得分": weight}
		level1 = []string{"产出", "产出指标", "效益指标（30分）", "满意度指标"}
		maybe(rt, r, "二级指标", rapid.SampledFrom([]string{"数量指标", "质量指标", "服务对象满意度"}).Draw(rt, "level2"))
		maybe(rt, r, "度量单位", rapid.SampledFrom([]string{"个", "%", "万元", "人次", "年"}).Draw(rt, "unit"))
		target := rapid.IntRange(1, 500).Draw(rt, "target")
		actual := target
		switch sense := rapid.SampledFrom([]string{"≥", "≤", "=", ">", "<", "定性", ""}).Draw(rt, "sense"); sense {
		case "≥", ">":
			actual += rapid.IntRange(1, target).Draw(rt, "more") // at three times the target the bureau asks
			r["指标性质"], r["年度指标值"], r["实际完成值"] = sense, strconv.Itoa(target), strconv.Itoa(actual)
		case "≤", "<":
			actual -= rapid.IntRange(1, target).Draw(rt, "less")
			r["指标性质"], r["年度指标值"], r["实际完成值"] = sense, strconv.Itoa(target), strconv.Itoa(actual)
		case "=":
			r["指标性质"], r["年度指标值"], r["实际完成值"] = sense, strconv.Itoa(target), strconv.Itoa(actual)
		case "定性":
			r["指标性质"], r["年度指标值"], r["实际完成值"] = sense, "显著提升", "达成预期"
		default:
			r["年度指标值"], r["实际完成值"] = "≥"+strconv.Itoa(target), strconv.Itoa(target)
		}
		if rapid.IntRange(0, 3).Draw(rt, "deducted") == 0 {
			score := portion(rt, weight)
			r["得分"] = score
			if score < weight { // beside full points a reason is asked about
				r["偏差原因分析及改进措施"] = code + words(rt, 4, 30)
			}
		}
		records = append(records, r)
	}
	return records
}

// maybe sets an optional value, or leaves it blank.
func maybe(rt *rapid.T, r record, label string, value any) {
	if rapid.IntRange(0, 3).Draw(rt, label) > 0 {
		r[label] = value
	}
}

// parts are n amounts that come to a total, most of them round, some with all
// six decimals.
func parts(rt *rapid.T, total hengji.Decimal, n int) []hengji.Decimal {
	cuts := make([]hengji.Decimal, n-1, n)
	step := rapid.SampledFrom([]hengji.Decimal{hengji.DecimalOne, hengji.DecimalOne / 2, hengji.DecimalOne / 100, 1}).Draw(rt, "step")
	for i := range cuts {
		cuts[i] = min(hengji.Decimal(rapid.Int64Range(0, int64(total/step)).Draw(rt, "cut"))*step, total)
	}
	slices.Sort(cuts)
	before := hengji.Decimal(0)
	for i, cut := range append(cuts, total) {
		if i == len(cuts) {
			return append(cuts, total-before)
		}
		cuts[i], before = cut-before, cut
	}
	return cuts
}

// portion is an amount from nothing to the whole.
func portion(rt *rapid.T, whole hengji.Decimal) hengji.Decimal {
	return parts(rt, whole, 2)[0]
}

func day(rt *rapid.T, from, to int) time.Time {
	year := rapid.IntRange(from, to).Draw(rt, "year")
	return time.Date(year, 1, rapid.IntRange(1, 365).Draw(rt, "day"), 0, 0, 0, 0, time.UTC)
}

var characters = []rune("油茶种植基地智能矿山装备特种输变电设备耐候钢材料生物医药检测平台山区道路绿色农业废水处理与示范应用abcXYZ0189")

func words(rt *rapid.T, least, most int) string {
	text := rapid.StringOfN(rapid.SampledFrom(characters), least, most, -1).Draw(rt, "words")
	return "科" + text
}

// credit is a valid 统一社会信用代码 (GB 32100-2015 with the organisation code of
// GB 11714 inside), registered in the region or in the city.
func credit(rt *rapid.T, region hengji.Code, i int) string {
	const charset = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	place := "430400"
	if own := region.Extra["gb2260"]; own != "" && rapid.Bool().Draw(rt, "own") {
		place = own
	}
	body := fmt.Sprintf("MA%s%04d", region.Code[2:], i)
	sum := 0
	for k, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(body[k] - '0')
		if body[k] >= 'A' {
			value = int(body[k]-'A') + 10
		}
		sum += value * weight
	}
	body += string("0X987654321"[sum%11])
	code := "91" + place + body
	sum = 0
	for k, weight := 0, 1; k < len(code); k, weight = k+1, weight*3%31 {
		sum += strings.IndexByte(charset, code[k]) * weight
	}
	return code + string(charset[(31-sum%31)%31])
}

// typed fills a template in as a program does: cell for cell, by the labels, and
// without calculating the formulas anew.
func typed(book []byte, f filling) ([]byte, error) {
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sheets := map[string][]record{"封面": {f.cover}}
	for name, records := range f.sheets {
		sheets[name] = records
	}
	for name, records := range sheets {
		rows, err := file.GetRows(name)
		if err != nil {
			return nil, err
		}
		for i, record := range records {
			for label, value := range record {
				row, column := labelled(rows, label)
				if row == 0 {
					return nil, fmt.Errorf("%s has no label %s", name, label)
				}
				if name == "封面" {
					column++
				} else {
					row += 1 + i
				}
				if err := open(file, name, hengji.CellName(row, column)); err != nil {
					return nil, err
				}
				if err := enter(file, name, hengji.CellName(row, column), value); err != nil {
					return nil, err
				}
			}
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func labelled(rows [][]string, label string) (row, column int) {
	for i, cells := range rows[:min(len(rows), 20)] {
		if at := slices.Index(cells, label); at >= 0 {
			return i + 1, at + 1
		}
	}
	return 0, 0
}

// open reports whether the protection lets a cell be filled in.
func open(file *excelize.File, sheet, cell string) error {
	id, err := file.GetCellStyle(sheet, cell)
	if err != nil {
		return err
	}
	style, err := file.GetStyle(id)
	if err != nil {
		return err
	}
	if style.Protection == nil || style.Protection.Locked {
		return fmt.Errorf("%s!%s is locked", sheet, cell)
	}
	return nil
}

func enter(file *excelize.File, sheet, cell string, value any) error {
	switch value := value.(type) {
	case hengji.Decimal:
		number, err := strconv.ParseFloat(value.String(), 64) // as a program would
		if err != nil {
			return err
		}
		return file.SetCellValue(sheet, cell, number)
	case string:
		return file.SetCellStr(sheet, cell, value)
	}
	return file.SetCellValue(sheet, cell, value)
}
