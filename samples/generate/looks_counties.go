package main

// The seven counties and county-level cities.
func init() {
	looks["衡南县"] = &look{
		reporter: "衡南县", senses: symbols, points: "", dateText: "yyyy-m-d", guide: true, emptyLast: "Sheet5",
		hand: hand{font: "宋体", titleFont: "黑体", size: 11, titleSize: 16, amounts: ""},
		cover: coverLook{
			name: "封面", title: "封面", shape: "list", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 64,
		},
		a1: sheetLook{
			name: "项目资金安排表", title: "衡南县2021年度市级科技专项项目资金安排表", unit: inWan, filler: "填报单位（盖章）：衡南县科技和工业信息化局",
			columns: officialA1, total: "last", notes: []string{byHand},
		},
		a2: sheetLook{
			name: "资金执行情况表", title: "衡南县2021年度资金执行情况表", unit: inWan, columns: officialA2, total: "last", notes: []string{byHand},
		},
		a3: sheetLook{name: "绩效指标表", title: "衡南县2021年度绩效指标表", columns: officialA3, merged: []string{"project_code"}},
	}
	looks["衡阳县"] = &look{
		reporter: "衡阳县", senses: [4]string{"≥", "≤", "=", "定性"}, points: "short", dateID: 31,
		hand: hand{font: "仿宋", titleFont: "方正小标宋简体", size: 12, titleSize: 20, amounts: "0.00", totalFill: "FFFF00"},
		cover: coverLook{
			name: "封面", title: "2021年度市级科技专项资金绩效自评材料", shape: "list", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 69,
		},
		a1: sheetLook{
			name: "安排表", annex: "附件1", title: "2021年度市级科技专项资金安排表", unit: inWan, columns: officialA1,
			total: "last", merged: []string{"region"}, notes: []string{"", invents},
		},
		a2: sheetLook{
			name: "执行情况", annex: "附件2", title: "2021年度市级科技专项资金执行情况表", unit: inWan, columns: officialA2,
			total: "last", formulas: true, notes: []string{"", invents},
		},
		a3: sheetLook{ // 小计 below every project
			name: "绩效指标", annex: "附件3", title: "2021年度市级科技专项绩效指标表", columns: officialA3,
			subtotal: true, formulas: true, merged: []string{"project_code", "level1"},
		},
	}
	looks["衡山县"] = &look{
		reporter: "衡山县", senses: [4]string{"≥", "≤", "﹦", "定性"}, points: "full", dateText: "yyyy/mm/dd;@",
		hand: hand{font: "宋体", titleFont: "宋体", size: 10, titleSize: 16, amounts: "0.00"},
		cover: coverLook{
			name: "封面", title: "项目支出绩效自评封面", shape: "grid", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 58,
		},
		a1: sheetLook{
			name: "资金安排表", title: "2021年度项目资金安排表", unit: inWan,
			columns: "seq|region|project_code|project_name|category|organisation=实施单位|uscc|support_mode=补助方式|amount_wan=下达金额（万元）|" +
				"document_no|allocated_on|starts_on|ends_on|stage|remarks",
			total: "last", merged: []string{"region"}, notes: []string{byHand},
		},
		a2: sheetLook{
			name: "资金执行表", title: "2021年度资金执行情况表", unit: inWan, total: "last", notes: []string{byHand},
			columns: "project_code|project_name|initial_wan|budget_wan=全年预算数（A）|received_wan|received_on|spent_wan=全年执行数（B）|" +
				costsInTwoRows + "|balance_wan|execution_rate=执行率（B/A）|separate_account|reason",
		},
		a3: sheetLook{ // 年度指标值 split in three, as in provincial copies of the form
			name: "指标表", title: "2021年度绩效指标表",
			columns: "project_code|level1|level2|level3|年度指标值>sense|年度指标值>target=指标值|年度指标值>unit|actual|weight|score|deviation_reason",
			merged:  []string{"project_code", "level1", "level2"},
		},
	}
	looks["衡东县"] = &look{
		reporter: "衡东县", senses: symbols, points: "", dateText: "yyyy-mm-dd",
		hand: hand{font: "等线", titleFont: "等线", size: 11, titleSize: 16, headerFill: "D9D9D9", amounts: "#,##0.00"},
		cover: coverLook{
			name: "封面", title: "封面", shape: "list", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 66,
		},
		a1: sheetLook{
			name: "A1", title: "项目资金安排表", unit: inWan, columns: officialA1, total: "last", totalAs: "合 计", formulas: true, notes: []string{invents},
		},
		a2: sheetLook{
			name: "A2", title: "资金执行情况表", unit: inWan, total: "last", totalAs: "合 计", formulas: true,
			columns: officialA2 + "|+备注=示例数据", notes: []string{invents},
		},
		a3: sheetLook{name: "A3", title: "绩效指标表", columns: officialA3, merged: []string{"project_code", "level1", "level2"}},
	}
	looks["常宁市"] = &look{
		reporter: "常宁市", senses: [4]string{"≥", "≤", "＝", "定性"}, points: "full", dateText: "yyyy.mm.dd",
		hand: hand{font: "宋体", titleFont: "方正小标宋简体", size: 11, titleSize: 18, headerFill: "DDEBF7", totalFill: "DDEBF7", amounts: ""},
		cover: coverLook{
			name: "封面", title: "常宁市2021年度市级科技专项资金绩效自评", shape: "list",
			labels: []string{"报送单位\n（盖章）", "年度", "填表人", "联系电话", "填报日期", "模板版本", "零报告", "单位负责人"},
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 65,
		},
		a1: sheetLook{
			name: "项目资金安排表", title: "常宁市2021年度市级科技专项项目资金安排表", unit: inWan,
			columns: officialA1, total: "first", merged: []string{"region"}, notes: []string{byHand},
		},
		a2: sheetLook{
			name: "资金执行情况表", title: "常宁市2021年度资金执行情况表", unit: inWan, columns: officialA2, total: "first",
			percent: true, formulas: true, notes: []string{byHand},
		},
		a3: sheetLook{
			name: "绩效指标表", title: "常宁市2021年度绩效指标表", columns: officialA3,
			merged: []string{"project_code", "level1", "level2"}, notes: []string{byHand},
		},
	}
	looks["祁东县"] = &look{
		reporter: "祁东县", senses: symbols, points: "broken", dateText: "yyyy/m/d",
		hand: hand{font: "宋体", titleFont: "黑体", size: 10.5, titleSize: 18, amounts: "0.0"},
		cover: coverLook{
			name: "封面", title: "绩 效 自 评 表", shape: "grid",
			labels: []string{"报送单位", "年　度", "填表人", "联系电话", "填报日期", "模板版本", "零报告", "单位负责人"},
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 57,
		},
		a1: sheetLook{
			name: "附件1", title: "祁东县2021年度科技专项资金安排表", unit: "单位:万元", filler: "填报单位:祁东县科技和工业信息化局",
			columns: "seq=序  号|project_code=项目编号|project_name=项目名称|organisation=承担单位|uscc=统一社会信用代码|region=县（市、区）|" +
				"category=项目类别|support_mode=支持方式|amount_wan=安排金额(万元)|document_no=下达文号|allocated_on=下达日期|" +
				"starts_on=起始日期|ends_on=结束日期|stage=项目阶段|remarks=备  注",
			total: "last", totalAs: "合      计", formulas: true, notes: []string{"说明:本表为示例数据。"},
		},
		a2: sheetLook{
			name: "附件2", title: "祁东县2021年度资金执行情况表", unit: "单位:万元",
			columns: "project_code|project_name|initial_wan=年初预算数(万元)|budget_wan=全年预算数(万元)|received_wan=到位金额(万元)|received_on|" +
				"spent_wan=全年执行数(万元)|" + costsInTwoRows + "|balance_wan=结余(万元)|execution_rate=执行率(%)|separate_account|reason",
			total: "last", totalAs: "合      计", formulas: true, notes: []string{"说明:本表为示例数据。"},
		},
		a3: sheetLook{
			name: "附件3", title: "祁东县2021年度绩效指标表", columns: officialA3, merged: []string{"project_code", "level1"},
			notes: []string{"说明:本表为示例数据。"},
		},
	}
	looks["耒阳市"] = &look{
		reporter: "耒阳市", senses: symbols, points: "full", dateText: "yyyy-mm-dd",
		hand: hand{font: "宋体", titleFont: "宋体", size: 11, titleSize: 18, headerFill: "F2F2F2", amounts: "0.00"},
		cover: coverLook{
			name: "封面", title: "2021年度市级科技专项资金绩效自评", shape: "list", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 61,
		},
		a1: sheetLook{
			name: "项目资金安排表", annex: "附件1", title: "项目资金安排表", unit: inWan, filler: "填报单位：耒阳市科技和工业信息化局",
			columns: officialA1, total: "last", merged: []string{"region"}, notes: []string{invents, byHand},
		},
		a2: sheetLook{
			name: "资金执行情况表", annex: "附件2", title: "资金执行情况表", unit: inWan, columns: officialA2, total: "last",
			notes: []string{invents, byHand},
		},
		a3: sheetLook{
			name: "绩效指标表", annex: "附件3", title: "绩效指标表", columns: officialA3, merged: []string{"project_code", "level1", "level2"},
			notes: []string{invents},
		},
	}
}
