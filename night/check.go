package night

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// OnDisk makes a workbook of a file. Its folder may tell its region.
func (n *Night) OnDisk(id int64, file string) (Workbook, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Workbook{}, fmt.Errorf("没有文件 %s", file)
	}
	if err != nil {
		return Workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	if !info.Mode().IsRegular() {
		return Workbook{}, fmt.Errorf("%s 不是普通文件", file)
	}
	whole, err := filepath.Abs(file)
	if err != nil {
		return Workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	w := Workbook{
		id: id, period: n.settings.Period, file: path.Join(filepath.ToSlash(filepath.Dir(file)), hengji.Mask(filepath.Base(file))), received: n.now,
		folder: filepath.Base(filepath.Dir(whole)),
	}
	limits := n.settings.Limits
	if info.Size() > limits.FileBytes {
		w.open = func() (*hengji.Submission, error) {
			return nil, refusal(hengji.RuleFileLimit, megabytes(info.Size()), megabytes(limits.FileBytes))
		}
		return w, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return Workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	sum := sha256.Sum256(data)
	w.sha256 = hex.EncodeToString(sum[:])
	w.open = func() (*hengji.Submission, error) { return n.settings.Reader().Open(filepath.Base(file), data) }
	return w, nil
}

// Check reads and judges workbooks with a database in memory that is thrown away.
func (n *Night) Check(ctx context.Context, workbooks []Workbook) (*Judgement, error) {
	base, err := n.judging()
	if err != nil {
		return nil, err
	}
	defer base.Close()
	readings, err := n.readAll(ctx, workbooks, base)
	if err != nil {
		return nil, err
	}
	return n.judge(base, readings)
}

// judging is a database in memory to check with; nothing is printed from it.
func (n *Night) judging() (*load.Build, error) {
	rules := *n.rules
	rules.Marts = nil
	return load.Create("", &rules, n.loadRun())
}

// Of picks the findings of one submission that its district would see.
func (j *Judgement) Of(submission int64) []hengji.Finding {
	var findings []hengji.Finding
	for _, f := range j.Findings {
		if f.Submission == submission && !f.Shadow {
			findings = append(findings, f)
		}
	}
	return findings
}

// Annotate writes each workbook back with its findings marked.
func (n *Night) Annotate(folder string, files []string, judged *Judgement) error {
	for i, s := range judged.Standings {
		original, err := os.ReadFile(files[i])
		if err != nil {
			return fmt.Errorf("annotate %s: %w", files[i], err)
		}
		book, _, err := report.Annotate(original, report.Return{
			Region: s.Region, Period: s.Period, File: filepath.Base(s.File), SHA256: s.SHA256, Titles: n.titles(),
			State: s.State, ReceivedAt: s.ReceivedAt, Findings: judged.Of(s.Submission),
		})
		if err != nil {
			return fmt.Errorf("annotate %s: %w", files[i], err)
		}
		err = home.WriteFile(filepath.Join(folder, returnName(s.File)+"_审核反馈.xlsx"), 0o644, func(w io.Writer) error {
			_, err := w.Write(book)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
