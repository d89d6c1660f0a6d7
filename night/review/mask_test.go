package review

import (
	"path/filepath"
	"strings"
	"testing"

	"hengji"
)

// Nothing that a sample of 2021 holds is taken for somebody's number, but for the
// phones of its covers: no code of a project or an organisation, no document number.
func TestNoCodeOfTheSamplesIsMasked(t *testing.T) {
	n := bench(t)
	files, err := filepath.Glob("../../samples/2021/inbox/*/*.xlsx")
	if err != nil || len(files) != 18 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	phones, codes := 0, 0
	for i, file := range files {
		w, err := n.onDisk(int64(i+1), file)
		if err != nil {
			t.Fatal(err)
		}
		for at, cell := range cellsOf(t, w) {
			switch {
			case hengji.Mask(cell.Text) == cell.Text:
				if len(strings.Trim(cell.Text, "0123456789ABCDEFGHJKLMNPQRTUWXY")) == 0 && len(cell.Text) >= 7 {
					codes++
				}
			case strings.Contains(cell.Text, "0734-0000000"):
				phones++
			default:
				t.Errorf("%s %s: %q is masked", filepath.Base(file), at, cell.Text)
			}
		}
	}
	if phones == 0 || codes < 300 {
		t.Errorf("%d phones were masked, %d codes were not", phones, codes)
	}
}
