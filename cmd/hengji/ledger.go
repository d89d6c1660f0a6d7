package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"hengji/night"
)

func ledgerCommand() *cobra.Command {
	command := &cobra.Command{Use: "ledger", Short: "台账：核对"}
	group(command)
	var receipts []string
	verify := &cobra.Command{
		Use:   "verify",
		Short: "核对台账的链条，和档案、归档规则、已发布数据库的每个字节",
		Long: `核对台账的链条，和档案、归档规则、已发布数据库的每个字节。

加 --receipts 目录（可重复），再与别人保存的回执核对：退回单旁的 …_回执.json，或退回的工作簿本身。
链条只说明台账自己前后一致；别人手里的一张回执，说明它那一行以前的台账从出具以来没有改写过。`,
		Args: noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			if err := night.CheckHome(s.Home); err != nil {
				return err
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
			if err := verifyReceipts(cmd, s, receipts); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "台账 %d 条，链条完整；档案 %d 个文件，逐字节相符；归档的规则和已发布的数据库也相符。\n", proof.Entries, proof.Receipts)
			return nil
		}),
	}
	verify.Flags().StringArrayVar(&receipts, "receipts", nil, "别人保存的回执所在的目录，可重复")
	command.AddCommand(verify)
	return command
}

// verifyReceipts holds the ledger against receipts that others kept, where there are any.
func verifyReceipts(cmd *cobra.Command, s settings, folders []string) error {
	if len(folders) == 0 {
		return nil
	}
	found, err := night.VerifyReceipts(cmd.Context(), s.Home, s.Reader(), folders)
	if err != nil {
		return err
	}
	for _, one := range found.Wrong {
		fmt.Fprintln(cmd.ErrOrStderr(), "不相符：", one)
	}
	if len(found.Wrong) > 0 {
		return fmt.Errorf("%d 个文件中的回执，有 %d 个与台账不相符", found.Files, len(found.Wrong))
	}
	fmt.Fprintf(cmd.OutOrStdout(), "回执 %d 张（%d 个文件），都是台账中的一行：第 %d 行以前的台账从出具回执以来没有改写过。\n", found.Receipts, found.Files, found.Last)
	return nil
}
