package transform

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/schema"
)

// equipment is a form of nobody's, with every fact that a field can declare.
func equipment(t testing.TB) *Plan {
	t.Helper()
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	decimal := func(n int) *hengji.Decimal {
		d := hengji.Decimal(n) * hengji.DecimalOne
		return &d
	}
	form := &hengji.Form{
		Name: "equipment", Title: "仪器设备台账", Layout: hengji.LayoutTable, Key: []string{"serial", "place"},
		Missing: []string{"", "-"}, TotalLabels: []string{"合计", "小计"},
		Fields: []*hengji.Field{
			{Name: "serial", Label: "设备编号", Pattern: `[A-Z]{2}\d{4}`, Required: true},
			{Name: "place", Label: "存放地点", Enum: []string{"一楼", "二楼(A)"}, Required: true},
			{Name: "name", Label: "设备名称", MaxLength: 5},
			{Name: "pieces", Label: "台套数", Kind: hengji.Integer, Minimum: decimal(1), Maximum: decimal(10), Totalled: true, BlankAs: "1"},
			{Name: "cost", Label: "原值（元）", Kind: hengji.Number, Unit: "元", Totalled: true},
			{Name: "growth", Label: "增长率（%）", Kind: hengji.Number, Unit: "%", Minimum: decimal(-100)},
			{Name: "number", Label: "流水号", Kind: hengji.Integer, Unique: true},
			{Name: "keeper", Label: "保管人电话", Personal: "phone"},
			{Name: "region", Label: "所在地", Codes: "regions"},
		},
	}
	facts := map[string]string{
		"required": "blank", "pattern": "not so: {got}", "enum": "not {want}", "maxLength": "{got} over {want}", "integer": "{got} is no integer",
		"minimum": "{got} below {want}", "maximum": "{got} above {want}", "number": "{got} is no number", "unique": "{got} as in row {want}", "code": "{got}: {suggestion}",
	}
	for _, field := range form.Fields {
		for fact, message := range facts {
			id := hengji.FactRule("equipment", field.Name, fact)
			rules.Catalogue[id] = &hengji.Rule{ID: id, Severity: hengji.Blocking, Message: message}
		}
		if !field.Unique {
			delete(rules.Catalogue, hengji.FactRule("equipment", field.Name, "unique"))
		}
	}
	rules.Forms = append(rules.Forms, form)
	return Prepare(rules)
}

func TestFactsOfAFieldAreHeldAgainstItsValues(t *testing.T) {
	got := listing(t, equipment(t), submissionOf(t, `
sheet 仪器设备台账
设备编号|存放地点|设备名称|台套数|原值（元）|增长率（%）|流水号|保管人电话|所在地
AB0001|一楼|光谱仪|2|135000|-0.5|1|13812345678|耒阳
AB 0002|二楼（A）|超长的设备名称|'3、|1.35万元|0.5|2|0734-8866123|
ab1|三楼|天平|0|'￥12.5|1|1|8866123|长沙
|一楼|天平|11|98%|50%|x|张三|
AB0003|一楼||2.5|2千元|-|3||
AB0004|一楼|显微镜||壹万元整||3.0||
合计|||27|148500
小计|||x
`), false)
	want := `
equipment 仪器设备台账!2 serial=AB0001 place=一楼 name=光谱仪 pieces=2 cost=135000 growth=-0.5 number=1 keeper=138****5678 region=耒阳市 region_code=HY16
equipment 仪器设备台账!3 serial=AB0002 place=二楼(A) name=超长的设备名称 pieces=3 growth=0.5 number=2 keeper=073****6123
equipment 仪器设备台账!4 serial=ab1 place=三楼 name=天平 pieces=0 cost=12.5 growth=1 number=1 keeper=*****23 region=长沙
equipment 仪器设备台账!5 place=一楼 name=天平 pieces=11 growth=50 keeper=张三
equipment 仪器设备台账!6 serial=AB0003 place=一楼 number=3
equipment 仪器设备台账!7 serial=AB0004 place=一楼 name=显微镜 pieces=1 number=3
rows 仪器设备台账 equipment: read 6 title 0 header 1 total 2 blank 0 note 0 unread 0 of 9
notice CELL-NORMALISED 仪器设备台账!A3 [AB0002|二楼(A)] “设备编号”填的是“AB 0002”，已读作 AB0002，不必处理。
blocking equipment.name.maxLength 仪器设备台账!C3 [AB0002|二楼(A)] 7 over 5
notice CELL-NORMALISED 仪器设备台账!D3 [AB0002|二楼(A)] “台套数”填的是“3、”，已读作 3，不必处理。
blocking CELL-UNIT 仪器设备台账!E3 [AB0002|二楼(A)] “原值（元）”填的是“1.35万元”，这一栏只填数字。建议改为 13500。
blocking equipment.serial.pattern 仪器设备台账!A4 [ab1|三楼] not so: ab1
blocking equipment.place.enum 仪器设备台账!B4 [ab1|三楼] not 一楼、二楼(A)
blocking equipment.pieces.minimum 仪器设备台账!D4 [ab1|三楼] 0 below 1
notice CELL-NORMALISED 仪器设备台账!E4 [ab1|三楼] “原值（元）”填的是“￥12.5”，已读作 12.5，不必处理。
blocking equipment.region.code 仪器设备台账!I4 [ab1|三楼] 长沙: 
blocking equipment.number.unique 仪器设备台账!G4 [ab1|三楼] 1 as in row 2
    related '仪器设备台账'!G2
blocking equipment.pieces.maximum 仪器设备台账!D5 [|一楼] 11 above 10
blocking equipment.cost.number 仪器设备台账!E5 [|一楼] 98% is no number
blocking equipment.number.integer 仪器设备台账!G5 [|一楼] x is no integer
blocking equipment.serial.required 仪器设备台账!A5 [|一楼] blank
blocking equipment.pieces.integer 仪器设备台账!D6 [AB0003|一楼] 2.5 is no integer
blocking CELL-UNIT 仪器设备台账!E6 [AB0003|一楼] “原值（元）”填的是“2千元”，这一栏只填数字。建议改为 2000。
blocking CELL-UNIT 仪器设备台账!E7 [AB0004|一楼] “原值（元）”填的是“壹万元整”，这一栏只填数字。建议改为 10000。
notice CELL-NORMALISED 仪器设备台账!D7 [AB0004|一楼] “台套数”填的是“（空白）”，已读作 1，不必处理。
blocking equipment.number.unique 仪器设备台账!G7 [AB0004|一楼] 3 as in row 6
    related '仪器设备台账'!G6
blocking equipment.pieces.integer 仪器设备台账!D9 [小计] x is no integer
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRulesWithoutCodeListsStillPrepare(t *testing.T) {
	p := Prepare(&hengji.Rules{Catalogue: map[hengji.RuleID]*hengji.Rule{}})
	if _, match := p.Region("耒阳市"); match.Decides() {
		t.Error("a region is known without a list of regions")
	}
}

func TestNameThatTwoFormsShareMeansNeither(t *testing.T) {
	field := []*hengji.Field{{Name: "a", Label: "甲", Aliases: []string{"共"}}, {Name: "b", Label: "乙", Aliases: []string{"共"}}}
	p := Prepare(&hengji.Rules{Forms: []*hengji.Form{{Name: "x", Title: "同名表", Fields: field}, {Name: "y", Title: "同名表"}}})
	if f := p.byName("同名表"); f != nil {
		t.Errorf("the name means %s", f.form.Name)
	}
	if _, _, ok := p.forms[0].find(readLabel("共")); ok {
		t.Error("a label that two fields share means one of them")
	}
}
