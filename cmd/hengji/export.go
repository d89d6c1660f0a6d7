package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// exportFormats is what export can write, in the order in which it does.
var exportFormats = []string{"xlsx"}

func exportCommand() *cobra.Command {
	var out, format string
	command := &cobra.Command{
		Use:   "export [--out DIR] [--format xlsx]",
		Short: "导出印发的汇总表、绩效评价报告和数据文件",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			wanted, err := exportWanted(format)
			if err != nil {
				return usageError{err}
			}
			if out == "" {
				out = filepath.Join(s.Home, "exports")
			}
			db, err := openPublished(s)
			if err != nil {
				return err
			}
			defer db.Close()
			files, err := export(cmd.Context(), s, db, out, wanted)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "已写出 %d 个文件到 %s。\n", len(files), out)
			return err
		},
	}
	command.Flags().StringVar(&out, "out", "", "写到这个目录（默认数据目录下的 exports）")
	command.Flags().StringVar(&format, "format", strings.Join(exportFormats, ","), "以逗号分隔："+strings.Join(exportFormats, " | "))
	return command
}

// exportWanted reads the list of formats.
func exportWanted(list string) (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		if !slices.Contains(exportFormats, one) {
			return nil, fmt.Errorf("--format：没有格式 %q，只能是 %s", one, strings.Join(exportFormats, "、"))
		}
		wanted[one] = true
	}
	return wanted, nil
}

// exported is a file that export wrote, its name under the folder.
type exported struct {
	name    string
	content []byte
}

// export makes every file before it writes the first, so that what stands in the
// folder is of one database.
func export(ctx context.Context, s settings, db *load.DB, out string, wanted map[string]bool) ([]exported, error) {
	booklet, err := db.Booklet(ctx)
	if err != nil {
		return nil, err
	}
	var files []exported
	if wanted["xlsx"] {
		var book bytes.Buffer
		if err := report.Summary(&book, booklet); err != nil {
			return nil, err
		}
		files = append(files, exported{report.SummaryFile, book.Bytes()})
	}
	for _, file := range files {
		err := home.WriteFile(filepath.Join(out, filepath.FromSlash(file.name)), 0o644, func(w io.Writer) error {
			_, err := w.Write(file.content)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}
