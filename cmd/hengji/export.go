package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night"
	"hengji/report"
)

func exportCommand() *cobra.Command {
	var out, format string
	command := &cobra.Command{
		Use:   "export [--out 目录] [--format xlsx,html,csv,parquet]",
		Short: "导出印发的汇总表、绩效评价报告和数据文件",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			wanted, err := exportWanted(format)
			if err != nil {
				return hengji.UsageError{Err: err}
			}
			text, err := s.evaluation(wanted)
			if err != nil {
				return err
			}
			database, err := night.PublishedFile(s.Home)
			if err != nil {
				return err
			}
			db, err := load.Open(database)
			if err != nil {
				return err
			}
			if err := s.readPeriod(cmd.Context(), db); err != nil {
				return err
			}
			defer db.Close()
			if out == "" {
				period, err := db.Period(cmd.Context())
				if err != nil {
					return err
				}
				out = filepath.Join(s.Home, night.ExportsFolder, period)
			}
			files, err := night.ExportPublished(cmd.Context(), s.Home, database, db, text, wanted)
			if err != nil {
				return err
			}
			for _, file := range files { // every one was made before the first is written
				err := home.WriteFile(filepath.Join(out, filepath.FromSlash(file.Name)), 0o644, func(w io.Writer) error {
					_, err := w.Write(file.Content)
					return err
				})
				if err != nil {
					return err
				}
			}
			if err := home.WriteSums(out, "hengji "+hengji.Version+" export", files); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个文件到 %s。\n", len(files), out)
			return err
		},
	}
	command.Flags().StringVar(&out, "out", "", "写到这个目录（默认数据目录下的 exports/报告期）")
	command.Flags().StringVar(&format, "format", strings.Join(night.ExportFormats, ","), "以逗号分隔："+strings.Join(night.ExportFormats, " | "))
	return command
}

// evaluation reads the text of the evaluation report; nil where no page is wanted.
func (s settings) evaluation(wanted []string) (*report.Evaluation, error) {
	if !slices.Contains(wanted, "html") {
		return nil, nil
	}
	rules, files, err := s.readRules()
	if err != nil {
		return nil, err
	}
	return night.ReadEvaluation(rules, files)
}

// exportWanted reads the list of formats.
func exportWanted(list string) (wanted []string, err error) {
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		if !slices.Contains(night.ExportFormats, one) {
			return nil, fmt.Errorf("--format：没有格式 %q，只能是 %s", one, strings.Join(night.ExportFormats, "、"))
		}
		wanted = append(wanted, one)
	}
	return wanted, nil
}
