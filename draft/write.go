package draft

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
)

// Files are the files of the drafts, by their names in a rules folder.
func (d *Drafts) Files() map[string][]byte {
	files := map[string][]byte{}
	for _, form := range d.Forms {
		maps.Copy(files, form.Files())
	}
	return files
}

// Write writes the drafts into a rules folder, or beside one. Where one of the files is
// there already nothing is written, and the error, a hengji.UsageError, names it.
func (d *Drafts) Write(folder string) error {
	files := d.Files()
	var list []home.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(filepath.Join(folder, filepath.FromSlash(name))); !errors.Is(err, fs.ErrNotExist) {
			return hengji.UsageError{Err: fmt.Errorf("%s 里已有 %s，没有写出任何文件；请换一个 --name 或 --out", folder, name)}
		}
		list = append(list, home.File{Name: name, Content: files[name]})
	}
	for _, file := range list {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, filepath.FromSlash(file.Name))), 0o755); err != nil {
			return fmt.Errorf("write drafts: %w", err)
		}
	}
	if err := home.WriteFiles(folder, list); err != nil {
		return fmt.Errorf("write drafts: %w", err)
	}
	return nil
}

// Print says what was drafted, what was not, and asks what a person must decide.
func (d *Drafts) Print(w io.Writer, folder string) {
	for _, form := range d.Forms {
		fmt.Fprintf(w, "报表 %s（%s）：%d 栏，%d 条记录\n", form.Name, form.Title, len(form.fields), form.records)
		if in := form.inner; in != nil {
			fmt.Fprintf(w, "报表 %s（%s）：%d 栏，%d 条记录\n", in.Name, in.Title, len(in.fields), in.records)
		}
		for _, name := range slices.Sorted(maps.Keys(form.Files())) {
			fmt.Fprintf(w, "  %s\n", filepath.Join(folder, filepath.FromSlash(name)))
		}
	}
	for _, left := range d.Left {
		fmt.Fprintf(w, "没有拟：%s\n", left)
	}
	for _, form := range d.Forms {
		fmt.Fprintf(w, "\n%s 拿不准的：\n", form.Name)
		questions := slices.Clone(form.Questions)
		if form.inner != nil {
			questions = append(questions, form.inner.Questions...)
		}
		for i, question := range append(questions, "报表是不是每个报送单位都必须报（x-required）？", "案例抄了工作簿的前几条记录：含真实名称的，请换成示例再提交") {
			fmt.Fprintf(w, "  %d. %s\n", i+1, question)
		}
	}
}

// Files are the files of one draft, by their names in a rules folder.
func (f *Form) Files() map[string][]byte {
	files := map[string][]byte{
		"schema/forms/" + f.Name + ".yaml":     f.yaml(),
		"sql/marts/" + f.Name + "_summary.sql": f.mart(),
	}
	for _, x := range f.fields {
		if x.list != nil {
			files["schema/codes/"+x.codes+".csv"] = x.csv()
		}
	}
	switch {
	case f.layout:
		maps.Copy(files, f.layoutCases())
	case f.outer == nil:
		maps.Copy(files, f.cases())
	}
	if f.inner != nil {
		maps.Copy(files, f.inner.Files())
	}
	return files
}

// quote writes a text as a string of YAML: a string of JSON is one.
func quote(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string and a buffer refuse nothing
	return strings.TrimSuffix(out.String(), "\n")
}

func quoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// yaml is the form file.
func (f *Form) yaml() []byte {
	var out bytes.Buffer
	line := func(format string, values ...any) { fmt.Fprintf(&out, format+"\n", values...) }
	reporter, layout, what := "region", hengji.LayoutTable, "，每行一条记录"
	if f.layout {
		layout, what = hengji.LayoutForm, "，每张一条记录"
	}
	if f.department != "" {
		reporter = "department"
	}
	line("# 草稿：hengji form from 从 %d 张工作表、%d 条记录拟出。“猜测”后面是理由，请逐条看过再用。", len(f.books), f.records)
	line("name: %s\ntitle: %s\ndescription: %s\nx-reporter: %s\nx-layout: %s", f.Name, quote(f.Title), quote(f.Title+what), reporter, layout)
	if f.outer != nil {
		line("x-within: %s", f.outer.Name)
	} else if sheets := slices.DeleteFunc(add(slices.Clone(f.sheets), f.sheetName()), func(name string) bool { return same(name, f.Title) }); len(sheets) > 0 {
		line("x-sheets: %s", quoteAll(sheets))
	}
	line("x-required: false")
	f.layoutYAML(line)
	if !f.layout {
		line("x-totals: %s", quoteAll(f.totalLabels()))
	}
	line("schema:")
	if len(f.key) > 0 {
		line("  # 猜测：%s\n  primaryKey: [%s]", clean(f.keyWhy, 160), strings.Join(f.key, ", "))
	}
	line("  missingValues: %s\n  fields:", quoteAll(blanks))
	for _, x := range f.fields {
		x.yaml(line, f.labels(x))
	}
	return out.Bytes()
}

// totalLabels are the usual words and what else the workbooks have.
func (f *Form) totalLabels() []string {
	labels := []string{"合计", "总计", "小计", "共计"}
	for _, label := range f.totals {
		labels = add(labels, label)
	}
	return labels
}

// labels are the folded labels of all other fields: no alias may be one of them.
func (f *Form) labels(x *field) map[string]bool {
	taken := map[string]bool{}
	for _, other := range f.fields {
		if other == x {
			taken[hengji.NameKey(x.label)] = true
			continue
		}
		taken[hengji.NameKey(other.label)], taken[other.base] = true, true
		for _, alias := range other.aliases {
			if slices.Index(f.fields, other) < slices.Index(f.fields, x) {
				taken[hengji.NameKey(alias)] = true
			}
		}
	}
	return taken
}

func (x *field) yaml(line func(string, ...any), taken map[string]bool) {
	for _, why := range x.why {
		line("    # 猜测：%s", clean(why, 160))
	}
	line("    - name: %s\n      type: %s\n      description: %s\n      x-label: %s", x.name, x.kind, quote(orLabel(x.describe, x.label)), quote(x.label))
	aliases := slices.DeleteFunc(slices.Clone(x.aliases), func(alias string) bool { return taken[hengji.NameKey(alias)] })
	if x.gridRow != "" {
		line("      x-row: %s\n      x-column: %s", quote(x.gridRow), quote(x.gridColumn))
	} else if len(aliases) > 0 {
		line("      x-aliases: %s", quoteAll(aliases))
	}
	for _, key := range []struct{ name, value string }{{"x-unit", x.unit}, {"x-codes", x.codes}, {"x-format", x.format}, {"x-personal", x.personal}} {
		if key.value != "" {
			line("      %s: %s", key.name, quote(key.value))
		}
	}
	if x.below {
		line("      x-below: true")
	}
	if x.totalled && x.gridRow == "" {
		line("      x-totalled: true")
	}
	if x.fillDown {
		line("      x-fill-down: true")
	}
	if x.codes != "" {
		line("      x-severity: {code: explain}")
	} else if x.margin && x.kind == hengji.Integer {
		line("      x-severity: {integer: notice}")
	}
	var constraints []string
	if x.required {
		constraints = append(constraints, "required: true")
	}
	if x.unique {
		constraints = append(constraints, "unique: true")
	}
	if x.minimum {
		constraints = append(constraints, "minimum: 0")
	}
	if len(constraints) > 0 {
		line("      constraints: {%s}", strings.Join(constraints, ", "))
	}
}

func orLabel(text, label string) string {
	if text != "" {
		return text
	}
	return label
}

// csv is the code list of a column.
func (x *field) csv() []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"code", "name"}}
	for i, name := range x.list {
		rows = append(rows, []string{fmt.Sprintf("C%02d", i+1), name})
	}
	_ = w.WriteAll(rows) // a buffer refuses nothing
	return out.Bytes()
}

const mostSummed = 8

