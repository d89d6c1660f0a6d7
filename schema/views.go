package schema

import (
	"path"
	"slices"
	"strings"

	"hengji"
)

// layer is one of the two folders of views and what their files may say.
type layer struct {
	name   string // the schema in the database
	key    string // the header that names the view
	keys   []string
	stored []string // when a view may be kept as a table
}

var (
	baseLayer = layer{"base", "view", []string{"view", "title", "grain", "stored", "also", "column", "traces"}, []string{"true", "false", "checks"}}
	martLayer = layer{"mart", "mart", []string{"mart", "title", "grain", "stored", "printed", "export", "reporter", "for", "unprinted", "rounded", "total", "balance", "chart", "column", "traces"}, []string{"true", "false"}}
)

// viewFile is a view of base or mart and what it reads.
type viewFile struct {
	mart        *hengji.Mart
	printedLine int
	exportLine  int
	needs       map[string]int // mart.<name> or base.<name> → line of its first mention
}

// readView gives the view of a file of sql/base or sql/marts.
func readView(of layer, file string, data []byte, mistakes *mistakeList) viewFile {
	f := split(file, data, of.keys, mistakes)
	f.statement(mistakes)
	name, title, grain := f.must(of.key, mistakes), f.must("title", mistakes), f.must("grain", mistakes)
	m := viewFile{needs: map[string]int{}, mart: &hengji.Mart{
		Name: name.value, Layer: of.name, Title: title.value, Grain: grain.value, Labels: map[string]string{},
		SQL: f.sql, Source: hengji.FilePlace{File: file, Line: max(name.line, 1)},
	}}
	if want := strings.TrimSuffix(path.Base(file), ".sql"); name.value != "" && name.value != want {
		mistakes.add(file, name.line, "%s %q 应与文件名相同：%q", of.key, name.value, want)
	} else if name.value != "" && !identifier.MatchString(name.value) {
		mistakes.add(file, name.line, "%s 的值 %q %s", of.key, name.value, patternWords(identifier.String()))
	}
	stored, _ := f.one("stored", mistakes)
	f.choice(stored, of.stored, mistakes)
	m.mart.Stored, m.mart.Kept = stored.value == "true", stored.value == "checks"
	also, _ := f.one("also", mistakes)
	f.choice(also, []string{"mart." + name.value}, mistakes)
	m.mart.Also = also.value != ""
	m.mart.Printed, m.printedLine = f.place("printed", mistakes)
	m.mart.Paper.Export, m.exportLine = f.place("export", mistakes)
	m.columns(f, of, mistakes)
	f.paper(m.mart, mistakes)
	code := strings.ToLower(f.code)
	for at, sign := range code {
		if sign != '.' {
			continue
		}
		from, to := at-len(lastWord(code[:at])), at+1+len(firstName(code[at+1:]))
		if of := code[from:at]; of != "base" && of != "mart" || to == at+1 {
			continue
		}
		if _, known := m.needs[code[from:to]]; !known {
			m.needs[code[from:to]] = 1 + strings.Count(code[:from], "\n")
		}
	}
	return m
}

// lastWord gives the letters, digits and _ with which a text ends, firstName those with
// which it begins where they are a name.
func lastWord(text string) string {
	return text[len(strings.TrimRightFunc(text, inName)):]
}

func firstName(text string) string {
	if strings.TrimLeft(text[:min(1, len(text))], "0123456789") == "" {
		return ""
	}
	return text[:len(text)-len(strings.TrimLeftFunc(text, inName))]
}

