package night

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"hengji"
	"hengji/home"
	"hengji/night/review"
	"hengji/report"
)

// Annotate writes each workbook back with its findings marked.
func Annotate(rules *hengji.Rules, folder string, files []string, judged *review.Judgement) error {
	for i, s := range judged.Standings {
		if s.State == hengji.Held {
			continue
		}
		original, err := os.ReadFile(files[i])
		if err != nil {
			return fmt.Errorf("annotate %s: %w", files[i], err)
		}
		book, _, err := report.Annotate(original, report.Return{
			Region: s.Region, Period: s.Period, File: filepath.Base(s.File), SHA256: s.SHA256, Titles: titles(rules),
			State: s.State, ReceivedAt: s.ReceivedAt, Findings: judged.Of(s.Submission),
		})
		if err != nil {
			return fmt.Errorf("annotate %s: %w", files[i], err)
		}
		err = home.WriteFile(filepath.Join(folder, hengji.WorkbookName(s.File)+"_审核反馈.xlsx"), 0o644, func(w io.Writer) error {
			_, err := w.Write(book)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
