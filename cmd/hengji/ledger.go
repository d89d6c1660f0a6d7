package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hengji/home"
)

func ledgerCommand() *cobra.Command {
	command := &cobra.Command{Use: "ledger", Short: "台账"}
	command.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "核对台账的链条和档案中每个文件的每个字节",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			h, err := home.Open(s.Home)
			if err != nil {
				return err
			}
			ledger, err := h.Ledger()
			if err != nil {
				return err
			}
			receipts, err := ledger.Receipts()
			if err != nil {
				return err
			}
			damaged := 0
			for _, receipt := range receipts {
				if _, _, err := h.Archived(receipt, receipt.Size); err != nil {
					damaged++
					fmt.Fprintln(cmd.ErrOrStderr(), "档案有误：", err)
				}
			}
			if damaged > 0 {
				return fmt.Errorf("verify archive: %d of %d files do not fit their receipt", damaged, len(receipts))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "台账 %d 条，链条完整；档案 %d 个文件，逐字节相符。\n", len(ledger.Entries), len(receipts))
			return nil
		},
	})
	return command
}
