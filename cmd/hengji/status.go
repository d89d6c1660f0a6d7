package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/load"
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
			if s.JSON {
				table, err := db.Table("submission_status")
				if err != nil {
					return err
				}
				return report.Print(cmd.OutOrStdout(), table, "json")
			}
			board, err := statusBoard(cmd.Context(), db)
			if err != nil {
				return err
			}
			return report.Print(cmd.OutOrStdout(), board, "table")
		},
	}
}

// boardColumns are the columns of mart.submission_status that fit on a terminal,
// with headings as short as they may be.
var boardColumns = []hengji.TableColumn{
	{Name: "region", Label: "县市区"}, {Name: "latest_state", Label: "状态"},
	{Name: "latest_version", Label: "版本", Number: true}, {Name: "effective_version", Label: "采用", Number: true},
	{Name: "received_at", Label: "收到"},
	{Name: "blocking", Label: "强制", Number: true}, {Name: "approval", Label: "准强制", Number: true},
	{Name: "explain", Label: "核实", Number: true}, {Name: "notice", Label: "提示", Number: true},
	{Name: "days_late", Label: "迟报天数", Number: true},
}

// statusBoard is mart.submission_status as people read it.
func statusBoard(ctx context.Context, db *load.DB) (hengji.Table, error) {
	mart, err := db.Table("submission_status")
	if err != nil {
		return hengji.Table{}, err
	}
	board := hengji.Table{Name: mart.Name, Title: mart.Title, Columns: boardColumns}
	counts := map[hengji.State]int{}
	for _, row := range mart.Rows {
		line := make([]string, len(boardColumns))
		for i, column := range boardColumns {
			line[i] = valueOf(mart, row, column.Name)
		}
		state := hengji.State(line[1])
		counts[state]++
		line[1] = state.Chinese()
		board.Rows = append(board.Rows, line)
	}
	board.Note = mart.Note + "；" + strings.Join(countStates(counts), " · ")
	return board, nil
}

// boardStates are all states in the order in which people ask for them.
var boardStates = []hengji.State{hengji.Accepted, hengji.Pending, hengji.Nil, hengji.Returned, hengji.Missing}

func countStates(counts map[hengji.State]int) []string {
	var words []string
	for _, state := range boardStates {
		words = append(words, fmt.Sprintf("%s %d", state.Chinese(), counts[state]))
	}
	return words
}

// valueOf reads a row's value by the column's name, never by its place.
func valueOf(table hengji.Table, row []string, column string) string {
	for i, c := range table.Columns {
		if c.Name == column {
			return row[i]
		}
	}
	return ""
}
