package transform

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

// longestLabel bounds, in bytes, what may be a label: longer texts are prose.
const longestLabel = 180

// label is a label as compared: folded for width, spaces, line breaks, brackets,
// 其中： and marks like （必填）.
type label struct {
	whole string // with its unit: 安排金额万元
	base  string // without it: 安排金额
	unit  string // 万元, % …; "" where it names none
}

// relativeYears reads the years that a label names against the period: 2021年决算数
// is 本年决算数 in 2021 and 上年决算数 in 2022. 20XX, which the printed form has, is
// the period. A year of neither stays, and is no label.
func relativeYears(text, period string) string {
	if len(text) > longestLabel || !strings.Contains(text, "年") {
		return text
	}
	year, err := strconv.Atoi(period)
	if err != nil {
		return text
	}
	last := strconv.Itoa(year - 1)
	folded := strings.ToUpper(norm.NFKC.String(text))
	relative := strings.NewReplacer(
		"20XX-1年度", "上年", "20XX-1年", "上年", last+"年度", "上年", last+"年", "上年",
		"20XX年度", "本年", "20XX年", "本年", period+"年度", "本年", period+"年", "本年",
	).Replace(folded)
	if relative == folded {
		return text
	}
	return relative
}

var numbering = regexp.MustCompile(`^[(（]?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})[)）、.．][ 　]*`)

// unnumbered leaves out the number that a printed form has before a label: 1、出国经费.
func unnumbered(text string) string { return numbering.ReplaceAllString(text, "") }

// unitWords are the units that a label may name, and what each is called here.
var unitWords = map[string]string{
	"元": "元", "圆": "元", "人民币元": "元", "千元": "千元", "仟元": "千元", "万元": "万元", "萬元": "万元", "人民币万元": "万元", "万": "万元",
	"百万元": "百万元", "亿元": "亿元", "%": "%", "百分比": "%", "百分数": "%",
}

// readLabel folds a text for comparison with labels.
func readLabel(text string) label {
	if len(text) > longestLabel {
		return label{}
	}
	s := strings.TrimLeft(foldSpaces(text), "*★☆※●·")
	s = strings.TrimRight(cutMarks(s), ":*★☆※")
	if rest, ok := strings.CutPrefix(s, "其中"); ok && rest != "" {
		s = strings.TrimLeft(rest, ":")
	}
	base, unit := cutUnit(s)
	return label{whole: flatten(s), base: flatten(base), unit: unit}
}

// marks are what forms print beside a label that is no part of it.
var marks = regexp.MustCompile(`[(\[【](?:必填|必填项|必报|必选|选填|选填项|可选|可不填|非必填|如有|如有请填|自动计算|自动生成|公式|不填|免填|下拉选择|单选|多选|\*)[)\]】]`)

// cutMarks leaves （必填） and the like out of a folded label.
func cutMarks(s string) string {
	if !strings.ContainsAny(s, "([【") {
		return s
	}
	return marks.ReplaceAllString(s, "")
}

// foldSpaces brings a text to half width and takes all spaces out of it. Labels and
// codes are compared more loosely than names (hengji.NameKey): in one case, and ㎡ is
// m2; what is the same name is the same here too.
func foldSpaces(text string) string {
	return strings.ToUpper(hengji.NameKey(norm.NFKC.String(text)))
}

// flatten leaves brackets and punctuation out of a folded label.
func flatten(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', ')', '[', ']', '【', '】', '〔', '〕', '《', '》', '“', '”', '"', '\'', ':', '、', ',', '/', '-', '_', '—', '·', '.':
			return -1
		}
		return r
	}, s)
}

// cutUnit takes the unit out of a folded label: a bracket that holds a unit and
// nothing else, (单位:万元) included, or a unit behind a comma, colon or slash.
func cutUnit(s string) (base, unit string) {
	for at := 0; ; {
		open := strings.IndexAny(s[at:], "([【")
		if open < 0 {
			break
		}
		open += at
		_, size := utf8.DecodeRuneInString(s[open:])
		closing := strings.IndexAny(s[open:], ")]】")
		if closing < 0 {
			break
		}
		closing += open
		_, last := utf8.DecodeRuneInString(s[closing:])
		inside := strings.TrimPrefix(strings.TrimPrefix(s[open+size:closing], "单位"), ":")
		if unit := unitWords[inside]; unit != "" {
			return s[:open] + s[closing+last:], unit
		}
		at = closing + last
	}
	if at := strings.LastIndexAny(s, ",:/"); at > 0 {
		if unit := unitWords[s[at+1:]]; unit != "" {
			return s[:at], unit
		}
	}
	return s, ""
}

// rank orders the ways in which a label can match a field.
type rank uint8

const (
	noMatch rank = iota
	aliasMatch
	labelMatch
)

// fieldMatch is the field that a label means.
type fieldMatch struct {
	field  int
	rank   rank
	shared bool // two fields have it: it means neither
}

// labelIndex finds the field of a form by a label.
type labelIndex map[string]fieldMatch

func (index labelIndex) add(key string, field int, r rank) {
	if key == "" {
		return
	}
	old, known := index[key]
	switch {
	case !known || old.rank < r:
		index[key] = fieldMatch{field: field, rank: r}
	case old.field != field && old.rank == r:
		old.shared = true
		index[key] = old
	}
}

// find gives the field that a folded label means, and whether its unit is
// another than the field's.
func (f *formPlan) find(l label) (hit fieldMatch, wrongUnit, ok bool) {
	if l.whole == "" {
		return fieldMatch{}, false, false
	}
	if hit, ok = f.labels[l.whole]; !ok && l.base != "" {
		hit, ok = f.labels[l.base]
	}
	if !ok && l.unit == "" {
		// 安排金额元: the unit without brackets.
		for _, unit := range []string{"万元", "千元", "元", "%"} {
			base, cut := strings.CutSuffix(l.whole, unit)
			if !cut {
				continue
			}
			if hit, ok = f.labels[base]; ok && !hit.shared && f.fields[hit.field].unit != "" {
				l.unit = unit
				break
			}
			ok = false
		}
	}
	if !ok || hit.shared {
		return fieldMatch{}, false, false
	}
	want := f.fields[hit.field].unit
	return hit, want != "" && l.unit != "" && l.unit != want, true
}

// unitLine reads "单位：元", "（金额单位：人民币万元）" and the like, as they stand
// above a table; "" for any other text.
func unitLine(text string) string {
	if len(text) > longestLabel || !strings.Contains(text, "位") {
		return ""
	}
	s := strings.Trim(foldSpaces(text), "()[]【】")
	before, after, found := strings.Cut(s, ":")
	if !found || !strings.HasSuffix(before, "单位") || utf8.RuneCountInString(before) > 6 {
		return ""
	}
	after, _, _ = strings.Cut(strings.TrimPrefix(after, "人民币"), ",")
	after, _, _ = strings.Cut(after, "、")
	return unitWords[after]
}

// unitAt reads a unit line whose words stand in one cell, or in two beside each other:
// 金额单位： | 万元.
func unitAt(row *hengji.Row, k int) string {
	text := trimText(row.Cells[k].Text)
	if unit := unitLine(text); unit != "" || k+1 == len(row.Cells) || len(text) > longestLabel {
		return unit
	}
	return unitLine(strings.TrimRight(foldSpaces(text), ":") + ":" + trimText(row.Cells[k+1].Text))
}
