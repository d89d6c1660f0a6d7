package main

import (
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
			receipts, err := ledger.Receipts()
			if err != nil {
				return err
			}
			damaged := h.Damaged(receipts, sameRules)
			if ledger.Torn != "" {
				damaged = append(damaged, fmt.Errorf("ledger.jsonl:%d: the last line is not whole; the next run cuts it off", len(ledger.Entries)+1))
			}
			published, err := lastPublication(ledger)
			if err != nil {
				return err
			}
			damaged = append(damaged, unfit(h, published)...)
			for _, one := range damaged {
				fmt.Fprintln(cmd.ErrOrStderr(), "有误：", one)
			}
			if len(damaged) > 0 {
				return fmt.Errorf("verify home: %d things are not as they were written", len(damaged))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "台账 %d 条，链条完整；档案 %d 个文件，逐字节相符；归档的规则和已发布的数据库也相符。\n", len(ledger.Entries), len(receipts))
			return nil
		},
	})
	return command
}

// unfit tells where what was published is not what the ledger says: the archived
// rules and inputs from which it can be made again, and the database itself.
func unfit(h *home.Home, published home.Manifest) []error {
	if published.Generation == 0 {
		return nil
	}
	var wrong []error
	if _, err := h.Inputs(published.Inputs); errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	if _, err := h.Rules(published.Rules); errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	current, _, err := h.Current()
	switch {
	case err != nil || current == nil: // told already, or nothing to compare
	case current.Generation == published.Generation && *current != published:
		wrong = append(wrong, fmt.Errorf("generation %d is not the one that the ledger tells of", current.Generation))
	}
	return wrong
}