// mart is the printed table: the sums of the totalled columns, or of the amounts, by the
// first code list that is no list of regions, or by reporter.
func (f *Form) mart() []byte {
	var summed []*field
	var by *field
	totalled := slices.ContainsFunc(f.fields, func(x *field) bool { return x.totalled })
	for _, x := range f.fields {
		if len(summed) < mostSummed && (x.totalled || !totalled && x.unit == "万元" && x.minimum) {
			summed = append(summed, x)
		}
		if by == nil && x.codes != "" && x.codes != "regions" {
			by = x
		}
	}
	var out, sums, columns bytes.Buffer
	line := func(format string, values ...any) { fmt.Fprintf(&out, format+"\n", values...) }
	key, keys, from := "region_code = reporter_code", "r.region_code, r.region", fmt.Sprintf("FROM core.region r\nLEFT JOIN core.%s t ON t.period = r.period AND t.reporter_code = r.region_code\nGROUP BY r.period, r.position, r.region_code, r.region\nORDER BY r.period, r.position", f.Name)
	who := "报送单位"
	source := "r"
	switch {
	case by != nil:
		who, key, source = by.label, by.name, "t"
		keys, from = "t."+by.name, fmt.Sprintf("FROM core.%s t\nGROUP BY t.period, t.%s\nORDER BY t.period, t.%[2]s", f.Name, by.name)
	case f.department != "":
		key, source = "reporter_code, reporter", "t"
		keys, from = "t.reporter_code, t.reporter", fmt.Sprintf("FROM core.%s t\nGROUP BY t.period, t.reporter_code, t.reporter\nORDER BY t.period, t.reporter_code", f.Name)
	}
	title := clean(f.Title, 40) + "汇总表"
	line("-- mart: %s_summary\n-- title: %s\n-- grain: 每个报告期、每个%s一行", f.Name, title, who)
	names := []string{"records"}
	for _, x := range summed {
		names = append(names, x.name)
		kind := "DECIMAL(18,6)"
		if x.kind == hengji.Integer {
			kind = "BIGINT"
		}
		fmt.Fprintf(&sums, ",\n       CAST(coalesce(sum(t.%s), 0) AS %s) AS %[1]s", x.name, kind)
		fmt.Fprintf(&columns, "-- column %s: %s\n", x.name, printed(x))
	}
	line("-- total: %s\n-- column period: 报告期", strings.Join(names, ", "))
	switch {
	case by != nil:
		line("-- column %s: %s", by.name, by.label)
	case f.department != "":
		line("-- reporter: department\n-- unprinted: reporter_code\n-- column reporter_code: 报送单位代码\n-- column reporter: 报送单位")
	default:
		line("-- unprinted: region_code\n-- column region_code: 县市区代码\n-- column region: 县市区")
	}
	out.WriteString("-- column records: 条数\n" + columns.String())
	line("-- traces: records = count(core.%s) by period, %s", f.Name, key)
	for _, x := range summed {
		line("-- traces: %s = sum(core.%s.%s) by period, %s", x.name, f.Name, x.name, key)
	}
	line("-- 草稿：hengji form from 拟出。\nSELECT %s.period, %s, CAST(count(t._row) AS BIGINT) AS records%s\n%s", source, keys, sums.String(), from)
	return out.Bytes()
}

// printed is the label that heads a column of sums, with its unit.
func printed(x *field) string {
	if x.unit == "" || strings.Contains(x.label, x.unit) {
		return x.label
	}
	return x.label + "（" + x.unit + "）"
}

// Draft drafts, writes and prints. Where nothing could be drafted of any sheet nothing
// is written, and the error is a hengji.UsageError.
func (r Request) Draft(w io.Writer, folder string) error {
	d, err := From(r)
	if err != nil {
		return err
	}
	if len(d.Forms) > 0 {
		if err := d.Write(folder); err != nil {
			return err
		}
	}
	d.Print(w, folder)
	if len(d.Forms) == 0 {
		return hengji.UsageError{Err: errors.New("没有一张工作表能拟出报表，没有写出任何文件")}
	}
	return nil
}
