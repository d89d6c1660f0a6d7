package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/report"
	"hengji/trace"
)

func traceCommand() *cobra.Command {
	var where []string
	var column, format string
	var steps bool
	command := &cobra.Command{
		Use:   "trace 汇总表|报告中的编号 [列=值 …]",
		Short: "追溯汇总表中的数字：列出来源单元格，重新读取并核对",
		Long: `追溯汇总表一行中的数字：由哪些工作簿的哪些单元格得出，原样填的是什么，读作什么；
从档案中的原文件重新读取后再算一遍，与表中的数字核对。不相符时以非零码退出。`,
		Example: `  hengji trace mart.allocation_by_region --where region=东山县 --column amount_wan
  hengji trace allocation_table --where 县市区=合计 --column projects --json
  hengji trace F012`,
		Args: someArguments("报告中的编号或汇总表的名称，如 F012、mart.allocation_by_region"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, args []string) error {
			tracer, p, err := s.tracer(cmd)
			if err != nil {
				return err
			}
			defer p.Close()
			asked := trace.AskedBy(args, where, column)
			if steps {
				table, agrees, err := tracer.Steps(cmd.Context(), asked)
				if err == nil {
					err = report.Print(cmd.OutOrStdout(), table, format)
				}
				if err == nil && !agrees {
					err = fmt.Errorf("表中的数字与来源单元格不相符，见上")
				}
				return err
			}
			if len(asked) > 1 { // figures of one row are followed to their cells
				return hengji.UsageError{Err: fmt.Errorf("一次追溯一行；多行用 --steps 或 evidence")}
			}
			traced, err := tracer.Trace(cmd.Context(), asked[0].Mart, asked[0].Where, asked[0].Column)
			if err != nil {
				return err
			}
			if s.JSON {
				err = report.WriteJSON(cmd.OutOrStdout(), traced)
			} else {
				err = traced.Print(cmd.OutOrStdout())
			}
			if err == nil && !traced.Agrees {
				err = fmt.Errorf("表中的数字与来源单元格不相符，见上")
			}
			return err
		}),
	}
	command.Flags().StringArrayVar(&where, "where", nil, "哪一行：列=值，可重复；列用英文名或中文名")
	command.Flags().StringVar(&column, "column", "", "哪一列（默认该行所有的数字）")
	command.Flags().BoolVar(&steps, "steps", false, "每个数字怎样得来，一行一个，连同它所依据的；可以是多行、整张表")
	command.Flags().StringVar(&format, "format", "table", "--steps 的格式："+strings.Join(report.Formats, "、"))
	return asOf(command)
}
