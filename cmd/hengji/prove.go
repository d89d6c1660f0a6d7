package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"hengji/night"
	"hengji/report"
)

func proveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "prove 文件|核对码",
		Short: "核对一份印出或寄来的汇总表、报告：是哪次发布的，改过没有",
		Long: `核对一份汇总表.xlsx 或绩效评价报告（.docx、.html）：是哪个报告期、哪次发布（或哪次审定锁定）的，
与当时写出的文件是否一个字节不差。只有纸的，写印在页脚和文末的核对码。不相符、不能核对时以非零码退出。`,
		Example: `  hengji prove 汇总表.xlsx
  hengji prove 3F2A-91C0-7B5E`,
		Args: oneArgument("文件或核对码"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, args []string) error {
			var content []byte
			if !night.CodePattern.MatchString(args[0]) {
				var err error
				if content, err = os.ReadFile(args[0]); err != nil {
					return fmt.Errorf("read file to prove: %w", err)
				}
			}
			proof, err := night.ProvenanceOf(cmd.Context(), s.Settings, content, args[0])
			if err != nil {
				return err
			}
			if s.JSON {
				err = report.WriteJSON(cmd.OutOrStdout(), proof)
			} else {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), proof.Words())
			}
			if err == nil && proof.Period == "" || content != nil && !proof.Unchanged {
				err = errors.New("文件没有通过核对，见上")
			}
			return err
		}),
	}
}
