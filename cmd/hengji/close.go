package main

import (
	"errors"
	"fmt"
	"io"

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
			return s.decidePeriod(cmd, func(n *night.Night) (*night.Outcome, error) { return n.Close(cmd.Context(), who) }, func(w io.Writer, m *night.Outcome) {
				fmt.Fprintf(w, "已锁定报告期 %s。\n", m.Period)
			})
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
			return s.decidePeriod(cmd, func(n *night.Night) (*night.Outcome, error) { return n.Reopen(cmd.Context(), who, why) }, func(w io.Writer, m *night.Outcome) {
				fmt.Fprintf(w, "已解除报告期 %s 的锁定。\n", m.Period)
			})
		}),
	}
	command.Flags().StringVar(&who, "who", "", "经办人，记入台账")
	command.Flags().StringVar(&why, "why", "", "原因，记入台账（必填）")
	return command
}

// decidePeriod has a period closed or reopened, which must be named.
func (s settings) decidePeriod(cmd *cobra.Command, decide func(*night.Night) (*night.Outcome, error), print func(io.Writer, *night.Outcome)) error {
	if !cmd.Flag("period").Changed {
		return hengji.UsageError{Err: errors.New("请用 --period 写明报告期")}
	}
	n, err := s.night()
	if err != nil {
		return err
	}
	logs, err := openLog(n, s, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	defer logs.Close()
	m, err := decide(n)
	if err != nil {
		return err
	}
	print(cmd.OutOrStdout(), m)
	fmt.Fprintf(cmd.OutOrStdout(), "已作为第 %d 次发布生效。\n", m.Published.Generation)
	if len(m.Undelivered) > 0 || len(m.Held) > 0 {
		return s.outcome(m)
	}
	return nil
}
