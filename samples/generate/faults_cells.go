package main

// numberFaults are mistakes in amounts, rates and totals.
var numberFaults = []fault{
	{
		name: "text_numbers", number: "4, 5", what: "amounts stored as text, with a trailing space, full-width or in a text format",
		where: "项目资金安排表!I5, I6, I7, I8", expect: []string{"notice CELL-NORMALISED"},
		plant: func(d *draft) {
			d.a1.set(0, "amount_wan", text("30 "))
			d.a1.set(1, "amount_wan", text("２５"))
			d.a1.set(2, "amount_wan", text("20.00"))
			d.a1.set(3, "amount_wan", text("\u00a015"))
		},
	},
	{
		name: "float_tails", number: "", what: "binary tails behind decimals, as spreadsheets store reckoned values",
		where: "项目资金安排表!I9", expect: []string{"notice CELL-FLOAT"},
		plant: func(d *draft) {
			d.a1.set(4, "amount_wan", digits("15.000000000000002"))
		},
	},
	{
		name: "unit_in_cell", number: "6", what: "the unit typed behind the number", where: "项目资金安排表!I8",
		expect: []string{"blocking CELL-UNIT"},
		plant:  func(d *draft) { d.a1.set(3, "amount_wan", text("15万元")) },
	},
	{
		name: "yuan_for_wan", number: "7", what: "元 typed where 万元 is asked: 300000 for 30", where: "项目资金安排表!I5",
		expect: []string{"blocking ALLOC-R01"},
		plant:  func(d *draft) { d.a1.set(0, "amount_wan", count(300000)) },
	},
	{
		name: "unit_in_label", number: "7", what: "the column says 元, and holds 元", where: "项目资金安排表!I4",
		expect: []string{"blocking LABEL-UNIT"},
		look: func(l *look) {
			l.a1.columns = "seq|project_code|project_name|organisation|uscc|region|category|support_mode|amount_wan=安排金额（元）|" +
				"document_no|allocated_on|starts_on|ends_on|stage|remarks"
		},
		plant: func(d *draft) {
			for i, p := range d.region.projects {
				d.a1.set(i, "amount_wan", number(p.amount*10_000))
			}
			d.a1.setTotal("amount_wan", count(1350000))
		},
	},
	{
		name: "negative_amount", number: "36", what: "a negative amount", where: "项目资金安排表!I12",
		expect: []string{"blocking allocation.amount_wan.minimum"},
		plant:  func(d *draft) { d.a1.set(7, "amount_wan", count(-5)) },
	},
	{
		name: "total_wrong", number: "9", what: "合计 typed, and not the sum (130 for 135)", where: "项目资金安排表!I14",
		expect: []string{"blocking TOTAL-SUM"},
		plant:  func(d *draft) { d.a1.setTotal("amount_wan", count(130)) },
	},
	{
		name: "formula_without_value", number: "10", what: "a formula that was never calculated", where: "项目资金安排表!I6",
		expect: []string{"blocking FORMULA-NO-VALUE"},
		plant: func(d *draft) {
			d.a1.set(1, "amount_wan", value{})
			d.keep(d.SetCellFormula(d.a1.sheet, d.a1.cellOf(1, "amount_wan"), "20+5"))
		},
	},
	{
		name: "formula_errors", number: "10", what: "#REF! in an amount, #DIV/0! in a rate", where: "项目资金安排表!I7, 资金执行情况表!O7",
		expect: []string{"blocking FORMULA-ERROR"},
		plant: func(d *draft) {
			d.a1.set(2, "amount_wan", value{kind: figure, raw: "#REF!", formula: "#REF!+5"})
			d.a2.set(1, "execution_rate", value{kind: figure, raw: "#DIV/0!", formula: "G7/0"})
		},
	},
	{
		name: "formula_external", number: "11", what: "a formula into another workbook, with the value last saved", where: "项目资金安排表!I6",
		expect: []string{"explain FORMULA-EXTERNAL"},
		plant: func(d *draft) {
			d.a1.set(1, "amount_wan", value{kind: figure, number: whole(25), formula: "[1]Sheet1!$B$5"})
			externalLink(d.book)
		},
	},
	{
		name: "cell_pictures", number: "40", what: "a WPS in-cell picture where a name should stand", where: "项目资金安排表!D7",
		expect: []string{"explain CELL-IMAGE"},
		plant: func(d *draft) {
			d.a1.set(2, "organisation", value{kind: words, text: `=DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)`,
				formula: `_xlfn.DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)`})
		},
	},
	{
		name: "zero_amount", number: "24", what: "no amount for a project that is not a 指导性计划", where: "项目资金安排表!I12",
		expect: []string{"blocking allocation.amount_wan.required"},
		plant:  func(d *draft) { d.a1.set(7, "amount_wan", text("—")) },
	},
}

