package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/report/ooxml"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func decimal(whole int64) *hengji.Decimal {
	d := hengji.Decimal(whole) * hengji.DecimalOne
	return &d
}

// parish is a bureau of another kind: no form, field or rule of it is ours, as a
// template is made of the form files alone.
func parish() *hengji.Rules {
	rules := &hengji.Rules{CodeLists: map[string]*hengji.CodeList{}, Catalogue: map[hengji.RuleID]*hengji.Rule{}}
	list := func(name string, names ...string) {
		codes := &hengji.CodeList{Name: name}
		for i, text := range names {
			codes.Codes = append(codes.Codes, hengji.Code{Code: fmt.Sprint(i), Name: text})
		}
		rules.CodeLists[name] = codes
	}
	list("regions", "东村", "西村", "村委会")
	rules.CodeLists["regions"].Codes[2].Kind = "department"
	list("signs", "=", "≥", "<")
	list("commas", "粮, 油", "“棉”")
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprintf("第%d种作物", i+1))
	}
	list("crops", many...)

	rules.Forms = []*hengji.Form{
		{
			Name: "harvest", Title: "收成表：[第1号]", Description: "每行一块地", Reporter: "region", Layout: hengji.LayoutTable, Key: []string{"field_code"},
			Fields: []*hengji.Field{
				{Name: "field_code", Label: "地块编号", Description: "地块的编号", Required: true, Unique: true, MaxLength: 12},
				{Name: "region", Label: "村", Description: "村", Codes: "regions", Required: true},
				{Name: "crop", Label: "作物", Codes: "crops"},
				{Name: "second_crop", Label: "后茬作物", Codes: "crops"},
				{Name: "sign", Label: "比较", Codes: "signs"},
				{Name: "goods", Label: "商品", Codes: "commas"},
				{Name: "grade", Label: "等级", Enum: []string{"甲", "乙"}},
				{Name: "weight", Label: "产量（吨）", Kind: hengji.Number, Unit: "吨", Totalled: true, Required: true, Minimum: decimal(0), BlankAs: "0", BlankWhen: "grade=乙"},
				{Name: "share", Label: "占比（%）", Kind: hengji.Number, Unit: "%", Minimum: decimal(0), Maximum: decimal(100)},
				{Name: "workers", Label: "人数", Kind: hengji.Integer, Totalled: true, Maximum: decimal(500), BlankAs: "0"},
				{Name: "index", Label: "指数", Kind: hengji.Number},
				{Name: "sown_on", Label: "播种日期", Kind: hengji.Date},
				{Name: "watered", Label: "是否灌溉", Kind: hengji.Boolean},
				{Name: "uscc", Label: "信用代码", Format: "uscc"},
				{Name: "plot", Label: "编组", Pattern: `[A-Z]\d`, MaxLength: 2},
				{Name: "remarks", Label: "备注"},
			},
		},
		{Name: "visits", Title: "走访表", Reporter: "region", Layout: hengji.LayoutTable, Key: []string{"field_code", "day"}, Fields: []*hengji.Field{
			{Name: "field_code", Label: "地块编号"}, {Name: "day", Label: "日期", Kind: hengji.Date},
		}},
		{Name: "household", Title: "农户表", Reporter: "region", Layout: hengji.LayoutForm, Fields: []*hengji.Field{
			{Name: "members", Label: "人口", Kind: hengji.Integer, Required: true},
		}},
		{Name: "cover", Title: "首页", Description: "谁填的", Reporter: "region", Layout: hengji.LayoutForm, Fields: []*hengji.Field{
			{Name: "region", Label: "报送单位", Codes: "regions", Identifies: "region"},
			{Name: "year", Label: "年度", Identifies: "period"},
			{Name: "version", Label: "模板版本", Identifies: "version"},
			{Name: "none", Label: "零报告", Kind: hengji.Boolean, Identifies: "nil"},
		}},
		{Name: "accounts", Title: "账目", Reporter: "department", Layout: hengji.LayoutTable, Fields: []*hengji.Field{{Name: "sum", Label: "金额", Kind: hengji.Number, Totalled: true}}},
	}
	for _, r := range []hengji.Rule{
		{ID: "harvest.field_code.required", Title: "地块编号：必填", Severity: hengji.Blocking, Form: "harvest", Field: "field_code"},
		{ID: "harvest.field_code.unique", Title: "地块编号：重复", Severity: hengji.Blocking, Form: "harvest", Field: "field_code"},
		{ID: "harvest.grade.enum", Title: "等级：取值", Severity: hengji.Explain, Form: "harvest", Field: "grade"},
		{ID: "harvest.workers.integer", Title: "人数：整数", Severity: hengji.Notice, Form: "harvest", Field: "workers"},
		{ID: "H-R01", Title: "产量过高", Severity: hengji.Explain, Form: "harvest", Field: "weight", Message: "“{label}”为 {got}，超过 {want}。"},
		{ID: "H-R02", Title: "整表", Severity: hengji.Blocking, Form: "harvest", Message: "共 {got} 行。"},
		{ID: "H-R03", Title: "试行", Severity: hengji.Explain, Shadow: true, Form: "harvest", Field: "weight", Message: "试行。"},
	} {
		rules.Catalogue[r.ID] = &r
		if !strings.Contains(string(r.ID), ".") {
			rules.Checks = append(rules.Checks, &r)
		}
	}
	return rules
}

