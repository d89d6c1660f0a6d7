package night

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
	"hengji/schema"
)

// ExportFormats is what export can write, in the order in which it does.
var ExportFormats = []string{"xlsx", "docx", "html", "csv", "parquet"}

// Follow finds the working of the figures of tables, in the period that a database is read
// for; rules are those that it was made by. trace does it, and asks seconds for it.
type Follow func(ctx context.Context, db *load.DB, rules *hengji.Rules, tables []hengji.Table) (_ []report.Working, steps hengji.Table, _ error)

// leadsOnly has figures lead to their working, which is not made.
func leadsOnly(context.Context, *load.DB, *hengji.Rules, []hengji.Table) (_ []report.Working, _ hengji.Table, _ error) {
	return
}

// Export makes the files of the period that a database is read for, each by its name
// under the folder. With follow the figures of what people read lead to pages of their
// working.
func Export(ctx context.Context, p *Published, follow Follow, wanted []string) ([]home.File, error) {
	hengji.Reach("exports", "")
	db := p.DB
	booklet, err := db.Booklet(ctx)
	if err != nil {
		return nil, err
	}
	if booklet.Regions == 0 { // nothing is asked of regions: there is no evaluation to write of
		reports := len(wanted) > 0
		if wanted = slices.DeleteFunc(slices.Clone(wanted), WantsReport); reports && len(wanted) == 0 {
			return nil, hengji.UsageError{Err: fmt.Errorf("报告期 %s 不要求县市区报送，没有绩效评价报告", booklet.Period)}
		}
	}
	tables := booklet.Tables
	if len(wanted) == 1 && wanted[0] == "html" { // leads to what it shows alone
		tables = nil
	}
	read := map[string]hengji.Table{} // what the report takes from
	if slices.ContainsFunc(wanted, WantsReport) {
		if read, err = reportTables(db, p.Evaluation); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(read)) {
		if !slices.ContainsFunc(tables, func(t hengji.Table) bool { return t.Name == name }) {
			tables = append(slices.Clip(tables), read[name])
		}
	}
	var links *report.Links
	var files []home.File
	var steps hengji.Table
	if follow != nil && (slices.Contains(wanted, "xlsx") || slices.Contains(wanted, "html")) {
		if links = report.NewLinks(tables); links != nil {
			if files, steps, err = exportWorkings(ctx, p, follow, booklet, tables); err != nil {
				return nil, err
			}
		}
	}
	if slices.Contains(wanted, "xlsx") {
		var book bytes.Buffer
		if err := report.Summary(&book, booklet, links); err != nil {
			return nil, err
		}
		files = append(files, home.File{Name: report.SummaryFile, Content: book.Bytes()})
	}
	if slices.ContainsFunc(wanted, WantsReport) {
		papers, err := exportReport(p.Evaluation, booklet, read, links, wanted)
		if err != nil {
			return nil, err
		}
		files = append(files, papers...)
	}
	if slices.Contains(wanted, "csv") || slices.Contains(wanted, "parquet") {
		data, err := exportData(ctx, p.File, db, booklet, steps, wanted)
		if err != nil {
			return nil, err
		}
		files = append(files, data...)
	}
	return files, nil
}

// WriteExports writes what Export made into a folder, with the list of their sums. Where a
// night delivered the same publication there, the next one finds it so and leaves it alone.
func (p *Published) WriteExports(ctx context.Context, folder string, files []home.File) error {
	period, err := p.DB.Period(ctx)
	if err != nil {
		return err
	}
	if err := home.WriteFiles(folder, files); err != nil {
		return err
	}
	from := "hengji " + hengji.Version + " export"
	if p.manifest != nil && home.MadeFrom(folder) == exportedFrom(period, *p.manifest) {
		from = home.MadeFrom(folder)
	}
	return home.WriteSums(folder, from, files)
}

// exportedFrom is what the exports of a publication's own period are made from.
func exportedFrom(period string, m home.Manifest) string {
	return fmt.Sprintf("hengji %s，报告期 %s，%s 发布，内容摘要 %s，规则 %s",
		hengji.Version, period, m.Published.In(hengji.Beijing).Format("2006-01-02 15:04:05"), m.Content, m.Rules)
}

