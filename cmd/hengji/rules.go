package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
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
		RunE: func(cmd *cobra.Command, _ []string) error {
			if markdown {
				s, err := readSettings(cmd)
				if err != nil {
					return err
				}
				rules, _, err := s.readRules()
				if err != nil {
					return err
				}
				return report.WriteRules(cmd.OutOrStdout(), rules)
			}
			if out == "" {
				return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个目录，或用 --markdown 列出全部规则")}
			}
			// Edited rules are somebody's work: nothing is written over them.
			if entries, err := os.ReadDir(out); err == nil && len(entries) > 0 {
				return hengji.UsageError{Err: fmt.Errorf("目录 %s 不是空的，不会覆盖其中的文件", out)}
			}
			files, err := schema.Editable(hengji.DefaultRules)
			if err == nil {
				err = writeRuleFiles(out, files)
			}
			if err != nil {
				return fmt.Errorf("write rules: %w", err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个规则文件到 %s。修改后运行 hengji vet --rules %s 检查。\n", len(files), out, out)
			return nil
		},
	}
	command.Flags().StringVar(&out, "out", "", "写到这个（空的）目录")
	command.Flags().BoolVar(&markdown, "markdown", false, "以 Markdown 列出全部审核规则（编号、类别、审核意见）")
	return command
}

// writeRuleFiles writes the files of a rules folder.
func writeRuleFiles(folder string, files map[string][]byte) error {
	for name, data := range files {
		err := home.WriteFile(filepath.Join(folder, filepath.FromSlash(name)), 0o644, func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
