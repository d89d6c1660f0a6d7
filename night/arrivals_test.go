package night

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"hengji"
	"hengji/home"
	"hengji/ingest"
)

// zipOf is a zip of empty parts.
func zipOf(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range parts {
		if _, err := w.Create(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOnlyWhatIsOrClaimsToBeASpreadsheetIsAVersion(t *testing.T) {
	book, err := os.ReadFile("../samples/2021/inbox/南岳区/2021年度市级科技专项资金绩效自评_南岳区.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	limits := ingest.DefaultLimits()
	for _, one := range []struct {
		file    string
		content []byte // nil cannot be read
		want    home.Kind
	}{
		{"南岳区/自评.xlsx", []byte("anything"), home.Version},
		{"南岳区/自评.XLS", nil, home.Version},
		{"南岳区/自评.et", nil, home.Version},
		{"南岳区/自评.zip", book, home.Version},
		{"南岳区/自评", book, home.Version},
		{"南岳区/自评_审核反馈.xlsx", book, home.Version},
		{"南岳区/自评_审核反馈.xlsx", nil, home.Unread},
		{"南岳区/自评_审核反馈.xlsx", []byte("PK\x03\x04 torn"), home.Version},
		{"南岳区/自评.xlsx.tmp", book, home.Attachment},
		{"南岳区/~WRD0001.tmp", book, home.Attachment},
		{"南岳区/0A1B2C3D", book, home.Attachment},
		{"南岳区/盖章.ofd", zipOf(t, "OFD.xml", "Doc_0/Document.xml"), home.Attachment},
		{"南岳区/说明.docx", zipOf(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml"), home.Attachment},
		{"南岳区/材料.zip", zipOf(t, "自评.xlsx"), home.Attachment},
		{"南岳区/旧信.doc", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 a letter"), home.Attachment},
		{"南岳区/盖章.pdf", nil, home.Attachment},
		{"南岳区/空", []byte{}, home.Attachment},
		{"南岳区/自评_审核反馈.html", nil, home.Returned},
		{"南岳区/findings.csv", nil, home.Returned},
		{"南岳区/findings.jsonl", nil, home.Returned},
	} {
		got := kindOf(limits)(one.file, int64(len(one.content)), func() (io.ReadCloser, error) {
			if one.content == nil {
				return nil, errors.New("a share that is gone")
			}
			return io.NopCloser(bytes.NewReader(one.content)), nil
		})
		if got != one.want {
			t.Errorf("%s: %v, want %v", one.file, got, one.want)
		}
	}
	large := kindOf(limits)("南岳区/录像.bin", limits.FileBytes+1, func() (io.ReadCloser, error) {
		t.Error("a file beyond the limit is read")
		return nil, io.EOF
	})
	if large != home.Attachment {
		t.Errorf("a large file is %v", large)
	}
	n := &Night{settings: Settings{Limits: limits}, makes: rooms{}}
	_, ours, err := n.ours(&home.Ledger{}, nil)("南岳区", limits.FileBytes+1, func() ([]byte, error) {
		t.Error("a workbook beyond the limit is held whole")
		return nil, io.EOF
	})
	if ours || err != nil {
		t.Errorf("a large workbook is ours: %v %v", ours, err)
	}
}

// What lies in the inbox in place of the latest version is told, and nothing is said where
// the latest may lie behind what could not be read.
func TestAnEarlierVersionPutBackIsTold(t *testing.T) {
	standings := []hengji.Standing{
		{Submission: 1, RegionCode: "A", Region: "甲", Version: 1, Effective: true},
		{Submission: 2, RegionCode: "A", Region: "甲", Version: 2, Latest: true},
		{Submission: 3, RegionCode: "B", Region: "乙", Version: 1, Latest: true},
	}
	first, second, other := home.Receipt{ID: 1, File: "甲/又名.xlsx"}, home.Receipt{ID: 2, File: "甲/二.xlsx"}, home.Receipt{ID: 3, File: "乙/一.xlsx"}
	told := putBackOf(standings, home.Arrivals{Known: []home.Receipt{first, other}})
	if len(told) != 1 || told[0].File != "甲/又名.xlsx" || told[0].Version != 1 || told[0].Latest != 2 || told[0].submission != 2 {
		t.Errorf("told: %+v", told)
	}
	for name, arrivals := range map[string]home.Arrivals{
		"both lie there":        {Known: []home.Receipt{first, second, other}},
		"the second is new":     {Known: []home.Receipt{first}, New: []home.Receipt{second}},
		"nothing lies there":    {Known: []home.Receipt{other}},
		"something is not read": {Known: []home.Receipt{first}, Deferred: []home.Deferral{{File: "甲/二.xlsx"}}},
	} {
		if told := putBackOf(standings, arrivals); len(told) > 0 {
			t.Errorf("%s: %+v", name, told)
		}
	}
}
