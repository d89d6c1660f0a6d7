package trace

import (
	"regexp"
	"strings"

	"hengji"
)

// typedNumber reads the number of a text such as ≥50个; nil where it holds none, or more
// than one. The macro typed_number (sql/base/typed_text.sql) does the same: a test holds
// them against each other.
func typedNumber(text string) *hengji.Decimal {
	match := typedPattern.FindStringSubmatch(typedSpace.ReplaceAllString(typedWidth.Replace(text), ""))
	if match == nil || match[1] == "" {
		return nil
	}
	number, _, err := hengji.ParseDecimal(strings.ReplaceAll(match[1], ",", ""))
	if err != nil { // more than six decimals are rounded, as the engine rounds them
		return nil
	}
	return &number
}

var (
	typedSpace   = regexp.MustCompile(`\s`)
	typedPattern = regexp.MustCompile(`^(?:≥|≤|>=|<=|>|<|=|不低于|不少于|不小于|不高于|不超过|不大于|大于等于|小于等于|大于|小于|等于)?` +
		`([-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?)` +
		`(?:[^0-9.,~—－至\p{No}*※†‡#^-][^0-9.,~—－至①-⓿❶-➓*※†‡#^-]{0,11})?$`)
	typedWidth = strings.NewReplacer(pairs("０１２３４５６７８９．，－−＋％﹪（）＞＜＝﹦≧⩾≦⩽", "0123456789.,--+%%()><==≥≥≤≤")...)
)

func pairs(from, to string) (all []string) {
	others := []rune(to)
	for i, r := range []rune(from) {
		all = append(all, string(r), string(others[i]))
	}
	return all
}