func inName(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' }

// columns reads the words about the columns, and what their figures are made from.
func (m *viewFile) columns(f sqlFile, of layer, mistakes *mistakeList) {
	for _, line := range f.header {
		switch word, column, _ := strings.Cut(line.key, " "); {
		case word == "column" && column == "":
			mistakes.add(f.file, line.line, "文件头应写成 `-- column 列名: 中文名`")
		case word == "column":
			if _, twice := m.mart.Labels[column]; twice {
				mistakes.add(f.file, line.line, "列 %s 重复", column)
				continue
			}
			m.mart.Labels[column] = line.value
			m.mart.Columns = append(m.mart.Columns, column)
		case column != "":
			mistakes.add(f.file, line.line, "没有文件头 %q%s", line.key, among(line.key, of.keys))
		case word == "traces":
			traces, err := ParseTraces(line.value)
			if err != nil {
				mistakes.add(f.file, line.line, "traces：%v（写法见 docs/languages.md）", err)
				continue
			}
			for _, trace := range traces {
				trace.Line = line.line
			}
			m.mart.Traces = append(m.mart.Traces, traces...)
		}
	}
}

// orderViews puts the views into the rules: base before the marts, which read it and
// not the other way, and each view behind those that it reads.
func orderViews(rules *hengji.Rules, base, marts []viewFile, mistakes *mistakeList) {
	below := map[string]bool{}
	var names []string
	for _, f := range base {
		below["base."+f.mart.Name] = true
		names = append(names, f.mart.Name)
	}
	for _, f := range base {
		for need, line := range f.needs {
			if strings.HasPrefix(need, "mart.") {
				mistakes.add(f.mart.Source.File, line, "sql/base 的视图不能读 %s：只能从上往下读（sql/README.md）", need)
				delete(f.needs, need)
			}
		}
	}
	rules.Base = order(base, mistakes)
	named := map[string]bool{}
	for _, f := range marts {
		named[f.mart.Name] = true
	}
	for _, view := range rules.Base {
		if view.Also && !named[view.Name] { // a folder written by an earlier version has the mart itself
			marts = append(marts, shown(view))
		}
	}
	for _, f := range marts {
		for need, line := range f.needs {
			if name, isBase := strings.CutPrefix(need, "base."); isBase {
				if !below[need] {
					mistakes.add(f.mart.Source.File, line, "没有视图 %s%s", need, among(name, names))
				}
				delete(f.needs, need)
			}
		}
	}
	places(marts, mistakes)
	rules.Marts = order(marts, mistakes)
}

// shown is a view of base under the name that it had in mart.
func shown(view *hengji.Mart) viewFile {
	mart := *view
	mart.Layer, mart.Also, mart.Stored, mart.Shows = martLayer.name, false, false, view.Name
	mart.SQL = "SELECT * FROM base." + view.Name
	return viewFile{mart: &mart, needs: map[string]int{}}
}

// places proves that no two marts are printed in one place.
func places(files []viewFile, mistakes *mistakeList) {
	slices.SortFunc(files, byName)
	printed, exported := map[int]string{}, map[int]string{}
	for _, f := range files {
		if other, twice := printed[f.mart.Printed]; twice && f.mart.Printed > 0 {
			mistakes.add(f.mart.Source.File, f.printedLine, "printed: %d 已由 %s 占用", f.mart.Printed, other)
		}
		printed[f.mart.Printed] = f.mart.Name
		if other, twice := exported[f.mart.Paper.Export]; twice && f.mart.Paper.Export > 0 {
			mistakes.add(f.mart.Source.File, f.exportLine, "export: %d 已由 %s 占用", f.mart.Paper.Export, other)
		}
		exported[f.mart.Paper.Export] = f.mart.Name
	}
}

func byName(a, b viewFile) int { return strings.Compare(a.mart.Name, b.mart.Name) }

// order sorts the views of a layer so that each stands after those it reads, by name
// where that leaves a choice.
func order(files []viewFile, mistakes *mistakeList) []*hengji.Mart {
	slices.SortFunc(files, byName)
	known := map[string]bool{}
	var names []string
	for _, f := range files {
		known[f.mart.Schema()+"."+f.mart.Name] = true
		names = append(names, f.mart.Name)
	}
	for _, f := range files {
		for need, line := range f.needs {
			if !known[need] {
				_, name, _ := strings.Cut(need, ".")
				mistakes.add(f.mart.Source.File, line, "没有视图 %s%s", need, among(name, names))
				delete(f.needs, need)
			}
		}
	}
	var sorted []*hengji.Mart
	done := map[string]bool{}
	for len(files) > 0 {
		ready := slices.IndexFunc(files, func(f viewFile) bool {
			for need := range f.needs {
				if !done[need] {
					return false
				}
			}
			return true
		})
		if ready < 0 {
			for _, f := range files {
				mistakes.add(f.mart.Source.File, f.mart.Source.Line, "%s %s 经过 %s 又读了自己", f.mart.Schema(), f.mart.Name, through(f, done))
			}
			return sorted
		}
		done[files[ready].mart.Schema()+"."+files[ready].mart.Name] = true
		sorted = append(sorted, files[ready].mart)
		files = slices.Delete(files, ready, ready+1)
	}
	return sorted
}

func through(f viewFile, done map[string]bool) string {
	var names []string
	for need := range f.needs {
		if !done[need] {
			names = append(names, need)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
