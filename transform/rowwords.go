package transform

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// totalKind is what the words of a total row say.
type totalKind uint8

const (
	noTotal totalKind = iota
	wholeTotal
	subTotal
	average
)

// totalLabel reads the label of a total row: one of the form's words, spaced in any
// way, alone (exact), or with more around it: a place before it (全省合计, 耒阳市小计),
// a remark, what it counts or how many behind it (合计（6个项目）, 小计（重点研发）,
// 共计6项, 合计金额). A row of averages is of the kind.
func (f *formPlan) totalLabel(text string) (kind totalKind, exact bool) {
	if len(text) == 0 || len(text) > longestLabel || len(f.totals) == 0 || !strings.ContainsAny(text, "计总汇均分") {
		return noTotal, false
	}
	folded := foldSpaces(text)
	if capitals.MatchString(folded) {
		return wholeTotal, true
	}
	base, _ := cutUnit(folded)
	base = strings.Trim(base, ":.。")
	kind = wholeTotal
	if strings.Contains(folded, "小计") || strings.HasPrefix(folded, "本页") || f.outer == nil && (folded == "项目得分" || folded == "自评得分") {
		kind = subTotal
	}
	if f.totals[flatten(folded)] || f.totals[flatten(base)] {
		return kind, true
	}
	bare := cutBrackets(base)
	bare = flatten(bare)
	if averageWords[bare] {
		return average, false
	}
	if f.totals[bare] {
		return kind, true
	}
	if utf8.RuneCountInString(bare) > 14 {
		return noTotal, false
	}
	for _, word := range []string{"合计", "总计", "小计", "共计", "总和", "汇总", "累计"} {
		if strings.HasSuffix(bare, word) && utf8.RuneCountInString(bare) <= 10 {
			return kind, false
		}
		if rest, ok := strings.CutPrefix(bare, word); ok && strings.Trim(rest, "共计总金额资数项目个笔家人0123456789一二三四五六七八九十百") == "" {
			return kind, false
		}
	}
	return noTotal, false
}

// capitals is a total with its amount in 大写: 合计（大写）：陆拾万元整.
var capitals = regexp.MustCompile(`^(?:合计|总计|共计)(?:金额)?:?\(?(?:人民币)?\(?大写\)?:?(?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]*$`)

var averageWords = map[string]bool{"平均": true, "平均数": true, "平均值": true, "均值": true, "平均水平": true, "项目平均": true, "全县平均": true, "全市平均": true, "全区平均": true}

// cutBrackets leaves out what stands in brackets at the end of a folded text.
func cutBrackets(s string) string {
	if open := strings.IndexAny(s, "([【"); open > 0 && strings.ContainsAny(lastRune(s), ")]】") {
		return s[:open]
	}
	return s
}

func lastRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}

// isPartLabel is true of 其中：重点研发: a part of a figure above.
func isPartLabel(text string) bool {
	rest, ok := strings.CutPrefix(foldSpaces(text[:min(len(text), longestLabel)]), "其中")
	return ok && rest != ""
}

// endWords stand below the last row of a table, in any column.
var endWords = map[string]bool{"以下空白": true, "以下无正文": true, "以下无内容": true, "以下为空白": true, "以下为空": true, "此行以下空白": true, "本行以下空白": true, "以下无": true, "以下无数据": true}

func isEnd(text string) bool {
	return len(text) <= 60 && strings.Contains(text, "以") && endWords[strings.Trim(flatten(foldSpaces(text)), "-—=*…。~")]
}

// sampleWords mark a row that shows how a row is filled in.
var sampleWords = map[string]bool{"示例": true, "样例": true, "例": true, "例如": true, "范例": true, "填写示例": true, "填报示例": true, "举例": true, "示例行": true, "样例行": true, "示范": true}

func isSample(text string) bool {
	return len(text) <= 60 && sampleWords[strings.TrimRight(flatten(foldSpaces(text)), "0123456789一二三")]
}

// hint is what a row of hints below the labels holds: a letter or number of the
// column (A, ①, 甲), a formula of them (C=A+B, 1+2), 必填, or a word on the kind of
// value.
var (
	hintMark    = regexp.MustCompile(`^(?:[A-Z]|[0-9]{1,2}|[甲乙丙丁戊]|\([0-9A-Z]{1,2}\))$`)
	hintFormula = regexp.MustCompile(`^(?:[A-Z0-9]{1,3}=)?\(?[A-Z0-9]{1,3}\)?(?:[-+*/÷×…,.]+\(?[A-Z0-9%]{1,4}\)?)+$`)
	hintWord    = regexp.MustCompile(`^(?:必填|选填|可填|可不填|必填项|选填项|非必填|自动计算|自动生成|自动|公式|不填|下拉选择|下拉|文本|文字|文本格式|数字|数值|整数|小数|日期|日期格式|金额|单选|多选|单位万元|填是或否|是/否|是或否)$`)
	hintSpeech  = regexp.MustCompile(`^(?:请填|请选|请按|填写|如:|例:|例如|格式为|格式:|限填|保留)`)
)

// hintOf reports whether a text may stand in a row of hints, and whether only there.
func hintOf(text string) (may, only bool) {
	if len(text) > longestLabel {
		return false, false
	}
	s := strings.Trim(foldSpaces(text), "()[]【】")
	switch {
	case hintWord.MatchString(s), hintSpeech.MatchString(s):
		return true, true
	case hintMark.MatchString(s):
		return true, s[0] >= 'A' && s[0] <= 'Z'
	case hintFormula.MatchString(s):
		return true, strings.ContainsAny(s, "=ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	return false, false
}

// noteWords begin the lines below a table.
var noteWords = []string{"注", "备注", "说明", "填报说明", "填表说明", "附注", "填表人", "填报人", "制表", "审核人", "复核", "经办", "单位负责人", "负责人", "分管领导", "主要领导",
	"联系人", "联系电话", "电话", "填报日期", "填表日期", "日期", "填报单位", "报送单位", "填报县市区", "报送县市区", "填报地区", "单位盖章", "单位(盖章)", "单位(公章)", "单位(签章)", "盖章", "财务负责人", "项目负责人", "科室负责人", "县市区意见", "审核意见", "数据来源", "编制说明",
	"填报范围", "表式指纹", "填报要求", "填报口径", "口径说明", "其他需要说明的问题", "其他需要说明的事项", "需要说明的问题", "需要说明的事项", "其他说明"}

// signLine is where somebody signs: 企业填报人签字：.
var signLine = regexp.MustCompile(`^[^:0-9]{2,12}(?:签字|签章|签名|盖章)\)?:`)

// isNote is true of a text that begins a line below the table: 注：…, 填表人：…. The
// word alone, or before a colon or a bracket.
func isNote(text string) bool {
	s := strings.TrimLeft(norm.NFKC.String(text[:min(len(text), 60)]), " (*※★")
	s = strings.ToUpper(removeSpaces(s))
	if signLine.MatchString(s) {
		return true
	}
	for _, word := range noteWords {
		rest, ok := strings.CutPrefix(s, word)
		if !ok {
			continue
		}
		rest = strings.TrimLeft(strings.TrimPrefix(rest, "人"), "0123456789一二三")
		if rest == "" || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "签") || strings.HasPrefix(rest, "盖") || strings.HasPrefix(rest, ")") || strings.HasPrefix(rest, "、") || strings.HasPrefix(rest, ".") {
			return true
		}
	}
	return false
}
