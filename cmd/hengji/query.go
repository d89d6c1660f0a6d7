package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"hengji/load"
	"hengji/report"
)

var formats = []string{"table", "csv", "json", "markdown"}

func queryCommand() *cobra.Command {
	var format string
	command := &cobra.Command{
		Use:   "query SQL",
		Short: "对已发布的数据库做只读查询",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			if format == "" {
				format = s.format()
			}
			if !slices.Contains(formats, format) {
				return usageError{fmt.Errorf("--format=%q：只能是 %v", format, formats)}
			}
			db, err := openPublished(s)
			if err != nil {
				return err
			}
			defer db.Close()
			table, err := db.Query(cmd.Context(), args[0])
			if err != nil {
				return usageError{err}
			}
			return report.Print(cmd.OutOrStdout(), table, format)
		},
	}
	command.Flags().StringVar(&format, "format", "", "table | csv | json | markdown")
	return command
}

// openPublished opens the database in force, read-only.
func openPublished(s settings) (*load.DB, error) {
	path := filepath.Join(s.Home, "hengji.duckdb")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s 还没有发布数据库，请先运行 hengji run", s.Home)
	}
	return load.Open(path)
}
