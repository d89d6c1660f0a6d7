package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
)

func exportCommand() *cobra.Command {
	var out, format, headers string
	command := &cobra.Command{
		Use:   "export [--out 目录] [--format xlsx,docx,html,csv,parquet]",
		Short: "导出印发的汇总表、绩效评价报告和数据文件",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			wanted, err := night.ReadWanted(format, headers)
			if err != nil {
				return err
			}
			p, err := s.published(cmd)
			if err != nil {
				return err
			}
			defer p.Close()
			if out == "" && p.Then != nil {
				return hengji.UsageError{Err: errors.New("--as-of 要用 --out 写明目录：默认的目录放的是生效的")}
			}
			if out == "" {
				period, err := p.DB.Period(cmd.Context())
				if err != nil {
					return err
				}
				out = filepath.Join(s.Home, night.ExportsFolder, period)
			}
			if err := p.ReadRules(s.Rules); err != nil {
				return err
			}
			files, err := night.ExportPublished(cmd.Context(), s.Settings, p, wanted)
			if err != nil {
				return err
			}
			if err := p.WriteExports(cmd.Context(), out, files); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个文件到 %s。\n", len(files), out)
			return err
		}),
	}
	command.Flags().StringVar(&out, "out", "", "写到这个目录（默认数据目录下的 exports/报告期）")
	command.Flags().StringVar(&format, "format", strings.Join(night.ExportFormats, ","), "以逗号分隔："+strings.Join(night.ExportFormats, " | "))
	command.Flags().StringVar(&headers, "headers", "en", "CSV 的列名：en（与数据库相同）| zh（中文）")
	return asOf(command)
}
