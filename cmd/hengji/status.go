package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/report"
)

func statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "各县市区报送情况",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			db, err := openPublished(s)
			if err != nil {
				return err
			}
			defer db.Close()
			table, err := db.Table("submission_status")
			if err != nil {
				return err
			}
			if s.JSON {
				return report.Print(cmd.OutOrStdout(), table, "json")
			}
			return report.Print(cmd.OutOrStdout(), inWords(table), "table")
		},
	}
}

// inWords is the board as people read it: states by their Chinese names, and how
// many regions are in each.
func inWords(board hengji.Table) hengji.Table {
	counts := map[hengji.State]int{}
	for c, column := range board.Columns {
		if column.Name != "latest_state" {
			continue
		}
		board.Columns[c].Label = "最近报送"
		for _, row := range board.Rows {
			state := hengji.State(row[c])
			counts[state]++
			row[c] = state.Chinese()
		}
	}
	var words []string
	for _, state := range []hengji.State{hengji.Accepted, hengji.Pending, hengji.Nil, hengji.Returned, hengji.Missing} {
		words = append(words, fmt.Sprintf("%s %d", state.Chinese(), counts[state]))
	}
	board.Note += "；" + strings.Join(words, " · ")
	return board
}
