package night

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/night/review"
	"hengji/report"
)

// Annotated is what became of the marked copy of one workbook.
type Annotated struct {
	File     string
	Renamed  string          // the copy's name, where another had its own; "" where not
	Unmarked report.Unmarked // why it is the plain return
	Err      error           // why there is none
}

// Annotate writes each workbook back with its findings marked; one of more than limit
// bytes, which nobody reads, as the plain return. One that cannot be written keeps back no
// other.
func Annotate(rules *hengji.Rules, limit int64, folder string, files []string, judged *review.Judgement) []Annotated {
	var made []Annotated
	taken := map[string]bool{} // names without case: shares know none
	for i, s := range judged.Standings {
		if s.State == hengji.Held {
			continue
		}
		one := Annotated{File: files[i]}
		plain := hengji.WorkbookName(s.File)
		name := plain
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", plain, n)
		}
		taken[strings.ToLower(name)] = true
		name += "_审核反馈.xlsx"
		one.Unmarked, one.Err = annotateFile(filepath.Join(folder, name), files[i], limit, checkedReturn(rules, s, judged))
		if one.Err == nil && name != plain+"_审核反馈.xlsx" {
			one.Renamed = name
		}
		made = append(made, one)
	}
	return made
}

func annotateFile(to, file string, limit int64, r report.Return) (unmarked report.Unmarked, err error) {
	defer hengji.Catch(&err)
	hengji.Reach("annotate", file)
	info, err := os.Stat(file)
	if err != nil {
		return unmarked, fmt.Errorf("annotate %s: %w", file, err)
	}
	if info.Size() > limit {
		return unmarked, home.WriteFile(to, 0o644, func(w io.Writer) error { return report.ReturnWorkbook(w, r) })
	}
	original, err := os.ReadFile(file)
	if err != nil {
		return unmarked, fmt.Errorf("annotate %s: %w", file, err)
	}
	book, unmarked, err := report.Annotate(original, r)
	if err != nil {
		return unmarked, fmt.Errorf("annotate %s: %w", file, err)
	}
	return unmarked, home.WriteFile(to, 0o644, func(w io.Writer) error {
		_, err := w.Write(book)
		return err
	})
}

// checkedReturn is the return of a workbook that was checked by itself.
func checkedReturn(rules *hengji.Rules, s hengji.Standing, judged *review.Judgement) report.Return {
	return report.Return{
		Region: s.Region, Period: s.Period, File: filepath.Base(s.File), SHA256: s.SHA256, Titles: titles(rules),
		State: s.State, ReceivedAt: s.ReceivedAt, Findings: judged.Of(s.Submission), Mending: s.Mending, SelfChecked: s.SelfChecked,
	}
}
