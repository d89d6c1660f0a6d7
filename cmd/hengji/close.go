package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
)

func closeCommand() *cobra.Command {
	var who string
	command := &cobra.Command{
		Use:   "close --period 报告期",
		Short: "审定并锁定一个报告期：汇总表和导出不再变动",
		Long: `审定并锁定一个报告期：它的汇总表、导出、各次报送的状态和审核意见，按生效的数据库保存下来，
以后的规则、代码表和程序都不改变它们；每次运行都核对。此后收到的工作簿照样审核、答复，不计入（逾期未计）。`,
		Args: noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			return s.decidePeriod(cmd, "已锁定报告期 %s。\n", func(n *night.Night) (*night.Outcome, error) { return n.SignPeriod(cmd.Context(), who) })
		}),
	}
	command.Flags().StringVar(&who, "who", "", "审定人，记入台账")
	return command
}

func reopenCommand() *cobra.Command {
	var who, why string
	command := &cobra.Command{
		Use:   "reopen --period 报告期 --why 原因",
		Short: "解除锁定：报告期重新按现在的数据和规则计算",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			if why == "" {
				return hengji.UsageError{Err: errors.New("请用 --why 写明原因，记入台账")}
			}
			return s.decidePeriod(cmd, "已解除报告期 %s 的锁定。\n", func(n *night.Night) (*night.Outcome, error) { return n.ReopenPeriod(cmd.Context(), who, why) })
		}),
	}
	command.Flags().StringVar(&who, "who", "", "经办人，记入台账")
	command.Flags().StringVar(&why, "why", "", "原因，记入台账（必填）")
	return command
}

// decidePeriod has a period closed or reopened, which must be named, and says that it is done.
func (s settings) decidePeriod(cmd *cobra.Command, done string, decide func(*night.Night) (*night.Outcome, error)) error {
	if !cmd.Flag("period").Changed {
		return hengji.UsageError{Err: errors.New("请用 --period 写明报告期")}
	}
	return s.withLog(cmd.ErrOrStderr(), func(n *night.Night) error {
		m, err := decide(n)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), done, m.Period)
		fmt.Fprintf(cmd.OutOrStdout(), "已作为第 %d 次发布生效。\n", m.Published.Generation)
		return m.Unfinished()
	})
}
