package transform

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

// longText is how many bytes make a text one of several sentences, whose line
// breaks are its author's own.
const longText = 200

// wrapped joins a text broken before a bracket, 产出指标⏎（50分）: the way the
// official form prints it, and nothing to tell.
var wrapped = strings.NewReplacer("\r\n(", "(", "\r\n（", "（", "\n(", "(", "\n（", "（")

func (r *reader) readText(f *fieldPlan, s *slot, cell *hengji.Cell) {
	text := cell.Text
	if cell.Kind != hengji.CellText {
		var ok bool
		if text, ok = r.textOfNumber(f, s, cell); !ok {
			return
		}
	}
	text = trimText(text)
	if r.blankOrDitto(f, s, text) {
		return
	}
	if f.codes != nil {
		// Nearly all cells hold a name as the list declares it.
		if hit, ok := f.codes.matches[text]; ok && hit.how == ByName {
			s.state, s.text, s.code = filled, f.codes.codes[hit.index].Name, hit.index
			return
		}
	}
	if f.field.Identifies != "" {
		text = r.identifying(f, text)
	}
	if f.codeLike {
		if strings.ContainsFunc(text, isMark) {
			r.spoil(hengji.RuleCellMark, f, s, cell.Text, "", "")
			return
		}
		if twoValues(text, 4) && !r.oneCode(f, text) {
			r.spoil(hengji.RuleCellTwoValues, f, s, cell.Text, "", r.shown(f, sameTwice(text)))
			return
		}
		clean := cleanCode(text)
		if clean != text {
			r.report(hengji.RuleCellNormalised, f, s, cell.Text, r.shown(f, clean), "")
		}
		text = clean
	} else {
		keep := f.free || len(text) > longText
		clean := cleanText(text, keep)
		if clean != text && !keep && f.codes == nil && clean != wrapped.Replace(text) {
			r.reportOncePerColumn(hengji.RuleCellNormalised, f, s, "", cell.Text, r.shown(f, clean))
		}
		text = clean
	}
	s.state, s.text = filled, text
	if f.codes != nil {
		r.code(f, s)
	}
	r.textFacts(f, s)
	// What the database holds of it; the full text stays in the archive.
	switch {
	case f.codeLike:
		s.text = hengji.MaskCode(s.text)
	case f.field.Personal != "":
		s.text = maskPersonal(s.text, hengji.Mask(s.text))
	default:
		s.text = hengji.Mask(s.text)
	}
}

// isMark is true of ①, ⑴, ² and their like: no code has them.
func isMark(r rune) bool { return unicode.Is(unicode.No, r) }

// oneCode reports whether what looks like two codes is one with spaces in it.
func (r *reader) oneCode(f *fieldPlan, text string) bool {
	if strings.ContainsAny(text, "\n\r、；;,，") {
		return false
	}
	joined := cleanCode(text)
	switch {
	case f.field.Format == "uscc":
		return len(joined) <= 18
	case f.pattern != nil:
		return f.pattern.MatchString(joined)
	}
	return strings.Contains(text, "/") // 2021/NK/2001 is one number
}

// textOfNumber is the text that a numeric cell stands for in a text field. A long
// number kept in 15 digits has lost its end: that is reported, and nothing read.
func (r *reader) textOfNumber(f *fieldPlan, s *slot, cell *hengji.Cell) (string, bool) {
	if cell.Kind == hengji.CellBoolean {
		return booleanWord(cell.Text), true
	}
	digits := onlyDigits(cell.Text)
	number, err := readStored(cell.Text)
	if digits && len(cell.Text) < storedDigits {
		err = nil // more than DECIMAL(18,6) holds, and still exact
	}
	if err != nil || f.field.Format == "uscc" || digits && len(cell.Text) >= storedDigits ||
		f.codeLike && strings.ContainsAny(cell.Text, "eE") {
		shown := wholeNumber(cell.Text)
		r.spoil(hengji.RuleCellNumberCode, f, s, shown, "", "")
		if !r.quiet {
			r.remarks[len(r.remarks)-1].More = lostDigits(shown)
		}
		return "", false
	}
	switch {
	case cell.Format == hengji.FormatDate:
		if days, ok := serialDate(number.value, r.date1904); ok {
			return formatDate(days), true
		}
	case cell.Format == hengji.FormatPercent:
		if hundred, err := readStored(timesHundred(cell.Text)); err == nil {
			return hundred.value.String() + "%", true
		}
	}
	text := cell.Text
	if number.noise || number.rounded || strings.ContainsAny(text, "eE") {
		text = number.value.String()
	}
	if f.key || f.pattern != nil {
		r.reportOncePerColumn(hengji.RuleCellNormalised, f, s, "数字格式的 ", cell.Text, "文本 "+r.shown(f, text))
	}
	return text, true
}