// dateFaults are mistakes in dates and years.
var dateFaults = []fault{
	{
		name: "dates_many_ways", number: "12", what: "whole dates typed as text in many notations, which are read",
		where: "项目资金安排表!K5:K11", expect: []string{"notice CELL-NORMALISED"},
		plant: func(d *draft) {
			for i, s := range []string{
				"2021年5月19日", "2021.5.19", "2021/5/19", "2021-05-19", "20210519", "２０２１年５月１９日", "二〇二一年五月十九日",
			} {
				d.a1.set(i, "allocated_on", text(s))
			}
		},
	},
	{
		name: "dates_without_day", number: "12, 13", what: "dates without a day, and 2021.10 that became the number 2021.1",
		where:  "项目资金安排表!K5, K6, K7",
		expect: []string{"explain DATE-NO-DAY"},
		plant: func(d *draft) {
			d.a1.set(0, "allocated_on", text("2021年5月"))
			d.a1.set(1, "allocated_on", text("2021.5"))
			plain := d.look.hand.cellFace() // typed into a cell without a date format
			d.put(d.a1.sheet, d.a1.rowOf[2], d.a1.place("allocated_on"), digits("2021.1"), plain)
		},
	},
	{
		name: "dates_not_dates", number: "12", what: "words and impossible days in a date column", where: "项目资金安排表!K5, K6",
		expect: []string{"blocking allocation.allocated_on.date"},
		plant: func(d *draft) {
			d.a1.set(0, "allocated_on", text("上半年"))
			d.a1.set(1, "allocated_on", text("2021-02-30"))
		},
	},
	{
		name: "start_after_end", number: "32", what: "the project ends before it starts", where: "项目资金安排表!L6, M6",
		expect: []string{"blocking ALLOC-R05"},
		plant: func(d *draft) {
			p := d.region.projects[1]
			d.a1.set(1, "starts_on", onDay(p.ends))
			d.a1.set(1, "ends_on", onDay(p.starts))
		},
	},
	{
		name: "allocated_last_year", number: "32", what: "下达日期 in 2020", where: "项目资金安排表!K8",
		expect: []string{"explain ALLOC-R06"},
		plant:  func(d *draft) { d.a1.set(3, "allocated_on", onDay(newYear2021-227)) },
	},
	{
		name: "last_years_template", number: "20, 32", what: "year 2020 and template version 2020 on the cover", where: "封面!C5, C9",
		expect: []string{"blocking PERIOD-OTHER", "explain VERSION-OTHER"},
		plant: func(d *draft) {
			d.setCover("年度", count(2020))
			d.setCover("模板版本", text("2020"))
		},
	},
}