// Wanted is what is asked of an export: formats, and whose names stand over the columns
// of CSV, "en" (the database's) or "zh".
type Wanted struct {
	Formats []string
	Headers string
}

// ReadWanted reads a list of formats, parted by commas, and the choice of headers.
func ReadWanted(list, headers string) (wanted Wanted, err error) {
	if wanted.Headers = headers; headers != "en" && headers != "zh" {
		return wanted, hengji.UsageError{Err: fmt.Errorf("--headers：没有 %q，只能是 en、zh", headers)}
	}
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		if !slices.Contains(ExportFormats, one) {
			return wanted, hengji.UsageError{Err: fmt.Errorf("--format：没有格式 %q，只能是 %s", one, strings.Join(ExportFormats, "、"))}
		}
		wanted.Formats = append(wanted.Formats, one)
	}
	return wanted, nil
}

// chineseHeaders writes the Chinese names over the columns of exported CSV files.
func chineseHeaders(files []home.File) error {
	contents := map[string][]byte{}
	for _, file := range files {
		contents[file.Name] = file.Content
	}
	described := contents[report.DataPackageFile]
	if described == nil { // no CSV
		return nil
	}
	described, err := report.ChineseHeaders(described, contents)
	if err != nil {
		return err
	}
	contents[report.DataPackageFile] = described
	for i, file := range files {
		files[i].Content = contents[file.Name]
	}
	return nil
}

// WantsReport tells the formats that the evaluation report is written in.
func WantsReport(format string) bool { return format == "docx" || format == "html" }

// exportWorkings makes the pages that the figures of the exports lead to.
func exportWorkings(ctx context.Context, p *Published, follow Follow, booklet hengji.Booklet, tables []hengji.Table) (_ []home.File, steps hengji.Table, _ error) {
	workings, steps, err := follow(ctx, p.DB, p.Rules, tables)
	if err != nil {
		return nil, steps, err
	}
	pages := report.WorkingPages{When: booklet.MadeAt.Format("2006-01-02 15:04"), Above: []report.Fact{
		{Name: strings.TrimSuffix(report.EvaluationPage, ".html"), Value: "../" + report.EvaluationPage}, {Name: report.SummaryFile, Value: "../" + report.SummaryFile},
	}}
	var files []home.File
	for _, one := range workings {
		content, err := pages.Write(one)
		if err != nil {
			return nil, steps, err
		}
		files = append(files, home.File{Name: report.PagesFolder + "/" + one.Page, Content: content})
	}
	return files, steps, nil
}

// stepSet describes the table of the steps of all figures.
func stepSet(steps hengji.Table) hengji.Dataset {
	set := hengji.Dataset{Schema: "trace", Name: "step", Title: steps.Title, Grain: "每个数字一行，它所依据的在它后面，各一次"}
	for _, c := range steps.Columns {
		kind := "VARCHAR"
		if c.Number {
			kind = "DECIMAL(18,6)"
		}
		set.Columns = append(set.Columns, hengji.DatasetColumn{Name: c.Name, Type: kind, Label: c.Label})
	}
	return set
}

// reportTables reads what the evaluation report takes its values from.
func reportTables(db *load.DB, evaluation *report.Evaluation) (map[string]hengji.Table, error) {
	tables := map[string]hengji.Table{}
	for _, mart := range evaluation.Marts() {
		var err error
		if tables[mart], err = db.Table(mart); err != nil {
			return nil, fmt.Errorf("%w（数据库由另一套规则生成，请先运行 hengji run）", err)
		}
	}
	return tables, nil
}

// exportReport writes the evaluation report, and what is left to do before it is printed.
func exportReport(evaluation *report.Evaluation, booklet hengji.Booklet, tables map[string]hengji.Table, links *report.Links, wanted []string) ([]home.File, error) {
	var files []home.File
	for _, one := range []struct {
		name   string
		wanted bool
		write  func(io.Writer, hengji.Booklet, map[string]hengji.Table) error
	}{
		{report.EvaluationPaper, slices.Contains(wanted, "docx"), evaluation.Document},
		{report.EvaluationPage, slices.Contains(wanted, "html"), func(w io.Writer, b hengji.Booklet, tables map[string]hengji.Table) error {
			return evaluation.HTML(w, b, tables, links)
		}},
		{report.EvaluationCheck, true, evaluation.Check},
	} {
		if !one.wanted {
			continue
		}
		var content bytes.Buffer
		if err := one.write(&content, booklet, tables); err != nil {
			return nil, err
		}
		files = append(files, home.File{Name: one.name, Content: content.Bytes()})
	}
	return files, nil
}

