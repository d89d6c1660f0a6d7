package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
	"hengji/schema"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify [规则…]",
		Short: "运行规则的案例：该发现的发现，不该发现的不发现",
		Example: `  hengji verify
  hengji verify ALLOC-R03 --rules my-rules`,
		RunE: withSettings(func(cmd *cobra.Command, s settings, ids []string) error {
			rules, files, err := s.readRules()
			if err != nil {
				return err
			}
			cases, err := night.ReadCases(files, ids)
			if err != nil {
				return err
			}
			found, err := night.RunCases(cmd.Context(), s.Settings, rules, files, cases)
			if err != nil {
				return err
			}
			failed := printFailed(cmd.OutOrStdout(), cases, found)
			fmt.Fprintf(cmd.OutOrStdout(), "案例 %d 个，通过 %d 个，未通过 %d 个。\n", len(cases), len(cases)-failed, failed)
			if failed > 0 {
				return hengji.UsageError{Err: fmt.Errorf("%d 个案例未通过", failed)}
			}
			return nil
		}),
	}
}

// printFailed prints for each case that fails what was missing (-) and what was found
// instead (+).
func printFailed(w io.Writer, cases []schema.Case, found [][]string) (failed int) {
	for i, c := range cases {
		got := found[i]
		if slices.Equal(got, c.Want) {
			continue
		}
		failed++
		fmt.Fprintf(w, "未通过 %s（%s）　%s:%d\n", c.Name, c.Title, c.Place.File, c.Place.Line)
		for _, line := range c.Want {
			if !slices.Contains(got, line) {
				fmt.Fprintln(w, "  - "+line)
			}
		}
		for _, line := range got {
			if !slices.Contains(c.Want, line) {
				fmt.Fprintln(w, "  + "+line)
			}
		}
	}
	return failed
}
