package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hengji/report"
)

func traceCommand() *cobra.Command {
	var where []string
	var column string
	command := &cobra.Command{
		Use:   "trace 汇总表 [列=值 …]",
		Short: "追溯汇总表中的数字：列出来源单元格，重新读取并核对",
		Long: `追溯汇总表一行中的数字：由哪些工作簿的哪些单元格得出，原样填的是什么，读作什么；
从档案中的原文件重新读取后再算一遍，与表中的数字核对。不相符时以非零码退出。`,
		Example: `  hengji trace mart.allocation_by_region --where region=东山县 --column amount_wan
  hengji trace allocation_table --where 县市区=合计 --column projects --json`,
		Args: someArguments("汇总表的名称，如 mart.allocation_by_region"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, args []string) error {
			tracer, p, err := s.tracer(cmd)
			if err != nil {
				return err
			}
			defer p.Close()
			traced, err := tracer.Trace(cmd.Context(), strings.TrimPrefix(args[0], "mart."), append(where, args[1:]...), column)
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
	return asOf(command)
}