// ReadEvaluation reads the words of the report, and the model of its paper.
func ReadEvaluation(rules *hengji.Rules, files fs.FS) (*report.Evaluation, error) {
	read := map[string][]byte{}
	for _, name := range []string{report.EvaluationText, report.EvaluationModel} {
		content, err := fs.ReadFile(files, name)
		switch {
		case err == nil:
			read[name] = content
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return evaluationOf(rules, read)
}

// evaluationOf understands the words of the report and the model of its paper, of the
// files of the rules. Rules that have none get those of this program.
func evaluationOf(rules *hengji.Rules, files map[string][]byte) (*report.Evaluation, error) {
	text := files[report.EvaluationText]
	if text == nil {
		var err error
		if text, err = fs.ReadFile(hengji.DefaultRules, report.EvaluationText); err != nil {
			return nil, fmt.Errorf("read %s: %w", report.EvaluationText, err)
		}
	}
	evaluation, err := report.ReadEvaluation(report.EvaluationText, text, rules.Marts, schema.ParseCell)
	if err != nil {
		return nil, hengji.UsageError{Err: fmt.Errorf("规则文件：\n%w", err)}
	}
	evaluation.Fund = rules.Fund()
	if model := files[report.EvaluationModel]; model != nil {
		if evaluation.Model, err = report.ReadModel(model); err != nil {
			return nil, hengji.UsageError{Err: fmt.Errorf("规则文件：\n%s：%w", report.EvaluationModel, err)}
		}
	}
	return evaluation, nil
}

// exportData makes the data files, and what describes them: Parquet apart from CSV, as
// a program that reads the one may not read the other.
func exportData(ctx context.Context, database string, db *load.DB, booklet hengji.Booklet, steps hengji.Table, wanted []string) ([]home.File, error) {
	sets, err := db.Datasets(ctx)
	if err != nil {
		return nil, err
	}
	var files []home.File
	described := map[string][]report.DataFile{} // by the file that describes them
	add := func(set hengji.Dataset, format, folder string, content []byte) {
		name := format + "/" + set.Schema + "." + set.Name + "." + format
		sum := sha256.Sum256(content)
		files = append(files, home.File{Name: name, Content: content})
		by := folder + report.DataPackageFile
		described[by] = append(described[by], report.DataFile{
			Path: strings.TrimPrefix(name, folder), Dataset: set, Bytes: len(content), SHA256: hex.EncodeToString(sum[:]),
		})
	}
	if slices.Contains(wanted, "csv") {
		for _, set := range sets {
			table, err := db.Rows(ctx, set)
			if err != nil {
				return nil, err
			}
			var text bytes.Buffer
			if err := report.CSV(&text, table); err != nil {
				return nil, err
			}
			add(set, "csv", "", text.Bytes())
		}
		if len(steps.Columns) > 0 {
			var text bytes.Buffer
			if err := report.CSV(&text, steps); err != nil {
				return nil, err
			}
			add(stepSet(steps), "csv", "", text.Bytes())
		}
	}
	if slices.Contains(wanted, "parquet") {
		// The engine writes files itself: into a folder of its own first, as no half
		// file may stand where others read.
		aside, err := os.MkdirTemp("", "hengji-export-")
		if err != nil {
			return nil, fmt.Errorf("make folder for Parquet: %w", err)
		}
		defer os.RemoveAll(aside)
		if err := load.Parquet(ctx, database, aside, booklet.Period, sets); err != nil {
			return nil, err
		}
		for _, set := range sets {
			content, err := os.ReadFile(filepath.Join(aside, set.Schema+"."+set.Name+".parquet"))
			if err != nil {
				return nil, fmt.Errorf("read Parquet file: %w", err)
			}
			add(set, "parquet", "parquet/", content)
		}
	}
	for _, by := range slices.Sorted(maps.Keys(described)) {
		var text bytes.Buffer
		if err := report.DataPackage(&text, booklet, described[by]); err != nil {
			return nil, err
		}
		files = append(files, home.File{Name: by, Content: text.Bytes()})
	}
	return files, nil
}
