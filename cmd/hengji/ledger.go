package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
)

func ledgerCommand() *cobra.Command {
	command := &cobra.Command{Use: "ledger", Short: "台账：核对"}
	group(command)
	command.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "核对台账的链条，和档案、归档规则、已发布数据库的每个字节",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			if _, err := os.Stat(s.Home); err != nil {
				return hengji.UsageError{Err: fmt.Errorf("数据目录 %s 不存在", s.Home)}
			}
			proof, err := night.Prove(s.Home)
			if err != nil {
				return err
			}
			for _, name := range proof.Unclaimed {
				fmt.Fprintf(cmd.ErrOrStderr(), "台账中没有收件记录（中断的运行会留下这样的文件，下次运行再收）：archive/%s\n", name)
			}
			for _, one := range proof.Damaged {
				fmt.Fprintln(cmd.ErrOrStderr(), "有误：", one)
			}
			if len(proof.Damaged) > 0 {
				return fmt.Errorf("有 %d 处与写入时不同", len(proof.Damaged))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "台账 %d 条，链条完整；档案 %d 个文件，逐字节相符；归档的规则和已发布的数据库也相符。\n", proof.Entries, proof.Receipts)
			return nil
		},
	})
	return command
}
