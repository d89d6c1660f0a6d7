package hengji

import (
	"path"
	"strings"
	"unicode"
)

// WorkbookName is the name of a received file without folder and extension, and
// without what an earlier return put behind it. Characters that a file name on a
// share should not hold become _.
func WorkbookName(file string) string {
	name := path.Base(file)
	name = strings.TrimSuffix(name, path.Ext(name))
	for strings.HasSuffix(name, "_审核反馈") {
		name = strings.TrimSuffix(name, "_审核反馈")
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`\/:*?"<>|`, r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(name, ".~ ")
	if name == "" {
		return "工作簿"
	}
	return name
}
