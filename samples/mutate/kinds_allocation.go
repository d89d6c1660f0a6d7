package main

import "strings"

// allocationKinds are mistakes in the other columns of 项目资金安排表.
var allocationKinds = []kind{
	blankKind("name_blank", "24", "allocation", "name", "allocation.project_name.required"),
	blankKind("organisation_blank", "24", "allocation", "organisation", "allocation.organisation.required"),
	cellKind("organisation_ditto", "23", "allocation", "organisation", []string{"ROW-DITTO"}, some("同上", "〃", "″")),
	cellKind("name_ditto", "23", "allocation", "name", []string{"ROW-DITTO"}, some("同上", "〃", "同 上")),
	cellKind("name_spaced", "16", "allocation", "name", []string{"CELL-NORMALISED"}, func(d *draft, t *table, row int) any {
		was := []rune(t.text(row, "name"))
		at := 1 + d.IntN(len(was)-1)
		return string(was[:at]) + one(d, "\n", "\u200b", "\t", "\u00a0\u00a0") + string(was[at:])
	}),
	cellKind("name_other", "39", "allocation", "name", []string{"CROSS-R06"}, func(d *draft, t *table, row int) any {
		return t.text(row, "name") + one(d, "（二期）", "研究", "与示范")
	}),
	{"name_picture", "40", []string{"CELL-IMAGE"}, func(d *draft) bool {
		t := d.tables["allocation"]
		const picture = `DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)`
		d.formula(t, d.pick(t), one(d, "name", "organisation"), "_xlfn."+picture, "str", "="+picture)
		return true
	}},
	{"region_other", "28", []string{"ALLOC-R02"}, func(d *draft) bool {
		t := d.tables["allocation"]
		d.set(t, d.pick(t), "region", d.otherRegion())
		return true
	}},
	{"region_typo", "28", []string{"allocation.region.code"}, func(d *draft) bool {
		typo := regionTypos[d.region]
		t := d.tables["allocation"]
		d.set(t, d.pick(t), "region", typo)
		return typo != ""
	}},
	{"region_ambiguous", "28", []string{"allocation.region.code"}, func(d *draft) bool {
		t := d.tables["allocation"]
		d.set(t, d.pick(t), "region", one(d, "衡阳", "衡阳市"))
		return true
	}},
	{"region_former", "28", []string{"CELL-NORMALISED", "REGION-FORMER"}, func(d *draft) bool {
		former := regionFormer[d.region]
		t := d.tables["allocation"]
		d.set(t, d.pick(t), "region", former)
		return former != ""
	}},
	{"region_trap", "28", []string{"ALLOC-R02", "allocation.region.code"}, func(d *draft) bool {
		traps := map[string][]string{"衡山科学城": {"衡山", "衡山县"}, "衡山县": {"衡山科学城"}, "高新区": {"白沙绿岛", "衡山高新区"}, "衡阳县": {"衡阳市", "衡阳"}, "南岳区": {"衡山"}}
		trap := traps[d.region]
		if trap == nil {
			return false
		}
		t := d.tables["allocation"]
		d.set(t, d.pick(t), "region", one(d, trap...))
		return true
	}},
	{"region_blank", "24", []string{"allocation.region.required", "CELL-ONCE"}, func(d *draft) bool {
		t := d.tables["allocation"]
		d.set(t, d.pick(t), "region", nil)
		return true
	}},
	cellKind("category_unknown", "", "allocation", "category", []string{"allocation.category.code"}, some("自然科学基金", "人才引进", "专项")),
	cellKind("support_unknown", "", "allocation", "support", []string{"allocation.support_mode.code"}, some("股权投资", "有偿使用", "奖补")),
	cellKind("stage_unknown", "", "allocation", "stage", []string{"allocation.stage.code"}, some("未启动", "延期", "三期")),
	cellKind("seq_gap", "25", "allocation", "seq", []string{"ALLOC-R09"}, func(d *draft, t *table, row int) any {
		was, ok := t.millionths(row, "seq")
		if !ok || len(t.rows) < 2 {
			return nil
		}
		return was/1e6 + 20
	}),
	cellKind("seq_repeated", "25", "allocation", "seq", []string{"ALLOC-R09"}, func(d *draft, t *table, row int) any {
		was, ok := t.millionths(row, "seq")
		if !ok || row == t.rows[0] || !t.filled("seq")(row-1) {
			return nil
		}
		return was/1e6 - 1
	}),
	cellKind("seq_in_words", "25", "allocation", "seq", []string{"allocation.seq.integer", "CELL-NORMALISED"}, some("第一", "甲", "A1")),
	{"project_twice", "26", []string{"ALLOC-R11"}, func(d *draft) bool {
		t, e := d.tables["allocation"], d.tables["execution"]
		row, like := d.pick(t), d.pick(t)
		mine := e.project(t.text(row, "code"))
		if row == like || mine == 0 {
			return false
		}
		d.set(t, row, "name", t.text(like, "name"))
		d.fill(t, row, "organisation", t.text(like, "organisation"))
		d.fill(t, row, "uscc", t.text(like, "uscc"))
		d.fill(e, mine, "name", t.text(like, "name"))
		return true
	}},
}

// regionTypos are one stroke from the region's name.
var regionTypos = map[string]string{
	"珠晖区": "珠辉区", "雁峰区": "雁锋区", "石鼓区": "石古区", "蒸湘区": "蒸相区", "高新区": "高兴区",
	"白沙工业园区": "白砂工业园", "松木经开区": "松目经开区", "常宁市": "长宁市", "耒阳市": "来阳市", "祁东县": "祈东县",
	"衡南县": "横南县", "衡东县": "横东县", "衡阳县": "横阳县", "衡山县": "横山县",
}