func east() Template {
	return Template{Rules: parish(), Period: "2030", Region: hengji.Code{Code: "E", Name: "东村"}}
}

func blankOf(t testing.TB, template Template) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, TemplateWorkbook(&b, template))
	return b.Bytes()
}

func TestATemplateIsMadeOfTheFormsAlone(t *testing.T) {
	book := blankOf(t, east())
	f := opened(t, book)
	if diff := cmp.Diff([]string{"首页", "收成表：第1号", "走访表", "农户表", "填报说明", "代码表"}, f.GetSheetList()); diff != "" {
		t.Fatalf("sheets (-want +got):\n%s", diff)
	}
	var text strings.Builder
	for _, sheet := range f.GetSheetList()[:5] {
		fmt.Fprintf(&text, "== %s\n%s", sheet, cellsAsText(t, book, sheet))
	}
	golden(t, "template.txt", strings.ReplaceAll(text.String(), east().Fingerprint()[:16], "（指纹）"))
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			t.Errorf("sheet %s is hidden, and would be asked about", sheet)
		}
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Error("the workbook does not open on its cover")
	}
}

func TestTheDepartmentHasItsOwnTemplate(t *testing.T) {
	template := east()
	template.Region = hengji.Code{Code: "D", Name: "村委会", Kind: "department"}
	if template.FileName() != "2030年度村委会部门整体支出绩效自评.xlsx" {
		t.Error("its file is ", template.FileName())
	}
	f := opened(t, blankOf(t, template))
	if diff := cmp.Diff([]string{"首页", "账目", "填报说明"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if got, _ := f.GetCellFormula("账目", "A3"); got != "SUM(A5:A204)" {
		t.Errorf("its total is %q", got)
	}
	template.Rules.Forms = template.Rules.Forms[:4]
	if err := TemplateWorkbook(io.Discard, template); !errors.Is(err, ErrNoForms) {
		t.Errorf("without forms of its own: %v", err)
	}
}

func TestOnlyInputCellsMayBeChanged(t *testing.T) {
	f := opened(t, blankOf(t, east()))
	locked := func(sheet, cell string) bool {
		id, err := f.GetCellStyle(sheet, cell)
		must(t, err)
		style, err := f.GetStyle(id)
		must(t, err)
		return style.Protection == nil || style.Protection.Locked
	}
	for cell, want := range map[string]bool{
		"收成表：第1号!A1": true, "收成表：第1号!A3": true, "收成表：第1号!H3": true, "收成表：第1号!A4": true, "收成表：第1号!A5": false, "收成表：第1号!P204": false,
		"收成表：第1号!A205": true, "收成表：第1号!Q5": true, "走访表!B1003": false, "走访表!B1004": true,
		"首页!A4": true, "首页!B4": true, "首页!B5": true, "首页!B6": true, "首页!B7": false, "农户表!B4": false, "填报说明!A9": true, "代码表!A2": true,
	} {
		sheet, address, _ := strings.Cut(cell, "!")
		if got := locked(sheet, address); got != want {
			t.Errorf("%s is locked: %v", cell, got)
		}
	}
	for _, sheet := range f.GetSheetList() {
		protection, err := f.GetSheetProtection(sheet)
		must(t, err)
		if protection.Password != "" || !protection.InsertRows || !protection.FormatColumns || protection.DeleteColumns {
			t.Errorf("sheet %s: %+v", sheet, protection)
		}
	}
}

func TestFactsAreDropDownsAndRanges(t *testing.T) {
	f := opened(t, blankOf(t, east()))
	all, err := f.GetDataValidations("收成表：第1号")
	must(t, err)
	var got strings.Builder
	for _, v := range all {
		style, prompt, trouble := "", *v.Prompt, ""
		if v.ErrorStyle != nil {
			style, trouble = *v.ErrorStyle, *v.Error
		}
		fmt.Fprintf(&got, "%s %s %s %s [%s] [%s]\n\t%s\n\t%s\n", v.Sqref, v.Type, v.Operator, style, v.Formula1, v.Formula2, prompt, trouble)
		for _, text := range []string{*v.PromptTitle, prompt, trouble} {
			if len([]rune(text)) > 225 {
				t.Errorf("a hint of %d characters damages the workbook: %s", len([]rune(text)), text)
			}
		}
		if !v.AllowBlank || !v.ShowInputMessage || v.ShowErrorMessage != (style != "") {
			t.Errorf("%s: blank %v, hint %v, error %v", v.Sqref, v.AllowBlank, v.ShowInputMessage, v.ShowErrorMessage)
		}
	}
	golden(t, "template_validation.txt", got.String())
	crops, err := f.GetCols("代码表")
	must(t, err)
	if len(crops) != 3 || len(crops[0]) != 61 || crops[0][0] != "作物" || crops[0][60] != "第60种作物" {
		t.Errorf("the long lists are not on the code sheet: %v", crops)
	}
}

func TestSumsAreLiveNumbers(t *testing.T) {
	book := blankOf(t, east())
	p, err := ooxml.OpenParcel(book)
	must(t, err)
	sheet, err := p.Read("xl/worksheets/sheet2.xml")
	must(t, err)
	for _, want := range []string{`><f>SUM(H5:H204)</f></c>`, `><f>SUM(J5:J204)</f></c>`, `<dimension ref="A1:P204">`} {
		if !bytes.Contains(sheet, []byte(want)) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if bytes.Contains(sheet, []byte(`t="str"`)) {
		t.Error("a sum's result is a text")
	}
	f := opened(t, book)
	must(t, f.SetCellValue("收成表：第1号", "H5", 1.25))
	must(t, f.SetCellValue("收成表：第1号", "H204", 2))
	if sum, err := f.CalcCellValue("收成表：第1号", "H3"); err != nil || sum != "3.25" {
		t.Errorf("the sum is %q, %v", sum, err)
	}
	if calc, err := f.GetCalcProps(); err != nil || !*calc.FullCalcOnLoad {
		t.Error("a program that opens it does not calculate it anew")
	}
}

func TestATemplateIsSetUpForScreenAndPaper(t *testing.T) {
	f := opened(t, blankOf(t, east()))
	for _, sheet := range f.GetSheetList() {
		layout, err := f.GetPageLayout(sheet)
		must(t, err)
		if *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
			t.Errorf("%s is not A4 landscape, one page wide", sheet)
		}
	}
	for sheet, want := range map[string][2]int{"收成表：第1号": {1, 4}, "走访表": {1, 3}} {
		panes, err := f.GetPanes(sheet)
		must(t, err)
		if !panes.Freeze || panes.XSplit != want[0] || panes.YSplit != want[1] {
			t.Errorf("%s: frozen are %d columns and %d rows", sheet, panes.XSplit, panes.YSplit)
		}
	}
	titles := ""
	for _, name := range f.GetDefinedName() {
		titles += name.Name + " " + name.RefersTo + "\n"
	}
	if !strings.Contains(titles, "_xlnm.Print_Titles '收成表：第1号'!$1:$4\n") {
		t.Error("the header is not on every page: ", titles)
	}
	for cell, want := range map[string]int{"A5": 49, "J5": 1} {
		id, _ := f.GetCellStyle("收成表：第1号", cell)
		if style, err := f.GetStyle(id); err != nil || style.NumFmt != want {
			t.Errorf("%s has number format %d, %v", cell, style.NumFmt, err)
		}
	}
	for cell, want := range map[string]string{"H5": "#,##0.00####", "I5": "0.00####", "L5": "yyyy-mm-dd"} {
		id, _ := f.GetCellStyle("收成表：第1号", cell)
		if style, err := f.GetStyle(id); err != nil || style.CustomNumFmt == nil || *style.CustomNumFmt != want {
			t.Errorf("%s has not the format %s", cell, want)
		}
	}
}

func TestATemplateIsSignedAndTheSameEachTime(t *testing.T) {
	book := blankOf(t, east())
	if !bytes.Equal(book, blankOf(t, east())) {
		t.Error("the same template gave other bytes")
	}
	f := opened(t, book)
	props, err := f.GetCustomProps()
	must(t, err)
	want := []excelize.CustomProperty{{Name: VersionProperty, Value: "2030"}, {Name: FingerprintProperty, Value: east().Fingerprint()}, {Name: RegionProperty, Value: "E"}}
	if diff := cmp.Diff(want, props[:len(want)]); diff != "" || !Unchanged(book) {
		t.Errorf("properties (-want +got):\n%s", diff)
	}

	same := east()
	same.Rules.Forms[0].Source.Line, same.Rules.Forms[0].Fields[0].Source.File = 9, "elsewhere.yaml"
	same.Region.Name = "西村"
	if same.Fingerprint() != east().Fingerprint() {
		t.Error("the fingerprint goes by more than what the forms ask")
	}
	for what, change := range map[string]func(*hengji.Rules){
		"a label": func(r *hengji.Rules) { r.Forms[0].Fields[0].Label = "编号" },
		"a limit": func(r *hengji.Rules) { r.Forms[0].Fields[7].Minimum = decimal(1) },
		"a code":  func(r *hengji.Rules) { r.CodeLists["crops"].Codes[0].Name = "稻" },
		"a field": func(r *hengji.Rules) { r.Forms[0].Fields = slices.Delete(r.Forms[0].Fields, 3, 4) },
	} {
		other := east()
		change(other.Rules)
		if other.Fingerprint() == east().Fingerprint() {
			t.Errorf("%s changed and the fingerprint did not", what)
		}
	}
}

func TestWhatIsKnownIsPrefilled(t *testing.T) {
	template := east()
	template.Known = []map[string]string{
		{"field_code": "007", "weight": "1.500000", "workers": "3", "sown_on": "2030-03-01", "watered": "是", "remarks": "=1+1"},
		{"weight": "9"},
		{"field_code": "008", "weight": "约 2", "sown_on": "三月"},
	}
	f := opened(t, blankOf(t, template))
	for cell, want := range map[string]string{
		"A5": "007", "H5": "1.5", "J5": "3", "L5": "47543", "M5": "是", "P5": "=1+1", "A6": "008", "H6": "约 2", "L6": "三月", "A7": "", "H7": "",
	} {
		if got, err := f.GetCellValue("收成表：第1号", cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s holds %q, want %q (%v)", cell, got, want, err)
		}
	}
	if formula, _ := f.GetCellFormula("收成表：第1号", "P5"); formula != "" {
		t.Error("a text became a formula")
	}
	if got, _ := f.GetCellValue("走访表", "A4"); got != "" {
		t.Error("a table whose key is not known was prefilled")
	}

	template.Known[0]["remarks"] = strings.Repeat("一段很长的备注，", 12)
	f = opened(t, blankOf(t, template))
	if height, err := f.GetRowHeight("收成表：第1号", 5); err != nil || height < 45 {
		t.Errorf("a row of many lines is %v points high, %v", height, err)
	}
	for i := range 500 { // more than the rows of a blank
		template.Known = append(template.Known, map[string]string{"field_code": fmt.Sprint(i)})
	}
	f = opened(t, blankOf(t, template))
	if got, _ := f.GetCellFormula("收成表：第1号", "H3"); got != "SUM(H5:H606)" {
		t.Errorf("the sum of many rows is %s", got)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestATemplateThatCannotBeWrittenIsTold(t *testing.T) {
	if err := TemplateWorkbook(full{}, east()); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("a full disk gave %v", err)
	}
	twice := east()
	twice.Rules.Forms[2].Title = "?" // no name for a sheet is left
	if err := TemplateWorkbook(io.Discard, twice); err == nil {
		t.Error("a sheet without a name was made")
	}
}
