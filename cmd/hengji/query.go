package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/report"
)

var formats = []string{"table", "csv", "json", "markdown"}

func queryCommand() *cobra.Command {
	var format string
	command := &cobra.Command{
		Use:   "query SQL",
		Short: "对已发布的数据库做只读查询",
		Args:  oneArgument("一条放在引号里的 SELECT"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, args []string) error {
			if format == "" {
				format = s.format()
			}
			if !slices.Contains(formats, format) {
				return hengji.UsageError{Err: fmt.Errorf("--format=%q：只能是 %v", format, formats)}
			}
			p, err := s.published(cmd)
			if err != nil {
				return err
			}
			defer p.Close()
			table, err := p.DB.Query(cmd.Context(), args[0])
			if err != nil {
				return hengji.UsageError{Err: err}
			}
			return report.Print(cmd.OutOrStdout(), table, format)
		}),
	}
	command.Flags().StringVar(&format, "format", "", "输出格式：table | csv | json | markdown（默认 table）")
	return asOf(command)
}
