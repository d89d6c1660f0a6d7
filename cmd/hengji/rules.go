package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
	"hengji/report"
	"hengji/schema"
)

func rulesCommand() *cobra.Command {
	var out string
	var markdown bool
	command := &cobra.Command{
		Use:   "rules --out 目录 | --markdown",
		Short: "写出内置规则文件，供修改后以 --rules 使用；或列出全部审核规则",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			if markdown {
				rules, _, err := s.readRules()
				if err != nil {
					return err
				}
				return report.WriteRules(cmd.OutOrStdout(), rules)
			}
			if out == "" {
				return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个目录，或用 --markdown 列出全部规则")}
			}
			files, err := schema.Editable(hengji.DefaultRules)
			if err == nil {
				err = night.WriteRules(out, files)
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个规则文件到 %s。修改后运行 hengji vet --rules %s 检查。\n", len(files), out, out)
			return nil
		}),
	}
	command.Flags().StringVar(&out, "out", "", "写到这个（空的）目录")
	command.Flags().BoolVar(&markdown, "markdown", false, "以 Markdown 列出全部审核规则（编号、类别、审核意见）")
	return command
}
