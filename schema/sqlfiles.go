package schema

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// sqlFile is a SELECT with its header lines and description.
type sqlFile struct {
	file        string
	header      []headerLine
	description string
	sql         string // the whole text, so that lines of the engine's messages are the file's
	code        string // the text without comments, texts and quoted names, as long as the text
}

type headerLine struct {
	key, value string
	line       int
}

var (
	headerPattern = regexp.MustCompile(`^--\s*([a-z][a-z-]*(?: [a-z][a-z0-9_]*)?):(?:\s+(.*?))?\s*$`)
	checkFileName = regexp.MustCompile(`^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)_[a-z0-9_]+\.sql$`)
	martReference = regexp.MustCompile(`(?i)\bmart\.([a-z_][a-z0-9_]*)`)
)

// split parts a file into header, description and SELECT. Header lines come
// first; the first comment of another shape begins the description.
func split(file string, data []byte, keys []string, told *complaints) sqlFile {
	f := sqlFile{file: file, sql: strings.TrimPrefix(string(data), "\ufeff")}
	var words []string
	described := false
	for i, line := range strings.Split(f.sql, "\n") {
		line = strings.TrimSpace(line)
		comment, isComment := strings.CutPrefix(line, "--")
		if !isComment {
			if line == "" && len(words) == 0 && len(f.header) == 0 {
				continue
			}
			break
		}
		match := headerPattern.FindStringSubmatch(line)
		switch {
		case match == nil:
			described = described || len(f.header) > 0
			if comment = strings.TrimSpace(comment); comment != "" {
				words = append(words, comment)
			}
		case described && slices.Contains(keys, keyOf(match[1])):
			told.add(file, i+1, "header line %q must stand above the description", match[1])
		case described:
			words = append(words, strings.TrimSpace(comment))
		case !slices.Contains(keys, keyOf(match[1])):
			told.add(file, i+1, "unknown header key %q%s", match[1], among(match[1], keys))
		case match[2] == "":
			told.add(file, i+1, "header %q has no value", match[1])
		default:
			f.header = append(f.header, headerLine{match[1], match[2], i + 1})
		}
	}
	f.description = strings.Join(words, " ")
	f.statement(told)
	return f
}

// keyOf leaves the name out of "column amount_wan".
func keyOf(key string) string {
	word, _, _ := strings.Cut(key, " ")
	return word
}

// statement proves that the file is one SELECT, and takes a last semicolon off,
// as the text is wrapped before it runs.
func (f *sqlFile) statement(told *complaints) {
	f.code = bare(f.sql)
	if at := strings.IndexByte(f.code, ';'); at >= 0 {
		if rest := strings.TrimSpace(f.code[at+1:]); rest != "" {
			told.add(f.file, 1+strings.Count(f.sql[:at], "\n"), "one file, one SELECT: nothing may follow the semicolon")
		}
		f.sql = f.sql[:at]
		f.code = f.code[:at]
	}
	first := firstWord(f.code)
	switch word := strings.ToLower(first); {
	case word == "":
		told.add(f.file, 1, "there is no SELECT in the file")
	case word != "select" && word != "with" && word != "from":
		at := strings.Index(f.code, first)
		told.add(f.file, 1+strings.Count(f.code[:at], "\n"), "the statement must be a SELECT, not %s", strings.ToUpper(word))
	}
}

