package ingest

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"hengji"
)

// sniff says by its content what a file is and refuses all but a zip with a
// word for each kind. The name decides only what bytes cannot: lock files, and
// which program's spreadsheet an old compound document is.
func sniff(file string, data []byte) error {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	extension := strings.ToLower(path.Ext(base))
	starts := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	isZip, isCompound := starts("PK"), starts(compoundMagic)
	if !isZip && !isCompound && (strings.HasPrefix(base, "~$") || strings.HasPrefix(base, ".~")) || isOwnerLock(data) {
		return otherKind(hengji.RuleFileOwnerLock, "")
	}
	switch {
	case len(data) == 0:
		return otherKind(hengji.RuleFileEmpty, "")
	case starts("PK\x03\x04"), starts("PK\x05\x06"), starts("PK\x07\x08"):
		return nil
	case isCompound:
		return compoundKind(data, extension)
	case starts("\x09\x08\x10\x00"), starts("\x09\x08\x08\x00"), starts("\x09\x04\x06\x00"),
		starts("\x09\x02\x06\x00"), starts("\x09\x00\x04\x00"), starts("\x09\x00\x06\x00"): // BOF of Excel 2 to 8
		return otherKind(hengji.RuleFileLegacyXLS, "")
	case starts("{\\rtf"):
		return otherKind(hengji.RuleFileWPSText, "")
	}
	for _, magic := range pictures {
		if starts(magic) {
			return otherKind(hengji.RuleFilePDFOrImage, "")
		}
	}
	if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) || isMediaBox(data) {
		return otherKind(hengji.RuleFilePDFOrImage, "")
	}
	for _, a := range archives {
		if starts(a.magic) {
			return otherKind(hengji.RuleFileOtherDocument, a.name)
		}
	}
	if len(bytes.Trim(data, "\x00")) == 0 {
		return otherKind(hengji.RuleFileTruncated, "全部是零字节")
	}
	if isLocked(data) {
		return otherKind(hengji.RuleFileLocked, "")
	}
	text, ok := asText(data)
	switch {
	case !ok && isSheetName(extension) && isNoise(data):
		return otherKind(hengji.RuleFileLocked, "")
	case !ok:
		return otherKind(hengji.RuleFileOtherDocument, "无法识别的文件")
	}
	return textKind(text)
}

var pictures = []string{
	"\x89PNG", "\xFF\xD8\xFF", "GIF87a", "GIF89a", "II*\x00", "MM\x00*",
}

// isMediaBox knows WebP, the phone formats (HEIC, also films) and BMP.
func isMediaBox(data []byte) bool {
	return len(data) >= 12 && (string(data[:4]) == "RIFF" || string(data[4:8]) == "ftyp" ||
		string(data[:2]) == "BM" && string(data[6:10]) == "\x00\x00\x00\x00")
}

var archives = []struct{ magic, name string }{
	{"Rar!\x1A\x07", "RAR 压缩包"},
	{"7z\xBC\xAF\x27\x1C", "7z 压缩包"},
	{"\x1F\x8B", "gzip 压缩包"},
	{"BZh", "bzip2 压缩包"},
	{"\xFD7zXZ", "xz 压缩包"},
	{"SQLite format 3\x00", "数据库文件"},
	{"MZ\x90\x00", "程序文件"},
	{"\x7FELF", "程序文件"},
}

// isOwnerLock knows what Excel and WPS write beside an open workbook: 165 bytes
// (Word: 162), the user's name with its length before it, once in bytes padded
// with blanks, once in UTF-16.
func isOwnerLock(data []byte) bool {
	if len(data) != 165 && len(data) != 162 || data[0] == 0 || data[0] > 54 {
		return false
	}
	name, padding := data[1:1+data[0]], data[1+data[0]:55]
	return bytes.IndexByte(name, 0) < 0 && len(bytes.Trim(padding, " \x00")) == 0
}