// lostDigits says how a code that was stored as a number shows, and what of it is lost:
// all behind the fifteenth digit, or zeros before the first.
func lostDigits(shown string) string {
	if lost := len(shown) - storedDigits; lost > 0 && onlyDigits(shown) {
		return "显示为 " + shown + "，末 " + strconv.Itoa(lost) + " 位已丢失"
	}
	return "显示为 " + shown + "，前面的零可能已丢失"
}

// wholeNumber writes 1.24E+17 as people see it where the cell is wide enough.
func wholeNumber(text string) string {
	if number, ok := new(big.Rat).SetString(text); ok && number.IsInt() && len(number.Num().Text(10)) <= 30 {
		return number.Num().Text(10)
	}
	return text
}

// identifying brings what tells a year or version to its bare form: 2021年度 and
// 2021版 are 2021.
func (r *reader) identifying(f *fieldPlan, text string) string {
	switch f.field.Identifies {
	case "period", "version":
		bare := foldSpaces(text)
		if f.field.Identifies == "period" && strings.ContainsAny(bare, "〇○零一二三四五六七八九") {
			bare = arabic(bare)
		}
		if _, day := textDate(text); f.field.Identifies == "period" && day != notDate && len(bare) > 4 {
			bare = bare[:4] // a day or month of the year
		}
		for _, word := range []string{"度", "年", "版本", "版", "模板"} {
			bare = strings.TrimSuffix(bare, word)
		}
		bare = strings.TrimPrefix(strings.TrimPrefix(bare, "公元"), "V")
		if bare == r.period {
			return bare
		}
	}
	return text
}

// code looks the text up in the field's code list and puts the canonical name in
// its place.
func (r *reader) code(f *fieldPlan, s *slot) {
	find := f.codes.find
	if f.field.Codes == "regions" {
		find = f.codes.findPlace
	}
	hit, ok := find(s.text)
	if ok {
		code := &f.codes.codes[hit.index]
		if _, plain := f.codes.find(s.text); !plain {
			r.report(hengji.RuleCellNormalised, f, s, s.text, code.Name, "")
		}
		if hit.how == ByFormer {
			r.report(hengji.RuleRegionFormer, f, s, s.text, code.Name, "")
		}
		s.text, s.code = code.Name, hit.index
		return
	}
	if f.field.Identifies == "region" {
		return // reported by whoever asks for the submission's region
	}
	r.fact("code", f, s, s.text, f.codes.choices(), suggestion(f.codes.candidates(s.text)))
}

// textFacts holds a text against what its field declares. The first fact that
// fails is reported, the others say the same.
func (r *reader) textFacts(f *fieldPlan, s *slot) {
	field := f.field
	if field.Format == "uscc" {
		if fault := usccFault(s.text); fault != "" {
			suggested := ""
			if mended, ok := mendUSCC(s.text); ok {
				suggested = "可能是“" + mended + "”。"
			}
			r.fact("uscc", f, s, s.text, fault, suggested)
			return
		}
	}
	if runes, long := tooLong(s.text, field.MaxLength); long {
		r.fact("maxLength", f, s, strconv.Itoa(runes), strconv.Itoa(field.MaxLength), "")
		return
	}
	if f.pattern != nil && !f.pattern.MatchString(s.text) {
		r.fact("pattern", f, s, s.text, "", "")
		return
	}
	if f.enum != nil && !f.enum[s.text] {
		if folded := norm.NFKC.String(s.text); f.enum[folded] {
			s.text = folded
			return
		}
		r.fact("enum", f, s, s.text, strings.Join(field.Enum, "、"), "")
	}
}
