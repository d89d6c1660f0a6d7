package review

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"hengji"
)

var (
	// What files and programs are called may stand in a sentence, and what the workbook
	// itself says: between quotes, or where the finding names it as a value.
	mayStand = regexp.MustCompile(`~\$|（技术原因：[^（）]*(?:（[^（）]*）[^（）]*)*）$|\.(?:xlsx?|xlsb|et|ods)|WPS|Excel|Word|CSV|HTML|PDF|ZIP|JSON|XML|“[^“”]*”`)
	// No clerk reads these as words.
	noWords = map[string]*regexp.Regexp{
		"an English word":       regexp.MustCompile(`[A-Za-z]{4,}|[a-z]+_[a-z]+`),
		"a pattern":             regexp.MustCompile(`\[[A-Z0-9]-[A-Z0-9]|\\[dws]|\{\d|\^|\$`),
		"a placeholder":         regexp.MustCompile(`[{}]`),
		"a blank of a database": regexp.MustCompile(`NULL|nil|<no value>|%!`),
		"quotes of nothing":     regexp.MustCompile(`“\s*”|（\s*）|：\s*。`),
		"doubled punctuation":   regexp.MustCompile(`。。|，，|；；|、、|，。|。，|：：|；。|，；`),
		"a hole":                regexp.MustCompile(`  |[一-龥] [，。；]|为 ?[，。]|第 ?行`),
		"a bare difference":     regexp.MustCompile(`相差 -`),
	}
	// 0.30000000000000004, but where the sentence is about just that.
	floatTail = regexp.MustCompile(`\d\.\d{7,}|\d[eE][+-]?\d`)
	aboutTail = map[hengji.RuleID]bool{"CELL-FLOAT": true, "CELL-PLACES": true}
)

// longest is a message that somebody still reads; a statement names up to twenty cells.
const longest, longestStatement = 260, 900

// clear holds a finding's words against what a clerk can act on: a place, and a sentence
// without anything that only programs understand.
func clear(f *hengji.Finding) (faults []string) {
	message := f.Message
	place := f.Cell != "" || f.Row > 0 || f.Sheet != "" || strings.HasPrefix(string(f.Rule), "FILE-") || strings.HasPrefix(string(f.Rule), "REGION-")
	if !place && !strings.Contains(message, "表") {
		faults = append(faults, "names no place")
	}
	if !utf8.ValidString(message) || strings.ContainsRune(message, utf8.RuneError) {
		faults = append(faults, "is cut within a character")
	}
	if most := map[bool]int{false: longest, true: longestStatement}[len(f.Cells) > 0]; utf8.RuneCountInString(message) > most {
		faults = append(faults, "is too long")
	}
	if !strings.HasSuffix(message, "。") && !strings.HasSuffix(message, "）") {
		faults = append(faults, "does not end")
	}
	said := []string{f.Got, f.Want, f.Suggestion, f.Key}
	for _, one := range f.Cells {
		said = append(said, one.Got, one.Want, one.Suggestion)
	}
	ours := message
	for _, value := range said {
		if len(value) > 3 {
			ours = strings.ReplaceAll(ours, value, "…")
		}
	}
	for name, one := range noWords {
		text := ours
		if name == "an English word" || name == "a pattern" {
			text = mayStand.ReplaceAllString(ours, "…")
			text = codes.ReplaceAllString(text, "…")
		}
		if name == "quotes of nothing" {
			text = message
		}
		if found := one.FindString(text); found != "" {
			faults = append(faults, "holds "+name+": "+found)
		}
	}
	if found := floatTail.FindString(mayStand.ReplaceAllString(message, "…")); found != "" && !aboutTail[f.Rule] {
		faults = append(faults, "holds a number of a machine: "+found)
	}
	return faults
}

// codes of projects and organisations.
var codes = regexp.MustCompile(`[A-Z0-9-]*\d[A-Z0-9-]*`)

// What the words of the catalogue are held to is seen to fail.
func TestWordsThatNobodyCanActOnAreTold(t *testing.T) {
	for message, want := range map[string]string{
		"格式不符合要求（[A-Z]{2}[0-9]{3}）。": "a pattern", "“金额”为 NULL，请核对。": "a blank of a database", "数字 0.30000000000000004。": "a machine",
		"“”没有填写。": "quotes of nothing", "执行数  ÷ 预算数应为 5。": "a hole", "合计不符，，请核对。": "doubled", "字段 amount_wan 不符。": "an English word",
		"两数相差 -18。": "a bare difference", "名称是“衡\xe9”。": "cut", "请核对": "end", "第 {row} 行。": "placeholder", strings.Repeat("长", 300) + "。": "long",
	} {
		f := hengji.Finding{Sheet: "封面", Message: message}
		if faults := strings.Join(clear(&f), "；"); !strings.Contains(faults, want) {
			t.Errorf("%q: %s, not %s", message, faults, want)
		}
	}
	f := hengji.Finding{Message: "请核对。"}
	if clear(&f) == nil {
		t.Error("a sentence without a place passed")
	}
}

// holdsToWords fails a test whose finding says what a clerk cannot act on.
func holdsToWords(t *testing.T, f *hengji.Finding) {
	t.Helper()
	for _, fault := range clear(f) {
		t.Errorf("%s %s: the message %s\n%s", f.Rule, f.Place(), fault, f.Message)
	}
}
