package main

import (
	"github.com/spf13/cobra"

	"hengji"
	"hengji/report"
)

func configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "每项设置的值及其来源",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			table := hengji.Table{Name: "config", Title: "设置", Note: "参数 > 环境变量 > hengji.yaml > 默认", Columns: []hengji.TableColumn{
				{Name: "name", Label: "设置"}, {Name: "value", Label: "值"}, {Name: "source", Label: "来源"},
			}}
			for _, one := range s.Sources {
				table.Rows = append(table.Rows, []string{one.Name, one.Value, one.Source})
			}
			for _, p := range s.Periods {
				table.Rows = append(table.Rows, []string{"period " + p.Period, p.OpensOn + " 至 " + p.DueOn + "，关闭 " + p.ClosedOn, s.File})
			}
			return report.Print(cmd.OutOrStdout(), table, s.format())
		}),
	}
}

// format is how tables are printed where the command has no --format.
func (s settings) format() string {
	if s.JSON {
		return "json"
	}
	return "table"
}