// compoundMagic begins an OLE compound file: .xls, .et, .doc, encrypted .xlsx.
const compoundMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// compoundKind names a compound file by the streams in its directory.
// Directory entries are 128 bytes on 128-byte boundaries; they are looked for
// without following the chains, so that a damaged file is named too.
func compoundKind(data []byte, extension string) error {
	streams := map[string]bool{}
	for at := 512; at+128 <= len(data); at += 128 {
		record := data[at : at+128]
		length := int(binary.LittleEndian.Uint16(record[64:]))
		if kind := record[66]; kind != 1 && kind != 2 || length < 4 || length > 64 || length%2 != 0 {
			continue
		}
		name := make([]byte, 0, 32)
		for i := 0; i < length-2 && record[i+1] == 0; i += 2 {
			name = append(name, record[i])
		}
		if len(name) == length/2-1 {
			streams[strings.ToLower(string(name))] = true
		}
	}
	isBook := streams["workbook"] || streams["book"]
	switch {
	case streams["encryptedpackage"], streams["encryptioninfo"]:
		return otherKind(hengji.RuleFileEncrypted, "")
	case isBook && isSheetName(extension): // whatever documents are embedded in it
	case streams["worddocument"]:
		return otherKind(hengji.RuleFileWPSText, "")
	case streams["powerpoint document"]:
		return otherKind(hengji.RuleFileOtherDocument, "演示文稿")
	}
	switch {
	case extension == ".et", extension == ".ett": // inside they are .xls
		return otherKind(hengji.RuleFileWPSET, "")
	case isBook, extension == ".xls", extension == ".xlt":
		return otherKind(hengji.RuleFileLegacyXLS, "")
	case extension == ".wps", extension == ".doc":
		return otherKind(hengji.RuleFileWPSText, "")
	}
	return otherKind(hengji.RuleFileOtherDocument, "旧式复合文档")
}

// textSample is how much of a file is looked at to tell text from data.
const textSample = 64 << 10

// asText decodes the beginning of a text file: UTF-8, UTF-16 with its mark, or
// GBK/GB18030, as Chinese systems write CSV.
func asText(data []byte) (string, bool) {
	sample := data[:min(len(data), textSample)]
	if isUTF16(sample) && (sample[0] >= 0xFE || sample[0] == '<' || sample[1] == '<') {
		sample = sample[:len(sample)&^1]
		text, err := toUTF8(sample)
		return string(text), err == nil && isPrintable(text)
	}
	sample = bytes.TrimPrefix(sample, []byte{0xEF, 0xBB, 0xBF})
	for cut := 0; cut < 4 && cut < len(sample); cut++ { // the sample may end inside a character
		if part := sample[:len(sample)-cut]; utf8.Valid(part) {
			return string(part), isPrintable(part)
		}
		if len(data) <= textSample {
			break
		}
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(sample)
	broken := bytes.Count(text, []byte("\uFFFD"))
	if err != nil || broken > 1 || broken == 1 && len(data) <= textSample {
		return "", false
	}
	return string(text), isPrintable(text)
}

func isPrintable(text []byte) bool {
	for _, c := range text {
		if c < ' ' && !isSpaceByte(c) && c != '\f' && c != 0x1A { // 0x1A: the end mark of DOS
			return false
		}
	}
	return true
}

// textKind names a text by how it begins.
func textKind(text string) error {
	start := strings.ToLower(strings.TrimLeft(text[:min(len(text), 4096)], " \t\r\n\uFEFF"))
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(start, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has("urn:schemas-microsoft-com:office:spreadsheet") && strings.HasPrefix(start, "<?xml"):
		return otherKind(hengji.RuleFileUnsupported, "XML 表格 2003")
	case has("opendocument:xmlns:office") && strings.HasPrefix(start, "<?xml"):
		return otherKind(hengji.RuleFileODS, "")
	case strings.HasPrefix(start, "<") && has("<html", "<table", "<!doctype html", "<body", "<head", "<meta", "<style", "<div"),
		strings.HasPrefix(start, "mime-version:"):
		return otherKind(hengji.RuleFileHTML, "")
	case strings.HasPrefix(start, "<?xml"):
		return otherKind(hengji.RuleFileOtherDocument, "XML 文件")
	}
	return otherKind(hengji.RuleFileCSV, "")
}

// Convertible reports whether a refusal says only that the workbook is in another
// spreadsheet program's format: what a converter, where the configuration allows
// one, can turn into .xlsx and hand to Open again.
func Convertible(rule hengji.RuleID) bool {
	switch rule {
	case hengji.RuleFileLegacyXLS, hengji.RuleFileWPSET, hengji.RuleFileODS, hengji.RuleFileXLSB:
		return true
	}
	return false
}