// codeFaults are mistakes in project codes, credit codes and names of regions.
var codeFaults = []fault{
	{
		name: "project_code_twice", number: "26", what: "one 项目编号 on two rows of A1", where: "项目资金安排表!B6, B7",
		expect: []string{"blocking allocation.project_code.unique"},
		plant:  func(d *draft) { d.a1.set(2, "project_code", text("2021LY002")) },
	},
	{
		name: "two_codes_in_a_cell", number: "16", what: "two project codes in one cell", where: "项目资金安排表!B7",
		expect: []string{"blocking CELL-TWO-VALUES"},
		plant:  func(d *draft) { d.a1.set(2, "project_code", text("2021LY003\n2021LY010")) },
	},
	{
		name: "credit_codes", number: "30", what: "wrong check character, letter O for 0, 17 characters, old 15-digit registration number, 9-character organisation code",
		where: "项目资金安排表!E5, E6, E7, E8, E9", expect: []string{"blocking allocation.uscc.uscc"},
		plant: func(d *draft) {
			code := func(i int) string { return d.region.projects[i].creditCode }
			d.a1.set(0, "uscc", text(code(0)[:17]+wrongCheck(code(0)[17])))
			d.a1.set(1, "uscc", text(code(1)[:12]+"O"+code(1)[13:]))
			d.a1.set(2, "uscc", text(code(2)[:17]))
			d.a1.set(3, "uscc", text("430400000012345"))
			d.a1.set(4, "uscc", text("00000042-0"))
		},
	},
	{
		name: "credit_code_lower_case", number: "30", what: "a credit code in lower case; the code in capitals is suggested", where: "项目资金安排表!E5",
		expect: []string{"blocking allocation.uscc.uscc"},
		plant: func(d *draft) {
			d.a1.set(0, "uscc", text("91430481ma4x"+d.region.projects[0].creditCode[12:]))
		},
	},
	{
		name: "credit_code_number", number: "30, 31", what: "an 18-digit code kept as a number: the last digits are gone", where: "项目资金安排表!E11",
		expect: []string{"blocking CELL-NUMBER-CODE"},
		plant:  func(d *draft) { d.a1.set(6, "uscc", digits("1.24304810000012E+17")) },
	},
	{
		name: "credit_code_elsewhere", number: "30", what: "the credit code's place is another city's", where: "项目资金安排表!E6",
		expect: []string{"explain ALLOC-R08"},
		plant:  func(d *draft) { d.a1.set(1, "uscc", text(creditCode("cooperative", "431003", 7001))) },
	},
	{
		name: "region_alias", number: "28", what: "short and former names of the region: 耒阳 on the cover, 耒阳县 in a row", where: "封面!C4, 项目资金安排表!F7",
		expect: []string{"notice REGION-FORMER"}, look: unmerged,
		plant: func(d *draft) {
			d.setCover("报送单位", text("耒阳"))
			d.a1.set(2, "region", text("耒阳县"))
		},
	},
	{
		name: "region_ambiguous", number: "28", what: "报送单位 衡阳: the city, its own level or 衡阳县", where: "封面!C4", region: "衡阳县",
		expect: []string{"blocking REGION-AMBIGUOUS"},
		plant:  func(d *draft) { d.setCover("报送单位", text("衡阳")) },
	},
	{
		name: "region_typo", number: "28", what: "报送单位 来阳市, one stroke from 耒阳市", where: "封面!C4",
		expect: []string{"blocking REGION-UNKNOWN"},
		plant:  func(d *draft) { d.setCover("报送单位", text("来阳市")) },
	},
	{
		name: "other_regions_rows", number: "28", what: "a row of 常宁市 in the workbook of 耒阳市", where: "项目资金安排表!F8",
		expect: []string{"blocking ALLOC-R02"}, look: unmerged,
		plant: func(d *draft) { d.a1.set(3, "region", text("常宁市")) },
	},
	{
		name: "category_unknown", number: "", what: "a 项目类别 that the list of 2021 does not have", where: "项目资金安排表!G9",
		expect: []string{"explain allocation.category.code"},
		plant:  func(d *draft) { d.a1.set(4, "category", text("星火计划")) },
	},
}

// wrongCheck is a check character that is valid in form but not the right one.
func wrongCheck(right byte) string {
	if right == '0' {
		return "1"
	}
	return "0"
}

// externalLink gives the workbook the parts that a link to another one needs.
func externalLink(b *book) {
	b.parts = append(b.parts,
		part{"xl/externalLinks/externalLink1.xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="5"><cell r="B5"><v>25</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`},
		part{"xl/externalLinks/_rels/externalLink1.xml.rels", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="2021%E9%A2%84%E7%AE%97.xlsx" TargetMode="External"/></Relationships>`},
	)
	b.patches = append(b.patches,
		insertBefore("[Content_Types].xml", "</Types>", `<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/>`),
		insertBefore("xl/_rels/workbook.xml.rels", "</Relationships>", `<Relationship Id="rIdExt1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/>`),
		insertBefore("xl/workbook.xml", "<definedNames>", `<externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdExt1"/></externalReferences>`),
	)
}
