package night

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/report"
	"hengji/samples/tier"
)

// What was read of a workbook reads the same from the template that it was moved into,
// whatever its layout and its mistakes; only personal numbers are to be typed again.
func TestWhatIsMovedIntoATemplateReadsTheSame(t *testing.T) {
	n := aReviewer(t)
	files, err := filepath.Glob("../samples/2021/inbox/*/*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if !tier.More {
		files = slices.DeleteFunc(files, func(file string) bool {
			return !slices.Contains([]string{"市科技局", "高新区", "衡东县"}, filepath.Base(filepath.Dir(file)))
		})
	} else {
		faults, err := filepath.Glob("../samples/faults/*.xls*")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, faults...)
	}
	moved := 0
	for _, file := range files {
		workbooks, _, err := n.OnDisk([]string{file})
		if err != nil {
			t.Fatal(err)
		}
		m, err := Migrate(n.Rules, "2021", "", t.TempDir(), workbooks[0])
		if err != nil && strings.Contains(err.Error(), "--region") { // nobody's
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if m.Refused != nil {
			continue
		}
		var book bytes.Buffer
		if err := report.TemplateWorkbook(&book, m.Template); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		stood, reads := readBook(t, n.Rules, file, data), readBook(t, n.Rules, m.File, book.Bytes())
		delete(stood, "cover") // the template's own
		delete(reads, "cover")
		for _, records := range stood {
			for _, r := range records {
				delete(r, "phone")
				delete(r, "contact_phone")
			}
		}
		if diff := cmp.Diff(stood, reads); diff != "" {
			t.Errorf("%s (-stood +moved):\n%s", file, diff)
		}
		moved++
	}
	if moved < len(files)*2/3 {
		t.Errorf("only %d of %d workbooks were moved", moved, len(files))
	}
}

// What could not be read is named with its cell; what was read otherwise than it was
// typed is not.
func TestWhatIsNotMovedIsNamed(t *testing.T) {
	n := aReviewer(t)
	workbooks, _, err := n.OnDisk([]string{"../samples/2021/inbox/衡东县/2021年度市级科技专项资金绩效自评_衡东县.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Migrate(n.Rules, "2021", "", "out", workbooks[0])
	if err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	m.Print(&told)
	for _, want := range []string{"项目资金安排表 6 行", "请重填：联系电话", "没有搬的 1 处", "A2!R3", "栏目“备注”"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("%q is not said:\n%s", want, told.String())
		}
	}
	nobody := workbooks[0]
	nobody.Folder, nobody.File = "", "a.xlsx"
	nobody.Open = func() (*hengji.Submission, error) { return nil, &hengji.Refusal{} }
	if m, err := Migrate(n.Rules, "2021", "", "out", nobody); err != nil || m.Refused == nil || m.Blank != nil {
		t.Errorf("a workbook that is refused: %+v, %v", m, err)
	}
}
