package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/load"
	"hengji/night"
	"hengji/schema"
)

func vetCommand() *cobra.Command {
	var impact bool
	command := &cobra.Command{
		Use:   "vet",
		Short: "检查规则文件：每处错误给出文件和行号",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			if impact && !cmd.Flag("rules").Changed {
				return hengji.UsageError{Err: errors.New("请用 --rules 指明改后的规则目录，与现行规则比较")}
			}
			rules, files, err := s.readRules()
			if err != nil {
				return err
			}
			if err := load.Vet(rules); err != nil {
				return hengji.UsageError{Err: fmt.Errorf("规则文件：\n%w", err)}
			}
			if _, err := night.ReadEvaluation(rules, files); err != nil {
				return err
			}
			if impact { // before the cases are written: it may not be worth them
				preview, err := s.previewImpact(cmd.Context(), rules)
				if err != nil {
					return err
				}
				return printImpact(cmd.OutOrStdout(), preview, s.JSON)
			}
			cases, err := night.ReadCases(files, nil)
			if err != nil {
				return err
			}
			without := schema.WithoutCases(rules, cases)
			for _, missing := range without {
				fmt.Fprintln(cmd.ErrOrStderr(), missing)
			}
			if len(without) > 0 {
				return hengji.UsageError{Err: fmt.Errorf("%d 条规则缺少案例", len(without))}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "规则文件无误：报表 %d 张，规则 %d 条（其中 SQL 审核 %d 条），汇总表 %d 张，代码表 %d 个。\n",
				len(rules.Forms), len(rules.Catalogue), len(rules.Checks), len(rules.Marts), len(rules.CodeLists))
			return nil
		}),
	}
	command.Flags().BoolVar(&impact, "impact", false, "预览：改后的规则（--rules）对档案中的全部文件会新提出、不再提出哪些意见")
	return command
}
