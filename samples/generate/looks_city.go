package main

// Columns of the official forms, for clerks who keep them as they are.
const (
	officialA1 = "seq|project_code|project_name|organisation|uscc|region|category|support_mode|amount_wan|" +
		"document_no|allocated_on|starts_on|ends_on|stage|remarks"
	officialA2 = "project_code|project_name|initial_wan|budget_wan|received_wan|received_on|spent_wan|" + costsInTwoRows +
		"|balance_wan|execution_rate|separate_account|reason"
	officialA3 = "project_code|level1|level2|level3|sense|target|unit|actual|weight|score|deviation_reason"

	costsInTwoRows = "其中：>equipment_wan|其中：>materials_wan|其中：>testing_wan|其中：>labour_wan|" +
		"其中：>consulting_wan|其中：>other_wan"
)

const (
	byHand  = "填表人：示例填表人　　　联系电话：0734-0000000　　　填报日期：2022年3月10日"
	inWan   = "单位：万元"
	invents = "注：本表为示例数据，项目及单位均为虚构。"
)

var symbols = [4]string{"≥", "≤", "=", "定性"}

// looks are the seventeen ways in which the regions fill the same four forms.
// A clean workbook may look like any of them and gives no finding above 提示.
var looks = map[string]*look{
	"市本级": {
		reporter: "市本级", senses: symbols, points: "full", dateText: "yyyy-mm-dd",
		hand: hand{font: "仿宋", titleFont: "方正小标宋简体", size: 11, titleSize: 20, headerFill: "D9E1F2", totalFill: "F2F2F2", amounts: "0.00"},
		cover: coverLook{
			name: "封面", title: "2021年度市级科技专项资金绩效自评表", shape: "list",
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 68,
			notes: []string{"填报范围：市直单位及在市本级直接立项的企业、高校院所承担的2021年度市级科技专项项目。"},
		},
		a1: sheetLook{
			name: "A1 项目资金安排表", annex: "附件1", title: "衡阳市2021年度科技发展专项资金安排表", unit: inWan,
			columns: "seq=序号|project_code|project_name|organisation|uscc|region|category|support_mode|amount_wan|" +
				"document_no|allocated_on|项目起止时间>starts_on|项目起止时间>ends_on|stage|remarks",
			total: "last", totalAs: "合　　计", subtotal: true, formulas: true, merged: []string{"region"}, freeze: true,
			notes: []string{"注：1.本表按项目类别分列小计；2.指导性计划不安排资金；3.表中项目及单位均为示例数据。", byHand},
		},
		a2: sheetLook{
			name: "A2 资金执行情况表", annex: "附件2", title: "2021年度项目资金执行情况表", unit: inWan,
			columns: officialA2, total: "last", formulas: true, freeze: true, notes: []string{byHand},
		},
		a3: sheetLook{
			name: "A3 绩效指标表", annex: "附件3", title: "2021年度项目绩效指标完成情况表",
			columns: officialA3, merged: []string{"project_code", "level1", "level2"}, freeze: true,
		},
	},
	"珠晖区": {
		reporter: "珠晖区", senses: symbols, points: "", dateID: 14,
		hand: hand{font: "宋体", titleFont: "宋体", size: 10, titleSize: 16, amounts: ""},
		cover: coverLook{
			name: "封面", title: "市级科技专项资金绩效自评", shape: "grid", year: text("2021年"),
			labels: []string{"报送单位：", "年度：", "填表人：", "联系电话：", "填报日期：", "模板版本：", "零报告：", "单位负责人："},
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 63,
		},
		a1: sheetLook{
			name: "项目资金安排表", title: "2021年度项目资金安排表", subtitle: "（2021年度）", unit: inWan, filler: "填报单位：珠晖区科技和工业信息化局",
			columns: officialA1, total: "last", merged: []string{"region"}, notes: []string{invents},
		},
		a2: sheetLook{
			name: "资金执行情况表", title: "2021年度资金执行情况表", unit: inWan,
			columns: officialA2, total: "last", notes: []string{invents},
		},
		a3: sheetLook{name: "绩效指标表", title: "2021年度绩效指标表", columns: officialA3, merged: []string{"project_code", "level1"}},
	},
	"雁峰区": {
		reporter: "雁峰区", senses: [4]string{"≧", "≦", "＝", "定性"}, points: "broken", dateText: "yyyy.m.d",
		hand: hand{font: "等线", titleFont: "等线", size: 10.5, titleSize: 18, headerFill: "FFF2CC", amounts: "0.00"},
		cover: coverLook{
			name: "A0", title: "封　面", shape: "list",
			labels: []string{"报 送 单 位", "年  度", "填 表 人", "联 系 电 话", "填 报 日 期", "模 板 版 本", "零 报 告", "单位负责人"},
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 65,
		},
		a1: sheetLook{
			name: "A1", title: "项目资金安排表", unit: "金额单位：万元",
			columns: "seq=序 号|project_code=项目\n编号|project_name=项 目 名 称|organisation=承 担 单 位|uscc=统一社会\n信用代码|" +
				"region=县市区|category=项目\n类别|support_mode=支持\n方式|amount_wan=安排金额\n（万元）|document_no=下达\n文号|" +
				"allocated_on=下达\n日期|starts_on=起始\n日期|ends_on=结束\n日期|stage=项目\n阶段|remarks=备 注",
			total: "first", totalAs: "合  计", notes: []string{"", invents, byHand}, height: 38,
		},
		a2: sheetLook{
			name: "A2", title: "资金执行情况表", unit: "金额单位：万元",
			columns: "project_code=项目\n编号|project_name=项 目 名 称|initial_wan|budget_wan=预算数（A）|received_wan|received_on|" +
				"spent_wan=执行数（B）|" + costsInTwoRows + "|balance_wan|execution_rate=执行率（B/A）|separate_account|reason",
			total: "first", totalAs: "合  计", formulas: true, notes: []string{byHand},
		},
		a3: sheetLook{
			name: "A3", title: "绩效指标表", columns: officialA3, merged: []string{"project_code", "level1", "level2"},
			notes: []string{"注：分值合计90分，预算执行率10分另计。"},
		},
	},
	"石鼓区": {
		reporter: "石鼓区", senses: [4]string{">=", "<=", "=", "定性"}, points: "short", dateText: "yyyy/m/d",
		hand: hand{font: "宋体", titleFont: "黑体", size: 11, titleSize: 16, plainHead: true, amounts: ""},
		cover: coverLook{
			name: "封面", title: "封面", shape: "list", year: text("2021"),
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 70,
		},
		// straight from another system: header in the first row, nothing around it
		a1: sheetLook{name: "项目资金安排表", columns: officialA1, height: 20},
		a2: sheetLook{
			name: "资金执行情况表", height: 32,
			columns: "project_code|project_name|initial_wan|budget_wan|received_wan|received_on|spent_wan|" +
				"equipment_wan=其中：设备费|materials_wan=其中：材料费|testing_wan=其中：测试化验加工费|labour_wan=其中：劳务费|" +
				"consulting_wan=其中：专家咨询费|other_wan=其中：其他支出|balance_wan|execution_rate|separate_account|reason",
		},
		a3: sheetLook{name: "绩效指标表", columns: officialA3, height: 20},
	},
	"蒸湘区": {
		reporter: "蒸湘区", senses: [4]string{"大于等于", "小于等于", "等于", "定性"}, points: "", dateID: 31,
		hand: hand{font: "微软雅黑", titleFont: "微软雅黑", size: 9, titleSize: 15, headerFill: "E2EFDA", totalFill: "E2EFDA", amounts: "0.0"},
		cover: coverLook{
			name: "封面", title: "2021年度绩效自评  封面", shape: "grid",
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 61,
		},
		a1: sheetLook{
			name: "资金安排", title: "蒸湘区2021年市级科技专项资金安排明细", unit: inWan, filler: "填报单位：蒸湘区科工信局",
			columns: "seq|project_code=立项编号|project_name|organisation=项目承担单位|uscc=社会信用代码|region=归口县市区|-|" +
				"category=计划类别|support_mode=资助方式|amount_wan=金额（万元）|-|stage=项目状态|document_no=指标文号|" +
				"allocated_on=下达时间|starts_on=开始日期|ends_on=完成日期|remarks=说明",
			total: "last", totalAs: "总计", formulas: true, notes: []string{byHand},
		},
		a2: sheetLook{
			name: "资金执行", title: "蒸湘区2021年项目资金执行情况", unit: inWan,
			columns: "project_code=立项编号|project_name|initial_wan|budget_wan=预算数|received_wan=到位资金（万元）|received_on|" +
				"spent_wan=实际支出（万元）|" + costsInTwoRows + "|balance_wan=结余金额（万元）|execution_rate=预算执行率（%）|separate_account|reason=未完成原因",
			total: "last", totalAs: "总计", notes: []string{byHand},
		},
		a3: sheetLook{
			name: "绩效指标", title: "蒸湘区2021年项目绩效指标完成表",
			columns: "project_code=立项编号|level1|level2|level3=指标名称|sense=计算符号|target=目标值|actual=完成值|unit=计量单位|weight=权重|score=自评得分|deviation_reason=偏差原因",
			merged:  []string{"project_code", "level1"},
		},
	},
	"南岳区": {
		reporter: "南岳区", senses: symbols, points: "full", dateID: 57,
		hand: hand{font: "宋体", titleFont: "黑体", size: 12, titleSize: 18, amounts: ""},
		cover: coverLook{
			name: "Sheet1", title: "封面", shape: "list", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 59,
		},
		a1: sheetLook{
			name: "Sheet2", annex: "附件1：", title: "项目资金安排表", unit: inWan,
			columns: officialA1, total: "last", merged: []string{"region"}, notes: []string{invents},
		},
		a2: sheetLook{
			name: "Sheet3", annex: "附件2：", title: "资金执行情况表", unit: inWan,
			columns: officialA2, total: "last", notes: []string{invents},
		},
		a3: sheetLook{
			name: "Sheet4", annex: "附件3：", title: "绩效指标表",
			columns: officialA3, merged: []string{"project_code", "level1"}, notes: []string{invents},
		},
	},
}