// regionFormer are names that the region had.
var regionFormer = map[string]string{
	"珠晖区": "江东区", "雁峰区": "城南区", "石鼓区": "城北区", "蒸湘区": "郊区", "常宁市": "常宁县", "耒阳市": "耒阳县",
}

// codeKinds are mistakes in 项目编号 and 统一社会信用代码.
var codeKinds = []kind{
	blankKind("code_blank", "24", "allocation", "code", "allocation.project_code.required"),
	blankKind("code_blank_in_execution", "24", "execution", "code", "execution.project_code.required"),
	{"code_blank_in_indicators", "24", []string{"indicators.project_code.required"}, func(d *draft) bool {
		t := d.tables["indicators"]
		d.set(t, d.pick(t, func(row int) bool { return t.text(row, "code") != "" || !t.alone(row, "code") }), "code", nil)
		return true
	}},
	{"code_twice", "26", []string{"allocation.project_code.unique"}, func(d *draft) bool {
		return d.copyCode(d.tables["allocation"])
	}},
	{"code_twice_in_execution", "26", []string{"execution.project_code.unique"}, func(d *draft) bool {
		return d.copyCode(d.tables["execution"])
	}},
	cellKind("code_two_values", "16", "allocation", "code", []string{"CELL-TWO-VALUES"}, func(d *draft, t *table, row int) any {
		return t.text(row, "code") + "\n" + t.text(row, "code")[:6] + one(d, "901", "902")
	}),
	cellKind("code_spaced", "16", "allocation", "code", []string{"CELL-NORMALISED", "CELL-TWO-VALUES"}, func(d *draft, t *table, row int) any {
		was := t.text(row, "code")
		return one(d, was[:4]+" "+was[4:], was[:6]+"\u200b"+was[6:], wide(was), was[:4]+"\n"+was[4:])
	}),
	cellKind("code_suffix", "31", "allocation", "code", cross, func(d *draft, t *table, row int) any { return t.text(row, "code") + one(d, "#", "# ", "-1") }),
	cellKind("code_number", "31", "allocation", "code", append([]string{"CELL-NUMBER-CODE"}, cross...), func(d *draft, t *table, row int) any { return 2021000 + row }),
	cellKind("code_other", "26", "allocation", "code", cross, otherCode),
	cellKind("code_other_in_execution", "26", "execution", "code", cross, otherCode),
	{"code_other_in_indicators", "26", cross, func(d *draft) bool {
		t := d.tables["indicators"]
		row := d.pick(t, func(row int) bool { return t.text(row, "code") != "" && !t.alone(row, "code") })
		d.set(t, row, "code", otherCode(d, t, row))
		return true
	}},
	uscc("uscc_wrong_check", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any { return was[:17] + nextLetter(was[17:]) }),
	uscc("uscc_letter_for_digit", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any {
		if at := strings.LastIndexByte(was[:17], '0'); at >= 0 {
			return was[:at] + "O" + was[at+1:]
		}
		return was[:2] + "I" + was[3:]
	}),
	uscc("uscc_17_characters", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any { at := d.IntN(18); return was[:at] + was[at+1:] }),
	uscc("uscc_19_characters", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any {
		at := d.IntN(18)
		return was[:at] + one(d, "0", "1", "M") + was[at:]
	}),
	uscc("uscc_two_exchanged", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any {
		at := d.IntN(17)
		if was[at] == was[at+1] {
			return nil
		}
		return was[:at] + was[at+1:at+2] + was[at:at+1] + was[at+2:]
	}),
	uscc("uscc_lower_case", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any {
		if strings.ToLower(was) == was {
			return nil
		}
		return strings.ToLower(was)
	}),
	uscc("uscc_organisation_code", "30", []string{"allocation.uscc.uscc"}, func(d *draft, was string) any { return was[8:16] + one(d, "-", "") + was[16:17] }),
	uscc("uscc_number", "30", []string{"CELL-NUMBER-CODE"}, func(d *draft, was string) any { return 124304810000012000 + float64(d.IntN(9))*1000 }),
	uscc("uscc_two_codes", "16", []string{"CELL-TWO-VALUES"}, func(d *draft, was string) any { return was + "\n" + was }),
	uscc("uscc_full_width", "4", []string{"CELL-NORMALISED"}, func(d *draft, was string) any { return wide(was) }),
	uscc("uscc_elsewhere", "30", []string{"ALLOC-R08"}, func(d *draft, was string) any {
		return creditCode("91"+one(d, "430102", "110108", "440305", "430502"), "MA4X"+one(d, "9871", "6532", "7748"))
	}),
}

// cross are the rules that compare the projects of the three tables: which of
// them speaks depends on what else the tables hold.
var cross = []string{"CROSS-R01", "CROSS-R02", "CROSS-R03", "CROSS-R04"}

func otherCode(d *draft, t *table, row int) any {
	was := t.text(row, "code")
	return was[:6] + one(d, "9", "8") + was[7:]
}

func (d *draft) copyCode(t *table) bool {
	row, like := d.pick(t), d.pick(t)
	if row == like {
		return false
	}
	d.set(t, row, "code", t.text(like, "code"))
	d.mark(t.sheet, t.at(like, "code"))
	return true
}

// uscc types over a credit code; the 18 characters that stand there are right.
func uscc(name, listed string, rules []string, value func(d *draft, was string) any) kind {
	return cellKind(name, listed, "allocation", "uscc", rules, func(d *draft, t *table, row int) any {
		was := t.text(row, "uscc")
		if len(was) != 18 {
			return nil
		}
		return value(d, was)
	})
}

func nextLetter(of string) string {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	return string(letters[(strings.Index(letters, of)+1)%len(letters)])
}
