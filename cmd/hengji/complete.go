package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hengji/night"
)

// completing makes a completion of a SELECT over the published database that gives the
// words to choose from. Where there is no database yet, nothing is proposed.
func completing(statement func(args []string) string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		s, err := readSettings(cmd)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		p, err := night.OpenPublished(s.Home)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer p.Close()
		words, err := p.DB.Query(cmd.Context(), statement(args))
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		directive := cobra.ShellCompDirectiveNoFileComp
		var found []cobra.Completion
		for _, row := range words.Rows {
			if strings.HasPrefix(row[0], begun) {
				found = append(found, cobra.CompletionWithDesc(row[0], row[1]))
			}
			if strings.HasSuffix(row[0], "=") {
				directive |= cobra.ShellCompDirectiveNoSpace
			}
		}
		return found, directive
	}
}

// The words that commands are completed with, each with what it means.
var (
	completePeriods = completing(func([]string) string {
		return "SELECT DISTINCT period, '' FROM core.region ORDER BY 1"
	})
	completeRegions = completing(func([]string) string {
		return "SELECT name, code FROM ref.regions ORDER BY position"
	})
	completeColumns = completing(func(args []string) string { return columnsOf(args, "") })
	completeRows    = completing(func(args []string) string { return columnsOf(args, "=") })
	completeMarts   = completing(func([]string) string {
		return "SELECT schema_name || '.' || table_name, comment FROM meta.dictionary WHERE schema_name = 'mart' AND column_name IS NULL AND table_name IS NOT NULL ORDER BY 1"
	})
)

// columnsOf selects the columns of the mart that the first argument names.
func columnsOf(args []string, behind string) string {
	mart := ""
	if len(args) > 0 {
		mart = strings.ReplaceAll(strings.TrimPrefix(args[0], "mart."), "'", "''")
	}
	return fmt.Sprintf("SELECT column_name || '%s', comment FROM meta.dictionary WHERE schema_name = 'mart' AND table_name = '%s' AND column_name IS NOT NULL ORDER BY position", behind, mart)
}

// complete gives flags and arguments their completions.
func complete(root *cobra.Command) {
	proposed := func(command *cobra.Command, flag string, words cobra.CompletionFunc) {
		if err := command.RegisterFlagCompletionFunc(flag, words); err != nil {
			panic(err) // a flag that the command does not have
		}
	}
	proposed(root, "period", completePeriods)
	for _, command := range root.Commands() {
		switch command.Name() {
		case "trace":
			command.ValidArgsFunction = func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
				if len(args) == 0 {
					return completeMarts(cmd, args, begun)
				}
				return completeRows(cmd, args, begun)
			}
			proposed(command, "where", completeRows)
			proposed(command, "column", completeColumns)
		case "template":
			proposed(command, "region", completeRegions)
		}
	}
}
