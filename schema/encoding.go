package schema

import (
	"bytes"
	"path"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Encoding says in which line a file that people keep by hand, a rule file or a
// list under the home, stops being UTF-8; nil where it is UTF-8 throughout, with a
// byte order mark or without. Excel's plain "CSV" is GBK: every name in it would be
// unknown, and the districts would be told so. The error is Errors.
func Encoding(file string, data []byte) error {
	mistakes := &mistakeList{}
	encoding(file, data, mistakes)
	return mistakes.err()
}

func encoding(file string, data []byte, mistakes *mistakeList) {
	save := "请用 UTF-8 编码保存"
	if path.Ext(file) == ".csv" {
		save = "请另存为 CSV UTF-8"
	}
	utf16 := bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
	if at := bytes.IndexByte(data, 0); utf16 || at >= 0 {
		line := 1
		if !utf16 {
			line += bytes.Count(data[:at], []byte("\n"))
		}
		mistakes.add(file, line, "文件不是 UTF-8 编码（是 UTF-16，或不是文本）：%s", save)
		return
	}
	line := 1
	for rest := data; len(rest) > 0; {
		letter, size := utf8.DecodeRune(rest)
		if letter == utf8.RuneError && size == 1 {
			kind := ""
			if text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data); err == nil && !bytes.ContainsRune(text, utf8.RuneError) {
				kind = "（是 GBK，Excel 存 CSV 时默认的编码）"
			}
			mistakes.add(file, line, "文件不是 UTF-8 编码%s：%s", kind, save)
			return
		}
		if letter == '\n' {
			line++
		}
		rest = rest[size:]
	}
}
