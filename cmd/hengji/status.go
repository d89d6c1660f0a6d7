package main

import (
	"github.com/spf13/cobra"

	"hengji/night"
	"hengji/report"
)

func statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "各县市区报送情况",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			db, err := s.published(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if s.JSON {
				table, err := night.RegionsOf(db)
				if err != nil {
					return err
				}
				return report.Print(cmd.OutOrStdout(), table, "json")
			}
			b, err := night.ReadBoard(cmd.Context(), db)
			if err != nil {
				return err
			}
			if b.PutBack, err = night.LastPutBack(s.Home); err != nil {
				return err
			}
			return report.Print(cmd.OutOrStdout(), b.Table(), "table")
		}),
	}
}
