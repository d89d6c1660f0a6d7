package main

// The four zones write their names in their own ways and keep the most elaborate
// workbooks; one of them works on a Mac (1904 dates).
func init() {
	looks["高新区"] = &look{
		reporter: "衡阳高新区", senses: symbols, points: "full", dateText: `yyyy"年"m"月"d"日";@`,
		hand: hand{font: "微软雅黑", titleFont: "微软雅黑", size: 9, titleSize: 16, headerFill: "BDD7EE", totalFill: "DDEBF7", amounts: "#,##0.00"},
		cover: coverLook{
			name: "封面", title: "2021年度市级科技专项资金绩效自评表", shape: "grid",
			labels: []string{"报送单位", "年度", "填表人", "联系电话", "填报日期", "模板版本", "零报告（是/否）", "单位负责人"},
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 66,
		},
		a1: sheetLook{
			name: "A1项目资金安排表", title: "衡阳高新区2021年度市级科技专项资金安排表", unit: inWan, filler: "填报单位：衡阳高新区产业发展局",
			columns: "seq|region=所属县市区|project_code|project_name|organisation|uscc|category|support_mode|amount_wan|" +
				"document_no|+功能科目=2060404|allocated_on|starts_on|ends_on|stage|remarks",
			total: "first", formulas: true, merged: []string{"region"}, freeze: true, notes: []string{"", byHand},
		},
		a2: sheetLook{
			name: "A2资金执行情况表", title: "衡阳高新区2021年度资金执行情况表", unit: inWan,
			columns: officialA2, total: "first", formulas: true, percent: true, freeze: true, notes: []string{"", byHand},
		},
		a3: sheetLook{
			name: "A3绩效指标表", title: "衡阳高新区2021年度绩效指标表", columns: officialA3,
			merged: []string{"project_code", "level1", "level2"}, freeze: true,
		},
	}
	looks["白沙工业园区"] = &look{
		reporter: "白沙工业园区", senses: [4]string{"≥", "≤", "﹦", "定性"}, points: "full", dateText: "yyyy/m/d", epoch1904: true,
		hand: hand{font: "Arial Unicode MS", titleFont: "黑体", size: 10, titleSize: 16, headerFill: "EDEDED", amounts: "0.00"},
		cover: coverLook{
			name: "封面", title: "2021年度市级科技专项资金绩效自评", shape: "list",
			person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 62,
		},
		a1: sheetLook{
			name: "附件1", title: "项目资金安排表", subtitle: "（2021年度）", unit: inWan,
			columns: officialA1, total: "last", formulas: true, merged: []string{"region"}, notes: []string{invents},
		},
		a2: sheetLook{
			name: "附件2", title: "资金执行情况表", subtitle: "（2021年度）", unit: inWan,
			columns: officialA2, total: "last", formulas: true, notes: []string{invents},
		},
		a3: sheetLook{
			name: "附件3", title: "绩效指标表", subtitle: "（2021年度）", columns: officialA3,
			merged: []string{"project_code", "level1"}, notes: []string{invents},
		},
	}
	looks["松木经开区"] = &look{
		reporter: "松木经济开发区", senses: [4]string{"不低于", "不高于", "=", "定性"}, points: "", dateID: 14,
		hand: hand{font: "宋体", titleFont: "宋体", size: 11, titleSize: 18, headerFill: "FCE4D6", amounts: ""},
		cover: coverLook{
			name: "封面", title: "绩效自评报告附表", shape: "grid", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 60,
		},
		// everything begins in column B
		a1: sheetLook{
			name: "资金安排表", title: "松木经开区2021年度市级科技专项资金安排表", unit: inWan, start: 2,
			columns: "seq|project_code|project_name|organisation=项目单位|uscc=信用代码|region|category=类别|support_mode|amount_wan=安排资金（万元）|" +
				"document_no=资金文号|allocated_on|starts_on|ends_on|stage=进展情况|remarks",
			total: "last", merged: []string{"region"}, notes: []string{byHand},
		},
		a2: sheetLook{
			name: "资金执行表", title: "松木经开区2021年度资金执行情况表", unit: inWan, start: 2,
			columns: officialA2, total: "last", percent: true, notes: []string{byHand},
		},
		a3: sheetLook{
			name: "指标表", title: "松木经开区2021年度绩效指标完成情况", start: 2, columns: officialA3,
			merged: []string{"project_code", "level1", "level2"}, notes: []string{byHand},
		},
	}
	looks["衡山科学城"] = &look{
		reporter: "衡山科学城", senses: symbols, points: "broken", dateText: "[$-F800]dddd, mmmm dd, yyyy",
		hand: hand{font: "仿宋", titleFont: "方正小标宋简体", size: 10.5, titleSize: 18, amounts: "0.00"},
		cover: coverLook{
			name: "A0 封面", title: "封面", shape: "list", person: "示例填表人", chief: "示例负责人", filled: newYear2022 + 67,
		},
		// columns that the template once had stand hidden and empty
		a1: sheetLook{
			name: "A1 项目资金安排表", title: "项目资金安排表", unit: inWan,
			columns: "seq|project_code|project_name|organisation|uscc|-hidden|region|category|support_mode|amount_wan|-hidden|" +
				"document_no|allocated_on|starts_on|ends_on|stage|remarks",
			total: "last", formulas: true, notes: []string{invents, byHand},
		},
		a2: sheetLook{
			name: "A2 资金执行情况表", title: "资金执行情况表", unit: inWan,
			columns: officialA2, total: "last", notes: []string{invents},
		},
		a3: sheetLook{
			name: "A3 绩效指标表", title: "绩效指标表", columns: officialA3, merged: []string{"project_code", "level1"},
		},
	}
}
