package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

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
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			wanted, err := night.ReadFormats(format)
			if err != nil {
				return err
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
			if err := night.WriteExports(out, files); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个文件到 %s。\n", len(files), out)
			return err
		}),
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
