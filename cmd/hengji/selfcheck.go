package main

import (
	"github.com/spf13/cobra"

	"hengji/selfcheck"
)

func selfcheckCommand() *cobra.Command {
	command := &cobra.Command{Use: "selfcheck --out 目录 [--region 县市区]", Short: "生成自查页，县市区在浏览器里先查后报", Args: noArguments}
	out := command.Flags().String("out", "", "写到这个目录")
	region := command.Flags().String("region", "", "只给这一个县市区（或市科技局）用")
	command.RunE = withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
		return selfcheck.Make(cmd.OutOrStdout(), s.SelfCheck, s.Settings, s.Rules, *out, *region)
	})
	return command
}
