package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/load"
	"hengji/schema"
)

func vetCommand() *cobra.Command {
	var impact bool
	command := &cobra.Command{
		Use:   "vet",
		Short: "检查规则文件：每处错误给出文件和行号",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			rules, files, err := s.readRules()
			if err != nil {
				return err
			}
			if err := load.Vet(rules); err != nil {
				return usageError{fmt.Errorf("规则文件：\n%w", err)}
			}
			if _, err := readEvaluation(rules, files); err != nil {
				return err
			}
			if impact { // before the cases are written: it may not be worth them
				if !cmd.Flag("rules").Changed {
					return usageError{errors.New("请用 --rules 指明改后的规则目录，与现行规则比较")}
				}
				preview, err := s.previewImpact(cmd.Context(), rules)
				if err != nil {
					return err
				}
				return preview.print(cmd.OutOrStdout(), s.JSON)
			}
			without, err := withoutCases(rules, files)
			if err != nil {
				return usageError{err}
			}
			for _, missing := range without {
				fmt.Fprintln(cmd.ErrOrStderr(), missing)
			}
			if len(without) > 0 {
				return usageError{fmt.Errorf("%d 条规则缺少案例", len(without))}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "规则文件无误：报表 %d 张，规则 %d 条（其中 SQL 审核 %d 条），汇总表 %d 张，代码表 %d 个。\n",
				len(rules.Forms), len(rules.Catalogue), len(rules.Checks), len(rules.Marts), len(rules.CodeLists))
			return nil
		},
	}
	command.Flags().BoolVar(&impact, "impact", false, "预览：改后的规则（--rules）对档案中的全部文件会新提出、不再提出哪些意见")
	return command
}

// withoutCases names the checks that lack a case that fails, or one that passes.
func withoutCases(rules *hengji.Rules, files fs.FS) ([]string, error) {
	cases, err := schema.ReadCases(files)
	if err != nil {
		return nil, fmt.Errorf("案例有误：\n%w", err)
	}
	failing, passing := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		if expects(c, c.Rule) {
			failing[c.Rule] = true
		} else {
			passing[c.Rule] = true
		}
	}
	var without []string
	for _, rule := range rules.Checks {
		place := fmt.Sprintf("%s:%d", rule.Source.File, rule.Source.Line)
		if !failing[rule.ID] {
			without = append(without, fmt.Sprintf("%s: %s 没有不通过的案例（samples/cases/%s.txt）", place, rule.ID, rule.ID))
		}
		if !passing[rule.ID] {
			without = append(without, fmt.Sprintf("%s: %s 没有通过的案例（samples/cases/%s.txt）", place, rule.ID, rule.ID))
		}
	}
	return without, nil
}

// expects tells whether a case expects a finding of a rule.
func expects(c schema.Case, rule string) bool {
	for _, line := range c.Want {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] == rule {
			return true
		}
	}
	return false
}