func firstWord(code string) string {
	words := strings.FieldsFunc(code, func(r rune) bool { return r == '(' || r == ' ' || r == '\n' || r == '\t' || r == '\r' })
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// bare blanks out comments, texts and quoted names, byte for byte, so that what
// is found in the rest is SQL.
func bare(sql string) string {
	out := []byte(sql)
	blank := func(from, to int) {
		for i := from; i < to && i < len(out); i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	for i := 0; i < len(sql); {
		rest := sql[i:]
		end := 0
		switch {
		case strings.HasPrefix(rest, "--"):
			if end = strings.IndexByte(rest, '\n'); end < 0 {
				end = len(rest)
			}
		case strings.HasPrefix(rest, "/*"):
			if end = strings.Index(rest[2:], "*/"); end < 0 {
				end = len(rest)
			} else {
				end += 4
			}
		case rest[0] == '\'' || rest[0] == '"': // a doubled quote reads as two texts, which comes to the same
			if end = strings.IndexByte(rest[1:], rest[0]); end < 0 {
				end = len(rest)
			} else {
				end += 2
			}
		default:
			i++
			continue
		}
		blank(i, i+end)
		i += end
	}
	return string(out)
}

// one gives the only header line of a key; complains of a second.
func (f *sqlFile) one(key string, told *complaints) (headerLine, bool) {
	var found []headerLine
	for _, line := range f.header {
		if line.key == key {
			found = append(found, line)
		}
	}
	if len(found) == 0 {
		return headerLine{}, false
	}
	if len(found) > 1 {
		told.add(f.file, found[1].line, "header %q stands twice, first in line %d", key, found[0].line)
	}
	return found[0], true
}

// must is one, for keys that a file cannot do without.
func (f *sqlFile) must(key string, told *complaints) headerLine {
	line, found := f.one(key, told)
	if !found {
		told.add(f.file, 1, "header %q is missing", key)
	}
	return line
}

var checkKeys = []string{"rule", "scope", "form", "severity", "title", "yields-to", "field", "shadow", "message"}

// readCheck gives the rule of a file of sql/checks and the line of its
// yields-to; nil where the file names no rule.
func readCheck(file string, data []byte, rules *hengji.Rules, told *complaints) (*hengji.Rule, int) {
	f := split(file, data, checkKeys, told)
	id, scope, form := f.must("rule", told), f.must("scope", told), f.must("form", told)
	severity, title, message := f.must("severity", told), f.must("title", told), f.must("message", told)
	field, _ := f.one("field", told)
	shadow, _ := f.one("shadow", told)
	rule := &hengji.Rule{
		ID: id.value, Title: title.value, Description: f.description, Severity: hengji.Severity(severity.value),
		Shadow: shadow.value == "true", Scope: scope.value, Form: form.value, Field: field.value, Message: message.value,
		Type: "row-error", SQL: f.sql, Source: hengji.FilePlace{File: file, Line: max(id.line, 1)},
	}
	f.choice(shadow, []string{"true", "false"}, told)
	f.choice(scope, []string{"submission", "period"}, told)
	f.choice(severity, severityNames(), told)
	if rule.Scope == "period" && (rule.Severity == hengji.Blocking || rule.Severity == hengji.Approval) {
		told.add(file, severity.line, "a rule of scope period comes after acceptance and cannot be %s (choices: explain, notice)", rule.Severity)
	}
	var forms []string
	for _, known := range rules.Forms {
		forms = append(forms, known.Name)
	}
	f.choice(form, forms, told)
	if known := rules.Form(rule.Form); known != nil && field.value != "" {
		var fields []string
		for _, one := range known.Fields {
			fields = append(fields, one.Name)
		}
		f.choice(field, fields, told)
	}
	placeholders(file, message.line, message.value, nil, told)
	yieldsTo, _ := f.one("yields-to", told)
	for one := range strings.FieldsFuncSeq(yieldsTo.value, func(r rune) bool { return r == ',' || r == ' ' || r == '、' }) {
		rule.YieldsTo = append(rule.YieldsTo, one)
	}
	switch match := checkFileName.FindStringSubmatch(path.Base(file)); {
	case id.value == "":
		return nil, 0
	case !ruleID.MatchString(id.value):
		told.add(file, id.line, "rule %q %s", id.value, patternWords(ruleID.String()))
	case match == nil:
		told.add(file, id.line, "file name must be %s_<what>.sql, <what> of lower-case letters, digits and _", id.value)
	case match[1] != id.value:
		told.add(file, id.line, "rule %s stands in a file named for %s", id.value, match[1])
	}
	return rule, max(yieldsTo.line, 1)
}

func severityNames() []string {
	var names []string
	for _, severity := range hengji.Severities {
		names = append(names, string(severity))
	}
	return names
}

// choice complains of a header value that is none of the choices.
func (f *sqlFile) choice(line headerLine, choices []string, told *complaints) {
	if line.value != "" && !slices.Contains(choices, line.value) {
		told.add(f.file, line.line, "%s %q is not known%s", line.key, line.value, among(line.value, choices))
	}
}

var martKeys = []string{"mart", "title", "grain", "stored", "printed", "export", "reporter", "unprinted", "rounded", "total", "balance", "chart", "column", "traces"}

// martFile is a mart and what it reads.
type martFile struct {
	mart        *hengji.Mart
	printedLine int
	exportLine  int
	needs       map[string]int // mart → line of its first mention
}

// readMart gives the mart of a file of sql/marts.
func readMart(file string, data []byte, told *complaints) martFile {
	f := split(file, data, martKeys, told)
	name, title, grain := f.must("mart", told), f.must("title", told), f.must("grain", told)
	m := martFile{needs: map[string]int{}, mart: &hengji.Mart{
		Name: name.value, Title: title.value, Grain: grain.value, Labels: map[string]string{},
		SQL: f.sql, Source: hengji.FilePlace{File: file, Line: max(name.line, 1)},
	}}
	if want := strings.TrimSuffix(path.Base(file), ".sql"); name.value != "" && name.value != want {
		told.add(file, name.line, "mart %q must be the file's name, %q", name.value, want)
	} else if name.value != "" && !identifier.MatchString(name.value) {
		told.add(file, name.line, "mart %q %s", name.value, patternWords(identifier.String()))
	}
	stored, _ := f.one("stored", told)
	f.choice(stored, []string{"true", "false"}, told)
	m.mart.Stored = stored.value == "true"
	m.mart.Printed, m.printedLine = f.place("printed", told)
	m.mart.Paper.Export, m.exportLine = f.place("export", told)
	for _, line := range f.header {
		switch word, column, _ := strings.Cut(line.key, " "); {
		case word == "column" && column == "":
			told.add(file, line.line, "header must be written `-- column name: 名称`")
		case word == "column":
			if _, twice := m.mart.Labels[column]; twice {
				told.add(file, line.line, "column %s stands twice", column)
				continue
			}
			m.mart.Labels[column] = line.value
			m.mart.Columns = append(m.mart.Columns, column)
		case column != "":
			told.add(file, line.line, "unknown header key %q%s", line.key, among(line.key, martKeys))
		case word == "traces":
			trace, err := ParseTrace(line.value)
			if err != nil {
				told.add(file, line.line, "traces: %v (docs/add-a-mart.md)", err)
				continue
			}
			trace.Line = line.line
			m.mart.Traces = append(m.mart.Traces, trace)
		}
	}
	f.paper(m.mart, told)
	for _, at := range martReference.FindAllStringSubmatchIndex(f.code, -1) {
		other := strings.ToLower(f.code[at[2]:at[3]])
		if _, known := m.needs[other]; !known {
			m.needs[other] = 1 + strings.Count(f.code[:at[2]], "\n")
		}
	}
	return m
}

// order sorts marts so that each stands after those it reads, by name where that
// leaves a choice.
func order(files []martFile, told *complaints) []*hengji.Mart {
	slices.SortFunc(files, func(a, b martFile) int { return strings.Compare(a.mart.Source.File, b.mart.Source.File) })
	known := map[string]bool{}
	printed, exported := map[int]string{}, map[int]string{}
	var names []string
	for _, f := range files {
		known[f.mart.Name] = true
		names = append(names, f.mart.Name)
		if other, twice := printed[f.mart.Printed]; twice && f.mart.Printed > 0 {
			told.add(f.mart.Source.File, f.printedLine, "printed %d is the place of %s already", f.mart.Printed, other)
		}
		printed[f.mart.Printed] = f.mart.Name
		if other, twice := exported[f.mart.Paper.Export]; twice && f.mart.Paper.Export > 0 {
			told.add(f.mart.Source.File, f.exportLine, "export %d is the place of %s already", f.mart.Paper.Export, other)
		}
		exported[f.mart.Paper.Export] = f.mart.Name
	}
	for _, f := range files {
		for need, line := range f.needs {
			if !known[need] {
				told.add(f.mart.Source.File, line, "mart.%s is not known%s", need, among(need, names))
				delete(f.needs, need)
			}
		}
	}
	var sorted []*hengji.Mart
	done := map[string]bool{}
	for len(files) > 0 {
		ready := slices.IndexFunc(files, func(f martFile) bool {
			for need := range f.needs {
				if !done[need] {
					return false
				}
			}
			return true
		})
		if ready < 0 {
			for _, f := range files {
				told.add(f.mart.Source.File, f.mart.Source.Line, "mart %s reads itself, through %s", f.mart.Name, through(f, done))
			}
			return sorted
		}
		done[files[ready].mart.Name] = true
		sorted = append(sorted, files[ready].mart)
		files = slices.Delete(files, ready, ready+1)
	}
	return sorted
}

func through(f martFile, done map[string]bool) string {
	var names []string
	for need := range f.needs {
		if !done[need] {
			names = append(names, fmt.Sprintf("mart.%s", need))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
