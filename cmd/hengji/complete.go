package main

import (
	"strings"

	"github.com/spf13/cobra"

	"hengji/night"
)

// completing makes a completion by what the published database has; nothing is proposed
// where there is none.
func completing(choice func(args []string) string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		directive := cobra.ShellCompDirectiveNoFileComp
		s, err := readSettings(cmd)
		if err != nil {
			return nil, directive
		}
		var found []cobra.Completion
		for _, row := range night.Choices(cmd.Context(), s.Home, choice(args)) {
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

// always is a choice that no argument changes.
func always(choice string) cobra.CompletionFunc {
	return completing(func([]string) string { return choice })
}

// columns are those of the mart that the first argument names.
func columns(behind string) cobra.CompletionFunc {
	return completing(func(args []string) string {
		return night.ChooseColumns(strings.Join(args[:min(1, len(args))], ""), behind)
	})
}

// complete gives flags and arguments their completions.
func complete(root *cobra.Command) {
	proposed := func(command *cobra.Command, flag string, words cobra.CompletionFunc) {
		if err := command.RegisterFlagCompletionFunc(flag, words); err != nil {
			panic(err) // a flag that the command does not have
		}
	}
	proposed(root, "period", always(night.ChoosePeriods))
	for _, command := range root.Commands() {
		switch command.Name() {
		case "trace":
			command.ValidArgsFunction = func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
				if len(args) == 0 {
					return always(night.ChooseMarts)(cmd, args, begun)
				}
				return columns("=")(cmd, args, begun)
			}
			proposed(command, "where", columns("="))
			proposed(command, "column", columns(""))
		case "template":
			proposed(command, "region", always(night.ChooseRegions))
		}
	}
}
