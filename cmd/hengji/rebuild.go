package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
)

func rebuildCommand() *cobra.Command {
	var out string
	command := &cobra.Command{
		Use:   "rebuild [--rules current] [--out 文件]",
		Short: "从档案、台账和归档的规则重新生成数据库，内容摘要应与原来相同",
		Long: `从档案、台账和归档的规则、设置重新生成最近一次发布的数据库，“现在”取当时的时刻。
内容摘要与台账所记相同时，作为新的一次发布生效；不同则不发布。
--rules current 按现行规则、设置和此刻重新审核全部报送，作为新的一次发布。
--out 文件 只写出数据库文件，不发布。`,
		Args: noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			if err := night.CheckHome(s.Home); err != nil {
				return err
			}
			if out != "" {
				if _, err := os.Lstat(out); err == nil {
					return hengji.UsageError{Err: fmt.Errorf("%s 已经存在，不会覆盖", out)}
				}
			}
			current := s.Rules == rulesNow
			if current {
				s.Rules = s.usualRules
				s.Rejudge = true
			}
			return s.withLog(cmd.ErrOrStderr(), func(n *night.Night) error {
				made, err := n.Rebuild(cmd.Context(), current, out)
				if made == nil {
					return err
				}
				return s.printRebuilt(cmd.OutOrStdout(), made, current, err)
			})
		}),
	}
	command.Flags().StringVar(&out, "out", "", "只写出到这个文件，不发布")
	return command
}

// rulesNow as --rules of rebuild: judge by what is in force now.
const rulesNow = "current"

// printRebuilt says what was made, and then the trouble that came behind it.
func (s settings) printRebuilt(w io.Writer, made *night.Rebuilt, current bool, err error) error {
	fmt.Fprintf(w, "重新生成：%d 个文件，内容摘要 %s\n", made.Files, made.Content)
	if made.Same && !current {
		fmt.Fprintf(w, "与第 %d 次发布相同。\n", made.Of)
	}
	if err != nil || made.Outcome == nil {
		return err
	}
	fmt.Fprintf(w, "已作为第 %d 次发布生效：%s\n", made.Outcome.Published.Generation, filepath.Join(s.Publish, "hengji.duckdb"))
	return made.Outcome.Unfinished()
}
