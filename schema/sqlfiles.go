package schema

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
	headerPattern = regexp.MustCompile(`^--\s*([a-z][a-z-]*(?: _?[a-z][a-z0-9_]*)?):(?:\s+(.*))?$`) // of a line without spaces around it
	checkFileName = regexp.MustCompile(`^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)_[a-z0-9_]+\.sql$`)
)

// split parts a file into header, description and SELECT. Header lines come
// first; a comment indented by three spaces or more goes on with the value of the one
// above, and the first comment of another shape begins the description.
func split(file string, data []byte, keys []string, mistakes *mistakeList) sqlFile {
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
		case strings.HasPrefix(comment, "   ") && !described && len(f.header) > 0:
			value := &f.header[len(f.header)-1].value
			*value = joined([]string{*value, strings.TrimSpace(comment)})
		case match == nil:
			described = described || len(f.header) > 0
			if comment = strings.TrimSpace(comment); comment != "" {
				words = append(words, comment)
			}
		case described && slices.Contains(keys, keyOf(match[1])):
			mistakes.add(file, i+1, "文件头 %q 要写在说明文字之前", match[1])
		case described:
			words = append(words, strings.TrimSpace(comment))
		case !slices.Contains(keys, keyOf(match[1])):
			mistakes.add(file, i+1, "没有文件头 %q%s", match[1], among(match[1], keys))
		case match[2] == "":
			mistakes.add(file, i+1, "文件头 %q 没有值", match[1])
		default:
			f.header = append(f.header, headerLine{match[1], match[2], i + 1})
		}
	}
	f.description = joined(words)
	f.code = bare(f.sql)
	return f
}

// joined makes one text of lines. Chinese knows no space between words, so none
// comes in where a line ends and the next begins with other than letters of ASCII.
func joined(lines []string) string {
	var text strings.Builder
	last := rune(utf8.MaxRune)
	for _, line := range lines {
		if first, _ := utf8.DecodeRuneInString(line); last < utf8.RuneSelf && first < utf8.RuneSelf {
			text.WriteByte(' ')
		}
		text.WriteString(line)
		last, _ = utf8.DecodeLastRuneInString(line)
	}
	return text.String()
}

// keyOf leaves the name out of "column amount_wan".
func keyOf(key string) string {
	word, _, _ := strings.Cut(key, " ")
	return word
}

// statement proves that the file is one SELECT, and takes a last semicolon off,
// as the text is wrapped before it runs.
func (f *sqlFile) statement(mistakes *mistakeList) {
	if at := strings.IndexByte(f.code, ';'); at >= 0 {
		if rest := strings.TrimSpace(f.code[at+1:]); rest != "" {
			mistakes.add(f.file, 1+strings.Count(f.sql[:at], "\n"), "一个文件只能有一个 SELECT：分号后面不能再有内容")
		}
		f.sql = f.sql[:at]
		f.code = f.code[:at]
	}
	first := firstWord(f.code)
	switch word := strings.ToLower(first); {
	case word == "":
		mistakes.add(f.file, 1, "文件里没有 SELECT")
	case word != "select" && word != "with" && word != "from":
		at := strings.Index(f.code, first)
		mistakes.add(f.file, 1+strings.Count(f.code[:at], "\n"), "只能写 SELECT，不能写 %s", strings.ToUpper(word))
	}
}

func firstWord(code string) string {
	const between = "( \n\t\r"
	code = strings.TrimLeft(code, between)
	if end := strings.IndexAny(code, between); end >= 0 {
		return code[:end]
	}
	return code
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
func (f *sqlFile) one(key string, mistakes *mistakeList) (headerLine, bool) {
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
		mistakes.add(f.file, found[1].line, "文件头 %q 重复：第 %d 行已有", key, found[0].line)
	}
	return found[0], true
}

// must is one, for keys that a file cannot do without.
func (f *sqlFile) must(key string, mistakes *mistakeList) headerLine {
	line, found := f.one(key, mistakes)
	if !found {
		mistakes.add(f.file, 1, "缺少文件头 %q", key)
	}
	return line
}

var checkKeys = []string{"rule", "scope", "form", "severity", "title", "yields-to", "field", "related", "identity", "shadow", "message", "want", "several", "each"}

