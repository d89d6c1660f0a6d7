package ingest

import (
	"regexp"

	"hengji"
)

// selfCheckedPattern finds what the page in which districts check for themselves wrote into
// a workbook, in docProps/custom.xml. Nothing else is taken for it: whoever handed the
// workbook in may have written there what he liked.
var selfCheckedPattern = regexp.MustCompile(`name="` + hengji.SelfCheckedProperty +
	`"[^<>]*>\s*<\w+:lpwstr[^<>]*>(\d{4}-\d\d-\d\d \d\d:\d\d，程序 hengji [0-9A-Za-z.+-]{1,32}，规则 [0-9a-f]{1,64}，自查页 [0-9a-f]{1,64})<`)

// SelfChecked says when, and by which program, rules and page, a district checked a
// workbook before it handed it in; "" where the workbook says nothing.
func SelfChecked(data []byte, limits Limits) string {
	archive, err := openArchive(data, limits)
	if err != nil {
		return ""
	}
	i := archive.find("docProps/custom.xml")
	if i < 0 {
		return ""
	}
	properties, err := archive.read(i, smallPart)
	if err != nil {
		return ""
	}
	match := selfCheckedPattern.FindSubmatch(properties)
	if match == nil {
		return ""
	}
	return string(match[1])
}
