package ingest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"hengji"
)

// compound is an OLE compound file as far as its directory tells.
func compound(streams ...string) []byte {
	data := make([]byte, 512, 4096)
	copy(data, compoundMagic)
	for _, name := range append([]string{"Root Entry"}, streams...) {
		record := make([]byte, 128)
		for i, unit := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(record[2*i:], unit)
		}
		record[64] = byte(2*len(name) + 2)
		record[66] = 2
		if name == "Root Entry" {
			record[66] = 5
		}
		data = append(data, record...)
	}
	return data
}

// ooxml is a package whose main part has the given content type.
func ooxml(t *testing.T, kind string) []byte {
	files := parts(sheetXML(""))
	files[0].text = strings.ReplaceAll(files[0].text, "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind)
	return pack(t, files)
}

func utf16le(text string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

func TestEachFormatIsRefusedByItsOwnRule(t *testing.T) {
	good := packRows(t, plainRows(2))
	csv := "项目编号,项目名称,金额\r\n2021NY001,杂交水稻,10\r\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(strings.Repeat(csv, 3000)))
	if err != nil {
		t.Fatal(err)
	}
	lock := make([]byte, 165)
	copy(lock, "\x09Zhang San                                             ")
	encryptedZip := bytes.Clone(good)
	for i := range encryptedZip { // the flag of the first entry, in both headers
		if bytes.HasPrefix(encryptedZip[i:], []byte("PK\x01\x02")) {
			encryptedZip[i+8] |= 1
			break
		}
	}
	for _, c := range []struct {
		name string
		data []byte
		rule hengji.RuleID
	}{
		{"a.xlsx", nil, "FILE-EMPTY"},
		{"~$a.xlsx", nil, "FILE-OWNER-LOCK"},
		{"南岳区/~$a.xlsx", lock, "FILE-OWNER-LOCK"},
		{".~lock.a.xlsx#", []byte(",clerk,host,01.02.2022 10:00,file:///home;"), "FILE-OWNER-LOCK"},
		{"a.xlsx", lock, "FILE-OWNER-LOCK"},
		{"a.xls", compound("Workbook"), "FILE-LEGACY-XLS"},
		{"a.xlsx", compound("Workbook", "ETExtData"), "FILE-LEGACY-XLS"},
		{"a.xls", compound("WordDocument", "BOOK"), "FILE-LEGACY-XLS"},
		{"a.xls", []byte("\x09\x08\x10\x00\x00\x06\x05\x00"), "FILE-LEGACY-XLS"},
		{"a.et", compound("Workbook"), "FILE-WPS-ET"},
		{"a.wps", compound("WordDocument"), "FILE-WPS-TEXT"},
		{"a.doc", compound("WordDocument", "Workbook"), "FILE-WPS-TEXT"},
		{"a.doc", compound(), "FILE-WPS-TEXT"},
		{"a.xlsx", []byte(`{\rtf1\ansi}`), "FILE-WPS-TEXT"},
		{"a.xlsx", ooxml(t, "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "FILE-WPS-TEXT"},
		{"a.xlsx", ooxml(t, "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), "FILE-OTHER-DOCUMENT"},
		{"a.xlsx", ooxml(t, "vnd.ms-excel.sheet.binary.macroEnabled.main"), "FILE-XLSB"},
		{"a.ppt", compound("PowerPoint Document"), "FILE-OTHER-DOCUMENT"},
		{"a.bin", compound("Something"), "FILE-OTHER-DOCUMENT"},
		{"a.xlsx", compound("EncryptionInfo", "EncryptedPackage"), "FILE-ENCRYPTED"},
		{"a.xlsx", encryptedZip, "FILE-ENCRYPTED"},
		{"a.xlsx", append([]byte("%TSD-Header-###%"), noise(9000)...), "FILE-LOCKED"},
		{"a.docx", append([]byte("%TSD-Header-###%"), noise(20)...), "FILE-LOCKED"},
		{"a.xls", append(append([]byte("b\x14#e\x03\x00\x00\x00E-SafeNet\x00\x00\x00LOCK"), make([]byte, 484)...), noise(9000)...), "FILE-LOCKED"},
		{"a.et", noise(300), "FILE-LOCKED"},
		{"a.xlsx", noise(70_000), "FILE-LOCKED"},
		{"a.xlsx", noise(20), "FILE-OTHER-DOCUMENT"},
		{"a.bin", noise(9000), "FILE-OTHER-DOCUMENT"},
		{"a.xlsx", append(noise(9000), good[40:]...), "FILE-OTHER-DOCUMENT"},
		{"a.ods", pack(t, []file{{name: "mimetype", text: "application/vnd.oasis.opendocument.spreadsheet", stored: true}}), "FILE-ODS"},
		{"a.odt", pack(t, []file{{name: "mimetype", text: "application/vnd.oasis.opendocument.text"}}), "FILE-WPS-TEXT"},
		{"a.odp", pack(t, []file{{name: "mimetype", text: "application/vnd.oasis.opendocument.presentation"}}), "FILE-OTHER-DOCUMENT"},
		{"a.ods", []byte(`<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>`), "FILE-ODS"},
		{"a.ofd", pack(t, []file{{name: "OFD.xml", text: "<a/>"}}), "FILE-PDF-OR-IMAGE"},
		{"a.zip", pack(t, []file{{name: "一.xlsx", text: "PK"}}), "FILE-OTHER-DOCUMENT"},
		{"a.zip", pack(t, nil), "FILE-OTHER-DOCUMENT"},
		{"a.xls", []byte("<html><body><table><tr><td>1</td></tr></table></body></html>"), "FILE-HTML"},
		{"a.xls", []byte("\xEF\xBB\xBF\r\n<!DOCTYPE HTML>\n<HTML></HTML>"), "FILE-HTML"},
		{"a.xls", []byte("MIME-Version: 1.0\r\nContent-Type: multipart/related"), "FILE-HTML"},
		{"a.xls", utf16le("<html xmlns=\"x\"><table></table></html>"), "FILE-HTML"},
		{"a.xml", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`), "FILE-UNSUPPORTED"},
		{"a.xml", []byte(`<?xml version="1.0"?><a/>`), "FILE-OTHER-DOCUMENT"},
		{"a.csv", []byte(csv), "FILE-CSV"},
		{"a.csv", []byte(strings.Repeat(csv, 3000)), "FILE-CSV"},
		{"a.xlsx", gbk, "FILE-CSV"},
		{"a.xlsx", gbk[:60], "FILE-CSV"},
		{"a.csv", utf16le(csv), "FILE-CSV"},
		{"a.xlsx", []byte("BM,1,2\n"), "FILE-CSV"},
		{"a.pdf", []byte("%PDF-1.7\n"), "FILE-PDF-OR-IMAGE"},
		{"a.xlsx", []byte("\x89PNG\r\n\x1a\n"), "FILE-PDF-OR-IMAGE"},
		{"a.xlsx", []byte("\xFF\xD8\xFF\xE0"), "FILE-PDF-OR-IMAGE"},
		{"a.xlsx", []byte("\x00\x00\x00\x18ftypheic"), "FILE-PDF-OR-IMAGE"},
		{"a.xlsx", []byte("Rar!\x1A\x07\x01\x00"), "FILE-OTHER-DOCUMENT"},
		{"a.xlsx", []byte("PK\x03\x04"), "FILE-TRUNCATED"},
		{"a.xlsx", good[:len(good)/2], "FILE-TRUNCATED"},
		{"a.xlsx", make([]byte, 3000), "FILE-TRUNCATED"},
		{"a.xlsx", []byte("\x01\x02\x03\xFF\xFE\x00"), "FILE-OTHER-DOCUMENT"},
		{"a.xlsx", pack(t, with(parts(), "xl/workbook.xml", declaration+`<workbook `+main+`><sheets/></workbook>`)), "FILE-NO-SHEET"},
	} {
		_, err := Open(c.name, c.data, DefaultLimits())
		if got := refusal(t, err).Rule; got != c.rule {
			t.Errorf("%s %.40q: got %s, want %s", c.name, c.data, got, c.rule)
		}
	}
}

// noise is what a cipher makes of a file.
func noise(n int) []byte {
	out := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n)}).Read(out)
	out[0] = 0xD2 // none of the marks that other formats begin with
	return out
}

// TestNoiseIsToldFromFormats: whatever its length, what is drawn by chance is noise,
// and what has a structure or is written by people is not.
func TestNoiseIsToldFromFormats(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 256 + random.IntN(8000)
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		if !isNoise(data) {
			t.Fatalf("%d bytes of chance are taken for a format", n)
		}
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.Repeat("二〇二一年度市级科技专项资金绩效自评表，石鼓区科学技术局填报，联系电话与项目明细附后。", 30)))
	if err != nil {
		t.Fatal(err)
	}
	for n := 256; n < len(gbk); n += 50 {
		if isNoise(gbk[:n]) {
			t.Errorf("%d bytes of text are taken for noise", n)
		}
	}
	if compoundFile := compound("Workbook"); isNoise(compoundFile) {
		t.Error("an old workbook is taken for noise")
	}
}

func TestMacrosAreToldAndTheSheetsRead(t *testing.T) {
	macro := ooxml(t, "vnd.ms-excel.sheet.macroEnabled.main+xml")
	template := ooxml(t, "vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml")
	for name, c := range map[string]struct {
		data    []byte
		remarks string
	}{"a.xlsm": {macro, "remark FILE-MACROS\n"}, "a.xltx": {template, ""}, "~$real.xlsx": {template, ""}} {
		sub, err := Open(name, c.data, DefaultLimits())
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := dump(sub)
		if want := c.remarks + "sheet Sheet1\n"; err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestOnlyOtherSpreadsheetFormatsAreConvertible(t *testing.T) {
	for _, rule := range []hengji.RuleID{"FILE-LEGACY-XLS", "FILE-WPS-ET", "FILE-ODS", "FILE-XLSB", "FILE-CSV", "FILE-ENCRYPTED", "FILE-DAMAGED"} {
		want := slices.Contains([]hengji.RuleID{"FILE-LEGACY-XLS", "FILE-WPS-ET", "FILE-ODS", "FILE-XLSB"}, rule)
		if Convertible(rule) != want {
			t.Errorf("%s: got %v", rule, !want)
		}
	}
}
