package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"hengji/home"
)

func ledgerCommand() *cobra.Command {
	command := &cobra.Command{Use: "ledger", Short: "台账"}
	command.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "核对台账的链条，和档案、归档规则、已发布数据库的每个字节",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			if _, err := os.Stat(s.Home); err != nil {
				return usageError{fmt.Errorf("数据目录 %s 不存在", s.Home)}
			}
			h := &home.Home{Dir: s.Home} // home.Open would make folders
			ledger, err := h.Ledger()
			if err != nil {
				return err
			}
			damaged, unclaimed := h.Damaged(ledger, sameRules)
			if ledger.Torn != "" {
				damaged = append(damaged, fmt.Errorf("ledger.jsonl:%d: the last line is not whole; the next run cuts it off", len(ledger.Entries)+1))
			}
			published, err := lastPublication(ledger)
			if err != nil {
				return err
			}
			damaged = append(damaged, unfit(h, ledger, published)...)
			for _, name := range unclaimed {
				fmt.Fprintf(cmd.ErrOrStderr(), "台账中没有收件记录（中断的运行会留下这样的文件，下次运行再收）：archive/%s\n", name)
			}
			for _, one := range damaged {
				fmt.Fprintln(cmd.ErrOrStderr(), "有误：", one)
			}
			if len(damaged) > 0 {
				return fmt.Errorf("verify home: %d things are not as they were written", len(damaged))
			}
			receipts, err := ledger.Receipts()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "台账 %d 条，链条完整；档案 %d 个文件，逐字节相符；归档的规则和已发布的数据库也相符。\n", len(ledger.Entries), len(receipts))
			return nil
		},
	})
	return command
}

// unfit tells where what was published is not what the ledger says: the archived
// rules and inputs from which it can be made again; and where the last run saw
// more of the ledger than there is.
func unfit(h *home.Home, ledger *home.Ledger, published home.Manifest) (wrong []error) {
	text, err := os.ReadFile(h.Path("run.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	var last morning
	if err == nil {
		if err := json.Unmarshal(text, &last); err != nil {
			wrong = append(wrong, fmt.Errorf("run.json: %w", err))
		}
	}
	if last.Ledger.Hash != "" && !ledger.Holds(last.Ledger.Hash) {
		wrong = append(wrong, fmt.Errorf("ledger.jsonl: the last run left %d lines, the last of them %.16s, which is missing: lines were cut off, or it is an older copy", last.Ledger.Lines, last.Ledger.Hash))
	}
	if published.Generation == 0 {
		return wrong
	}
	if _, err := h.Inputs(published.Inputs); errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	if _, err := h.Rules(published.Rules); errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	return wrong
}
