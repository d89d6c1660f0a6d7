package sheet

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func small(t testing.TB) []byte {
	t.Helper()
	b := New(Theme{Font: "仿宋", Charset: 134, Ink: "000000", Edge: "000000", Side: 0.5, End: 0.5})
	s := b.Sheet("资金：表/一")
	s.Row = 1
	s.Across(1, 3, "=1+1", Look{Size: 16, Bold: true, Bare: true})
	s.Row = 2
	s.Number(1, "12.50", Look{Size: 11, Format: "0.00"})
	s.Number(2, "约 12", Look{Size: 11})
	s.Sum(3, 3, 9, Look{Size: 11, Open: true})
	s.Text(4, "a\x1bb_x001B_", Look{})
	s.Freeze(0, 1)
	s.Print(Paper{Heads: [2]int{1, 1}, Rows: 9, Columns: 4})
	s.Protect()
	b.Sheet("资金：表一")
	b.Sheet("?")
	b.Properties(excelize.DocProperties{Title: "样例"})
	book, err := b.Bytes()
	must(t, err)
	return book
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(small(t)), excelize.Options{RawCellValue: true})
	must(t, err)
	defer f.Close()
	if got, want := f.GetSheetList(), []string{"资金：表一", "资金：表一2", "2"}; !slices.Equal(got, want) {
		t.Fatalf("the sheets are %q, want %q", got, want)
	}
	name := f.GetSheetList()[0]
	for cell, want := range map[string]string{"A1": "=1+1", "A2": "12.50", "B2": "约 12", "C2": "", "D2": "ab_x001B_"} {
		if got, err := f.GetCellValue(name, cell); err != nil || got != want {
			t.Errorf("%s holds %q, want %q (%v)", cell, got, want, err)
		}
	}
	for cell, want := range map[string]string{"A1": "", "C2": "SUM(C3:C9)"} {
		if got, _ := f.GetCellFormula(name, cell); got != want {
			t.Errorf("%s calculates %q", cell, got)
		}
	}
	if calc, err := f.GetCalcProps(); err != nil || !*calc.FullCalcOnLoad {
		t.Error("a program that opens it does not calculate the sum")
	}
	for cell, locked := range map[string]bool{"A2": true, "C2": false} {
		id, _ := f.GetCellStyle(name, cell)
		style, err := f.GetStyle(id)
		must(t, err)
		if got := style.Protection == nil || style.Protection.Locked; got != locked {
			t.Errorf("%s is locked: %v", cell, got)
		}
	}
}

func TestTheSameCallsGiveTheSameBytes(t *testing.T) {
	for range 3 {
		if !bytes.Equal(small(t), small(t)) {
			t.Fatal("bytes differ")
		}
	}
}

func TestTheFirstErrorIsTold(t *testing.T) {
	b := New(Theme{Font: "仿宋"})
	s := b.Sheet("表")
	s.Width(1, 300)
	b.Fail(errors.New("what came of it"))
	if _, err := b.Bytes(); err == nil || !strings.Contains(err.Error(), "width") {
		t.Errorf("the error is %v", err)
	}
}

func TestLongTextIsCutAtWhatACellHolds(t *testing.T) {
	for _, text := range []string{strings.Repeat("长", 40_000), strings.Repeat("𠀀", 40_000), strings.Repeat("a", 40_000)} {
		got := atMostACell(text)
		if n := len(utf16.Encode([]rune(got))); n > 32_767 || n < 32_700 || !strings.HasSuffix(got, "…") {
			t.Errorf("%d units", n)
		}
	}
	if text := strings.Repeat("长", 20_000); atMostACell(text) != text {
		t.Error("a text that fits was cut")
	}
}