// readCheck gives the rule of a file of sql/checks and the line of its
// yields-to; nil where the file names no rule.
func readCheck(file string, data []byte, rules *hengji.Rules, mistakes *mistakeList) (*hengji.Rule, int) {
	f := split(file, data, checkKeys, mistakes)
	f.statement(mistakes)
	id, scope, form := f.must("rule", mistakes), f.must("scope", mistakes), f.must("form", mistakes)
	severity, title, message := f.must("severity", mistakes), f.must("title", mistakes), f.must("message", mistakes)
	field, _ := f.one("field", mistakes)
	shadow, _ := f.one("shadow", mistakes)
	want, worded := f.one("want", mistakes)
	if !worded {
		want.value = hengji.PlainWant
	}
	several, _ := f.one("several", mistakes)
	each, _ := f.one("each", mistakes)
	rule := &hengji.Rule{
		ID: hengji.RuleID(id.value), Title: title.value, Description: f.description, Severity: hengji.Severity(severity.value),
		Shadow: shadow.value == "true", Scope: scope.value, Form: form.value, Field: field.value, Message: message.value, Want: want.value, Several: several.value, Each: each.value,
		Type: "row-error", SQL: f.sql, Source: hengji.FilePlace{File: file, Line: max(id.line, 1)},
	}
	f.choice(shadow, []string{"true", "false"}, mistakes)
	f.choice(scope, []string{"submission", "period", "history"}, mistakes)
	f.choice(severity, severityNames(), mistakes)
	if (rule.Scope == "period" || rule.Scope == "history") && (rule.Severity == hengji.Blocking || rule.Severity == hengji.Approval) {
		mistakes.add(file, severity.line, "scope: %s 的规则在认定之后才运行，severity 不能是 %s（可选：explain、notice）", rule.Scope, rule.Severity)
	}
	var forms []string
	for _, known := range rules.Forms {
		forms = append(forms, known.Name)
	}
	f.choice(form, forms, mistakes)
	f.fields(rule, field, rules, mistakes)
	f.identities(rule, rules, mistakes)
	for _, words := range []headerLine{message, want, several, each} {
		placeholders(file, words.line, words.value, nil, mistakes)
	}
	if !strings.Contains(want.value, hengji.PlainWant) {
		mistakes.add(file, want.line, "want 里要有 {want}，如 不大于 {want}；本来就不是应填的值的，SELECT 里换一个列名")
	}
	yieldsTo, _ := f.one("yields-to", mistakes)
	for one := range strings.FieldsFuncSeq(yieldsTo.value, betweenNames) {
		rule.YieldsTo = append(rule.YieldsTo, hengji.RuleID(one))
	}
	switch match := checkFileName.FindStringSubmatch(path.Base(file)); {
	case id.value == "":
		return nil, 0
	case !ruleID.MatchString(id.value):
		mistakes.add(file, id.line, "规则 %q %s", id.value, patternWords(ruleID.String()))
	case match == nil:
		mistakes.add(file, id.line, "文件名应为 %s_<内容>.sql，<内容>只用小写字母、数字和 _", id.value)
	case match[1] != id.value:
		mistakes.add(file, id.line, "规则 %s 写在了 %s 的文件里", id.value, match[1])
	}
	return rule, max(yieldsTo.line, 1)
}

// fields reads which cells of its row a rule speaks about: the field that its
// findings point at, and those related to it. A rule that gives _form may relate
// fields of several forms, of which each finding takes those that its form has.
func (f *sqlFile) fields(rule *hengji.Rule, field headerLine, rules *hengji.Rules, mistakes *mistakeList) {
	related, _ := f.one("related", mistakes)
	rule.Related = strings.FieldsFunc(related.value, betweenNames)
	form := rules.Form(rule.Form)
	if form == nil {
		return
	}
	fields := fieldNames(form)
	f.choice(field, fields, mistakes)
	if strings.Contains(f.code, "_form") {
		for _, other := range rules.Forms {
			fields = append(fields, fieldNames(other)...)
		}
	}
	for _, one := range rule.Related {
		f.choice(headerLine{related.key, one, related.line}, fields, mistakes)
	}
}

func fieldNames(form *hengji.Form) []string {
	names := make([]string, len(form.Fields))
	for i, field := range form.Fields {
		names[i] = field.Name
	}
	return names
}

// betweenNames parts the names of a list in a header.
func betweenNames(r rune) bool { return r == ',' || r == ' ' || r == '、' }

func severityNames() []string {
	var names []string
	for _, severity := range hengji.Severities {
		names = append(names, string(severity))
	}
	return names
}

// choice complains of a header value that is none of the choices.
func (f *sqlFile) choice(line headerLine, choices []string, mistakes *mistakeList) {
	if line.value != "" && !slices.Contains(choices, line.value) {
		mistakes.add(f.file, line.line, "%s 不能是 %q%s", line.key, line.value, among(line.value, choices))
	}
}
