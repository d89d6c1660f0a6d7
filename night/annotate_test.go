package night

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/night/review"
)

// What is too large to be read is not read for its marks either: it may be of any size.
func TestAWorkbookBeyondTheLimitIsAnsweredByThePlainReturn(t *testing.T) {
	const file = "../samples/faults/yuan_for_wan.xlsx"
	judged := &review.Judgement{Standings: []hengji.Standing{{Submission: 1, File: file, State: hengji.Returned}}}
	for limit, plain := range map[int64]bool{1000: true, 1_000_000: false} {
		folder := t.TempDir()
		made := Annotate(&hengji.Rules{}, limit, folder, []string{file}, judged)
		if len(made) != 1 || made[0].Err != nil {
			t.Fatalf("limit %d: %+v", limit, made)
		}
		book, err := excelize.OpenFile(filepath.Join(folder, "yuan_for_wan_审核反馈.xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		if sheets := book.GetSheetList(); slices.Contains(sheets, "项目资金安排表") == plain {
			t.Errorf("limit %d: the return has the sheets %q", limit, sheets)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
}
