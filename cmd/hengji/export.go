package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// exportFormats is what export can write, in the order in which it does.
var exportFormats = []string{"xlsx", "html", "csv", "parquet"}

func exportCommand() *cobra.Command {
	var out, format string
	command := &cobra.Command{
		Use:   "export [--out DIR] [--format xlsx,html,csv,parquet]",
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
			var text *report.Evaluation
			if wanted["html"] {
				rules, files, err := s.readRules()
				if err != nil {
					return err
				}
				if text, err = readEvaluation(rules, files); err != nil {
					return usageError{err}
				}
			}
			if out == "" {
				out = filepath.Join(s.Home, "exports")
			}
			database, err := publishedFile(s)
			if err != nil {
				return err
			}
			db, err := load.Open(database)
			if err != nil {
				return err
			}
			defer db.Close()
			files, err := export(cmd.Context(), database, db, text, out, wanted)
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

// publishedFile is the database in force by the name of its generation, which
// never means another file: a run that publishes meanwhile changes nothing.
func publishedFile(s settings) (string, error) {
	alias := filepath.Join(s.Home, "hengji.duckdb")
	if _, err := os.Stat(alias); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s 还没有发布数据库，请先运行 hengji run", s.Home)
	}
	h := home.Home{Dir: s.Home}
	manifest, _, err := h.Current()
	if err != nil || manifest == nil {
		return alias, err
	}
	return h.Path("generations", manifest.File), nil
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
func export(ctx context.Context, database string, db *load.DB, evaluation *report.Evaluation, out string, wanted map[string]bool) ([]exported, error) {
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
	if wanted["html"] {
		tables := map[string]hengji.Table{}
		for _, mart := range evaluation.Marts() {
			if tables[mart], err = db.Table(mart); err != nil {
				return nil, fmt.Errorf("%w（数据库由另一套规则生成，请先运行 hengji run）", err)
			}
		}
		var page bytes.Buffer
		if err := evaluation.HTML(&page, booklet, tables); err != nil {
			return nil, err
		}
		files = append(files, exported{report.EvaluationFile, page.Bytes()})
	}
	if wanted["csv"] || wanted["parquet"] {
		data, err := exportData(ctx, database, db, booklet, wanted)
		if err != nil {
			return nil, err
		}
		files = append(files, data...)
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

// readEvaluation reads the words of the report; rules written by an earlier
// version have none, and get those of this program.
func readEvaluation(rules *hengji.Rules, files fs.FS) (*report.Evaluation, error) {
	text, err := fs.ReadFile(files, report.EvaluationText)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = fs.ReadFile(hengji.DefaultRules, report.EvaluationText)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", report.EvaluationText, err)
	}
	evaluation, err := report.ReadEvaluation(report.EvaluationText, text, rules.Marts)
	if err != nil {
		return nil, fmt.Errorf("规则文件：\n%w", err)
	}
	return evaluation, nil
}

// exportData makes the data files, and the one that describes them.
func exportData(ctx context.Context, database string, db *load.DB, booklet hengji.Booklet, wanted map[string]bool) ([]exported, error) {
	sets, err := db.Datasets(ctx)
	if err != nil {
		return nil, err
	}
	var files []exported
	var described []report.DataFile
	add := func(set hengji.Dataset, format string, content []byte) {
		name := format + "/" + set.Schema + "." + set.Name + "." + format
		sum := sha256.Sum256(content)
		files = append(files, exported{name, content})
		described = append(described, report.DataFile{Path: name, Dataset: set, Bytes: len(content), SHA256: hex.EncodeToString(sum[:])})
	}
	if wanted["csv"] {
		for _, set := range sets {
			table, err := db.Rows(ctx, set)
			if err != nil {
				return nil, err
			}
			var text bytes.Buffer
			if err := report.CSV(&text, table); err != nil {
				return nil, err
			}
			add(set, "csv", text.Bytes())
		}
	}
	if wanted["parquet"] {
		// The engine writes files itself: into a folder of its own first, as no half
		// file may stand where others read.
		aside, err := os.MkdirTemp("", "hengji-export-")
		if err != nil {
			return nil, fmt.Errorf("make folder for Parquet: %w", err)
		}
		defer os.RemoveAll(aside)
		if err := load.Parquet(ctx, database, aside, sets); err != nil {
			return nil, err
		}
		for _, set := range sets {
			content, err := os.ReadFile(filepath.Join(aside, set.Schema+"."+set.Name+".parquet"))
			if err != nil {
				return nil, fmt.Errorf("read Parquet file: %w", err)
			}
			add(set, "parquet", content)
		}
	}
	var text bytes.Buffer
	if err := report.DataPackage(&text, booklet, described); err != nil {
		return nil, err
	}
	return append(files, exported{report.DataPackageFile, text.Bytes()}), nil
}
