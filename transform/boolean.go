package transform

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// truths are the ways people answer yes or no. The two that the form asks for
// are read in silence, the others reported.
var truths = map[string]bool{
	"是": true, "√": true, "✓": true, "✔": true, "☑": true, "有": true, "y": true, "yes": true, "true": true, "1": true, "对": true, "已": true, "v": true, "是的": true,
	"否": false, "×": false, "✗": false, "✘": false, "☒": false, "x": false, "无": false, "没有": false, "n": false, "no": false, "false": false, "0": false, "不是": false, "未": false, "╳": false, "不": false,
}

// readBoolean reads 是 or 否; unusual is false for those two words themselves.
func readBoolean(text string) (value, unusual, ok bool) {
	switch text {
	case "是":
		return true, false, true
	case "否":
		return false, false, true
	}
	if len(text) > longestLabel {
		return false, false, false
	}
	s := removeSpaces(strings.ToLower(norm.NFKC.String(text)))
	// A form may print both boxes: 是☑否□.
	s = strings.NewReplacer("■", "☑", "✅", "☑", "☐", "□", "◻", "□").Replace(s)
	switch s {
	case "是☑否□", "☑是□否", "√是□否", "是√否□", "是(√)否()", "是√否":
		return true, true, true
	case "是□否☑", "□是☑否", "□是√否", "是□否√", "是()否(√)", "是否√":
		return false, true, true
	}
	value, ok = truths[strings.TrimRight(s, "。.")]
	return value, s != "是" && s != "否", ok
}
