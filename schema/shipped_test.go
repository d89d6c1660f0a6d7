package schema

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/width"

	"hengji"
)

// shipped are the rule files of the repository without their SQL, which changes
// faster than this room and is tried by `hengji vet`.
func shipped(t testing.TB) (fstest.MapFS, *hengji.Rules) {
	root := files(t, "..", func(name string) bool {
		return name == catalogueFile || strings.HasPrefix(name, "schema/codes/") || strings.HasPrefix(name, "schema/forms/")
	})
	rules, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	return root, rules
}

// The embedded files are read without their profiles (mistakeList.proven), which so are
// proven here: as the files of a folder they are held to everything.
func TestShippedRulesAreRead(t *testing.T) {
	written, err := Read(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	if written.Fingerprint != embedded.Fingerprint {
		t.Error("the folder is not what the program carries")
	}
}

// A district's workbook as the bureau defines it: a changed fact or severity of
// these forms is to be seen here before it is seen in 17 returned workbooks.
func TestRegionFormsAreAsDefined(t *testing.T) {
	_, rules := shipped(t)
	var b strings.Builder
	for _, name := range []string{"cover", "allocation", "execution", "indicators", "self_evaluation", "self_evaluation_indicators"} {
		form := rules.Form(name)
		if form == nil {
			t.Fatalf("form %s is not shipped", name)
		}
		b.WriteString(name + " " + form.Title + " key " + strings.Join(form.Key, "+") + "\n")
		for _, field := range form.Fields {
			b.WriteString("  " + field.Name + " " + field.Kind.String() + " " + field.Label)
			for _, fact := range declared(field) {
				b.WriteString(" " + fact + "=" + string(rules.Catalogue[hengji.FactRule(name, field.Name, fact)].Severity))
			}
			b.WriteString("\n")
		}
	}
	golden(t, "region_forms.txt", b.String())
}

// The official list of labels (testdata/labels.csv) names each column's other
// labels; every one must lead to its field.
func TestOfficialLabelsLeadToTheirFields(t *testing.T) {
	_, rules := shipped(t)
	file, err := os.Open("testdata/labels.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 32 {
		t.Fatalf("%d rows of labels", len(rows))
	}
	for _, row := range rows[1:] {
		form := rules.Form(row[0])
		if form == nil || form.Field(row[1]) == nil {
			t.Errorf("no field %s.%s", row[0], row[1])
			continue
		}
		field := form.Field(row[1])
		if field.Label != row[2] {
			t.Errorf("%s.%s has the label %q, want %q", row[0], row[1], field.Label, row[2])
		}
		for _, alias := range parts(row[3]) {
			if !slices.Contains(field.Aliases, alias) {
				t.Errorf("%s.%s lacks the label %q", row[0], row[1], alias)
			}
		}
	}
}

// What people write for the sense of an indicator (a sign of any width, a word)
// is read; a near region or a typo is never an alias.
func TestCodeListsReadWhatPeopleWrite(t *testing.T) {
	_, rules := shipped(t)
	find := func(list, written string) string {
		for _, code := range rules.CodeLists[list].Codes {
			for _, name := range slices.Concat([]string{code.Code, code.Name}, code.Aliases, code.Former) {
				if fold(name) == fold(written) {
					return code.Name
				}
			}
		}
		return ""
	}
	for _, one := range []struct{ list, written, want string }{
		{"senses", "≧", "≥"}, {"senses", ">=", "≥"}, {"senses", "＞＝", "≥"}, {"senses", "大于等于", "≥"}, {"senses", "不低于", "≥"}, {"senses", "大 于 等 于", "≥"},
		{"senses", "不超过", "≤"}, {"senses", "≦", "≤"}, {"senses", "小于等于", "≤"},
		{"senses", "﹦", "="}, {"senses", "＝", "="}, {"senses", "等于", "="},
		{"senses", "＞", ">"}, {"senses", "﹥", ">"}, {"senses", "＜", "<"}, {"senses", "低于", "<"}, {"senses", "定性", "定性"},
		{"units", "％", "%"}, {"units", "㎡", "平方米"}, {"units", "亿元", "亿元"},
		{"regions", "衡阳国家高新区", "高新区"}, {"regions", "白沙绿岛", "白沙工业园区"}, {"regions", "430427", "耒阳市"},
		{"regions", "衡阳", ""}, {"regions", "衡阳市", ""}, {"regions", "衡山高新区", ""}, {"regions", "白沙绿岛高新区", ""},
		{"regions", "来阳", ""}, {"regions", "珠辉区", ""}, {"regions", "长宁", ""}, {"regions", "430400", ""},
		{"categories", "科技重大专项", "重大科技专项"}, {"stages", "已结题", "已验收"}, {"support_modes", "贴息", "贷款贴息"},
	} {
		if got := find(one.list, one.written); got != one.want {
			t.Errorf("%s: %q is read as %q, want %q", one.list, one.written, got, one.want)
		}
	}
	if got := len(rules.Regions(false)); got != 17 {
		t.Errorf("%d regions, want 17", got)
	}
	sum := hengji.Decimal(0)
	for _, row := range rules.CodeLists["control_figures"].Rows {
		amount, _, _ := hengji.ParseDecimal(row[3])
		sum, _ = sum.Add(amount)
	}
	if sum.String() != "2201" {
		t.Errorf("control figures add up to %s, want 2201", sum)
	}
}

// Nothing that a form file says is lost: written anew from what was read, it is
// read as the same form.
func TestFormsReadTheSameAfterWriting(t *testing.T) {
	for _, folder := range []string{"..", "testdata/good"} {
		root := files(t, folder, func(name string) bool {
			return name == catalogueFile || strings.HasPrefix(name, "schema/codes/") || strings.HasPrefix(name, "schema/forms/")
		})
		rules, err := Read(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range rules.Forms {
			written, err := yaml.Marshal(writeForm(form))
			if err != nil {
				t.Fatal(err)
			}
			mistakes := &mistakeList{}
			again := readForm("schema/forms/"+form.Name+".yaml", written, rules.CodeLists, mistakes)
			if err := mistakes.err(); err != nil {
				t.Errorf("%s: %v\n%s", form.Name, err, written)
				continue
			}
			if diff := cmp.Diff(form, again, cmpopts.EquateEmpty(), cmpopts.IgnoreTypes(hengji.FilePlace{})); diff != "" {
				t.Errorf("%s (-read +read again):\n%s", form.Name, diff)
			}
		}
	}
}

// writeForm is the inverse of readForm, for the test above.
func writeForm(form *hengji.Form) map[string]any {
	set := func(object map[string]any, key string, value any) {
		switch value := value.(type) {
		case string:
			if value == "" {
				return
			}
		case bool:
			if !value {
				return
			}
		case []string:
			if len(value) == 0 {
				return
			}
		case *hengji.Decimal:
			if value == nil {
				return
			}
			object[key] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: value.String()}
			return
		case int:
			if value == 0 {
				return
			}
		case map[string]hengji.Severity:
			if len(value) == 0 {
				return
			}
		case map[string]string:
			if len(value) == 0 {
				return
			}
		}
		object[key] = value
	}
	var fields []any
	for _, f := range form.Fields {
		field, constraints := map[string]any{}, map[string]any{}
		set(field, "name", f.Name)
		set(field, "type", f.Kind.String())
		set(field, "description", f.Description)
		set(field, "x-label", f.Label)
		set(field, "x-aliases", f.Aliases)
		set(field, "x-unit", f.Unit)
		set(field, "x-totalled", f.Totalled)
		set(field, "x-blank-as", f.BlankAs)
		set(field, "x-blank-when", f.BlankWhen)
		set(field, "x-codes", f.Codes)
		set(field, "x-fill-down", f.FillDown)
		set(field, "x-format", f.Format)
		set(field, "x-inherit", f.Inherits)
		set(field, "x-row", f.GridRow)
		set(field, "x-column", f.GridColumn)
		set(field, "x-below", f.Below)
		set(field, "x-carried", f.Carried)
		set(field, "x-split", f.Split)
		set(field, "x-identifies", f.Identifies)
		set(field, "x-personal", f.Personal)
		set(field, "x-severity", f.Severity)
		set(field, "x-message", f.Message)
		set(constraints, "required", f.Required)
		set(constraints, "unique", f.Unique)
		set(constraints, "minimum", f.Minimum)
		set(constraints, "maximum", f.Maximum)
		set(constraints, "maxLength", f.MaxLength)
		set(constraints, "pattern", f.Pattern)
		set(constraints, "enum", f.Enum)
		field["constraints"] = constraints
		fields = append(fields, field)
	}
	object, table := map[string]any{}, map[string]any{"fields": fields}
	set(object, "name", form.Name)
	set(object, "title", form.Title)
	set(object, "description", form.Description)
	set(object, "x-reporter", form.Reporter)
	set(object, "x-layout", string(form.Layout))
	set(object, "x-sheets", form.SheetNames)
	set(object, "x-required", form.Required)
	set(object, "x-totals", form.TotalLabels)
	set(object, "x-within", form.Within)
	set(object, "x-ignore", form.Ignored)
	if form.PeriodKinds != nil {
		object["x-period-kinds"] = form.PeriodKinds
	}
	if form.Repeats {
		object["x-repeat"] = "sheet"
	}
	if len(form.GridRows) > 0 {
		object["x-grid"] = map[string]any{"rows": form.GridRows, "columns": form.GridColumns}
	}
	set(table, "primaryKey", form.Key)
	set(table, "missingValues", form.Missing)
	object["schema"] = table
	return object
}

// Rule authors and districts read why a rule is there: in Chinese, in which no space
// stands where a line of the file ends.
func TestEveryCheckIsDescribedInChinese(t *testing.T) {
	rules, err := Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	if len(rules.Checks) < 50 {
		t.Fatalf("%d checks are read, there are more than 50", len(rules.Checks))
	}
	torn := regexp.MustCompile(`\p{Han} \p{Han}`)
	for _, rule := range rules.Checks {
		if text := rule.Description; !regexp.MustCompile(`\p{Han}`).MatchString(text) || torn.MatchString(text) {
			t.Errorf("%s is described as %q", rule.ID, text)
		}
	}
	if got, want := joined([]string{"按报送单位", "合计 sum of", "a region，", "ALLOC-R02 提"}), "按报送单位合计 sum of a region，ALLOC-R02 提"; got != want {
		t.Errorf("lines are joined as %q, want %q", got, want)
	}
}

// A line of SQL is read without scrolling: 160 columns, of which a Chinese character
// takes two. A header that is longer goes on below, indented.
func TestNoLineOfSQLIsLongerThanAScreen(t *testing.T) {
	files, err := Files(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for file, data := range files {
		if !strings.HasPrefix(file, "sql/") || !strings.HasSuffix(file, ".sql") {
			continue
		}
		for i, line := range strings.Split(string(data), "\n") {
			read++
			columns := 0
			for _, r := range line {
				columns++
				if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
					columns++
				}
			}
			if columns > 160 {
				t.Errorf("%s:%d: %d columns", file, i+1, columns)
			}
		}
	}
	if read < 1000 {
		t.Errorf("%d lines were read", read)
	}
}

// The engine gives what is distinct in any order, native and in a browser in different
// ones: whatever is made of it is sorted.
func TestWhatIsDistinctIsSorted(t *testing.T) {
	files, err := Files(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	distinct := regexp.MustCompile(`(list_sort\()?(list_distinct\(|list\(DISTINCT [^\n]*)`)
	read := 0
	for file, data := range files {
		if !strings.HasPrefix(file, "sql/") {
			continue
		}
		for _, found := range distinct.FindAllStringSubmatch(string(data), -1) {
			read++
			if found[1] == "" && !strings.Contains(found[2], "ORDER BY") {
				t.Errorf("%s: %s is not sorted", file, found[0])
			}
		}
	}
	if read < 5 {
		t.Errorf("%d were read", read)
	}
}

// A header goes on where the line below is indented by three spaces; below the
// description an indented line is description.
func TestHeaderGoesOnBelow(t *testing.T) {
	mistakes := &mistakeList{}
	f := split("a.sql", []byte("-- message: 合计 {got}，\n--   请核对。\n-- traces: a = b by period,\n--   region\n-- 说明\n--    缩进的说明。\nSELECT 1"), []string{"message", "traces"}, mistakes)
	want := []headerLine{{"message", "合计 {got}，请核对。", 1}, {"traces", "a = b by period, region", 3}}
	if !slices.Equal(f.header, want) || f.description != "说明缩进的说明。" {
		t.Errorf("header %v, description %q", f.header, f.description)
	}
}
