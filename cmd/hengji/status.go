package main

import (
	"github.com/spf13/cobra"

	"hengji/night"
	"hengji/report"
)

func statusCommand() *cobra.Command {
	return asOf(&cobra.Command{
		Use:   "status",
		Short: "各县市区报送情况",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			p, err := s.published(cmd)
			if err != nil {
				return err
			}
			defer p.Close()
			if s.JSON {
				table, err := night.RegionsOf(p.DB)
				if err != nil {
					return err
				}
				return report.Print(cmd.OutOrStdout(), table, "json")
			}
			b, err := night.ReadBoard(cmd.Context(), p.DB)
			if err != nil {
				return err
			}
			if p.Then == nil { // what lies in the inbox is of today
				if b.PutBack, err = night.LastPutBack(s.Home, b.Period); err != nil {
					return err
				}
			}
			return report.Print(cmd.OutOrStdout(), b.Table(), "table")
		}),
	})
}
