package main

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

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
	"hengji/transform"
)

func checkCommand() *cobra.Command {
	var annotate string
	command := &cobra.Command{
		Use:   "check FILE…",
		Short: "审核一个或多个工作簿，不保存任何状态",
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			rules, _, err := s.readRules()
			if err != nil {
				return err
			}
			n := s.desk(rules)
			workbooks := make([]workbook, len(files))
			for i, file := range files {
				if workbooks[i], err = n.onDisk(int64(i+1), file); err != nil {
					return usageError{err}
				}
			}
			judged, err := n.check(cmd.Context(), workbooks)
			if err != nil {
				return err
			}
			if annotate != "" {
				if err := n.annotate(annotate, files, judged); err != nil {
					return err
				}
			}
			return n.printChecked(cmd.OutOrStdout(), judged)
		},
	}
	command.Flags().StringVar(&annotate, "annotate", "", "把标注好的工作簿写到这个目录")
	return command
}

// desk is a night without a home: for check and verify, which keep no state.
func (s settings) desk(rules *hengji.Rules) *night {
	return &night{
		settings: s, rules: rules, plan: transform.Prepare(rules), id: "check", now: s.Now,
		progress: func(int, int, string) {}, log: zerolog.Nop(),
	}
}

// onDisk makes a workbook of a file. Its folder may tell its region.
func (n *night) onDisk(id int64, file string) (workbook, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return workbook{}, fmt.Errorf("没有文件 %s", file)
	}
	if err != nil {
		return workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	if !info.Mode().IsRegular() {
		return workbook{}, fmt.Errorf("%s 不是普通文件", file)
	}
	whole, err := filepath.Abs(file)
	if err != nil {
		return workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	w := workbook{
		id: id, period: n.settings.Period, file: path.Join(filepath.ToSlash(filepath.Dir(file)), hengji.Mask(filepath.Base(file))), received: n.now,
		folder: filepath.Base(filepath.Dir(whole)),
	}
	limits := n.settings.Limits
	if info.Size() > limits.FileBytes {
		w.open = func() (*hengji.Submission, error) {
			return nil, refusal("FILE-LIMIT", megabytes(info.Size()), megabytes(limits.FileBytes))
		}
		return w, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	sum := sha256.Sum256(data)
	w.sha256 = hex.EncodeToString(sum[:])
	w.open = func() (*hengji.Submission, error) { return n.settings.openBytes(filepath.Base(file), data) }
	return w, nil
}

// check reads and judges workbooks with a database in memory that is thrown away.
func (n *night) check(ctx context.Context, workbooks []workbook) (*judgement, error) {
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
func (n *night) judging() (*load.Build, error) {
	rules := *n.rules
	rules.Marts = nil
	return load.Create("", &rules, n.loadRun())
}

// of picks the findings of one submission that its district would see.
func (j *judgement) of(submission int64) []hengji.Finding {
	var findings []hengji.Finding
	for _, f := range j.findings {
		if f.Submission == submission && !f.Shadow {
			findings = append(findings, f)
		}
	}
	return findings
}

func (n *night) printChecked(w io.Writer, judged *judgement) error {
	returned := false
	for _, s := range judged.standings {
		findings := judged.of(s.Submission)
		returned = returned || s.State == hengji.Returned
		if n.settings.JSON {
			if err := report.WriteJSONL(w, findings); err != nil {
				return err
			}
			continue
		}
		region := s.Region
		if region == "" {
			region = "报送单位未识别"
		}
		summary := report.Return{Region: s.Region, Period: s.Period, State: s.State, Findings: findings}.Summary()
		if _, err := fmt.Fprintf(w, "%s（%s）%s\n", filepath.Base(s.File), region, summary); err != nil {
			return err
		}
		for _, f := range findings {
			if _, err := fmt.Fprintf(w, "  %s  [%s]\n", report.Line(f), f.Rule); err != nil {
				return err
			}
		}
	}
	if returned && n.settings.FailOn != "never" {
		return exit(exitReturned)
	}
	return nil
}

// annotate writes each workbook back with its findings marked.
func (n *night) annotate(folder string, files []string, judged *judgement) error {
	for i, s := range judged.standings {
		original, err := os.ReadFile(files[i])
		if err != nil {
			return fmt.Errorf("annotate %s: %w", files[i], err)
		}
		book, _, err := report.Annotate(original, report.Return{
			Region: s.Region, Period: s.Period, File: filepath.Base(s.File), SHA256: s.SHA256, Titles: n.titles(),
			State: s.State, ReceivedAt: s.ReceivedAt, Findings: judged.of(s.Submission),
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
