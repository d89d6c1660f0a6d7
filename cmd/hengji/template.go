package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/report"
	"hengji/transform"
)

func templateCommand() *cobra.Command {
	var out, region, projects string
	command := &cobra.Command{
		Use:   "template --out DIR [--region R]",
		Short: "生成空白工作簿，供县市区填报",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{fmt.Errorf("请用 --out 指明写到哪个目录")}
			}
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			rules, _, err := s.readRules()
			if err != nil {
				return err
			}
			plan := transform.Prepare(rules)
			blanks, err := blankTemplates(rules, plan, s.Period, region, out)
			if err != nil {
				return err
			}
			if projects != "" {
				if err := knownProjects(projects, rules, plan, blanks); err != nil {
					return usageError{err}
				}
			}
			if err := writeTemplates(blanks); err != nil {
				return err
			}
			return printTemplates(cmd.OutOrStdout(), s, blanks, out)
		},
	}
	command.Flags().StringVar(&out, "out", "", "写到这个目录，每个县市区一个文件夹")
	command.Flags().StringVar(&region, "region", "", "只生成这一个县市区（或市科技局）的，直接写在该目录下")
	command.Flags().StringVar(&projects, "projects", "", "已知项目（CSV，表头为栏目名，含“县市区”一栏），预先填入")
	return command
}

// blankTemplate is one workbook to be written.
type blankTemplate struct {
	report.Template
	file string
	book []byte
}

// blankTemplates are the workbooks asked for: one, or one for each reporter that
// has forms.
func blankTemplates(rules *hengji.Rules, plan *transform.Plan, period, region, out string) ([]*blankTemplate, error) {
	if region != "" {
		code, match := plan.Region(region)
		if !match.Decides() {
			hint := ""
			if len(match.Candidates) > 0 {
				hint = "，可能是 " + strings.Join(match.Candidates, "、")
			}
			return nil, usageError{fmt.Errorf("--region %s：不认识这个县市区%s", region, hint)}
		}
		t := report.Template{Rules: rules, Period: period, Region: code}
		if len(t.Forms()) == 0 {
			return nil, usageError{fmt.Errorf("--region %s：没有要由它填报的报表，或者其中有上级统一印制的表样，不另出空白工作簿", region)}
		}
		return []*blankTemplate{{Template: t, file: filepath.Join(out, t.FileName())}}, nil
	}
	var blanks []*blankTemplate
	for _, code := range rules.Regions(true) {
		t := report.Template{Rules: rules, Period: period, Region: code}
		if len(t.Forms()) > 0 {
			blanks = append(blanks, &blankTemplate{Template: t, file: filepath.Join(out, code.Name, t.FileName())})
		}
	}
	if len(blanks) == 0 {
		return nil, usageError{fmt.Errorf("规则目录中没有要填报的报表")}
	}
	return blanks, nil
}

// writeTemplates makes all workbooks before it writes the first, and writes none
// where one would replace another file: that may be filled in already.
func writeTemplates(blanks []*blankTemplate) error {
	var taken []string
	for _, t := range blanks {
		var book bytes.Buffer
		if err := report.TemplateWorkbook(&book, t.Template); err != nil {
			return err
		}
		t.book = book.Bytes()
		if old, err := os.ReadFile(t.file); err == nil && !bytes.Equal(old, t.book) {
			taken = append(taken, t.file)
		}
	}
	if len(taken) > 0 {
		return usageError{fmt.Errorf("已有同名而内容不同的文件，可能已经填报，不会覆盖（没有写出任何文件）：\n%s", strings.Join(taken, "\n"))}
	}
	for _, t := range blanks {
		err := home.WriteFile(t.file, 0o644, func(w io.Writer) error {
			_, err := w.Write(t.book)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func printTemplates(w io.Writer, s settings, blanks []*blankTemplate, out string) error {
	if s.JSON {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		for _, t := range blanks {
			err := encoder.Encode(map[string]any{
				"region_code": t.Region.Code, "region": t.Region.Name, "period": t.Period, "file": filepath.ToSlash(t.file),
				"forms_fingerprint": t.Fingerprint(), "known_projects": len(t.Known),
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	known := 0
	for _, t := range blanks {
		known += len(t.Known)
	}
	prefilled := ""
	if known > 0 {
		prefilled = fmt.Sprintf("，预填 %d 个项目", known)
	}
	_, err := fmt.Fprintf(w, "已写出 %d 个空白工作簿到 %s（%s 年度，模板版本 %s%s）。\n", len(blanks), out, s.Period, s.Period, prefilled)
	return err
}

// knownProjects reads the projects that the bureau knows and gives each to the
// template of its region. The file's header names fields as the forms do.
func knownProjects(file string, rules *hengji.Rules, plan *transform.Plan, blanks []*blankTemplate) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read projects: %w", err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s:1: %w", file, err)
	}
	fields := make([]*hengji.Field, len(header))
	region := -1
	for i, label := range header {
		if fields[i] = fieldNamed(rules, strings.TrimSpace(label)); fields[i] == nil {
			return fmt.Errorf("%s:1: 没有名为“%s”的栏目", file, label)
		}
		if fields[i].Codes == "regions" && region < 0 {
			region = i
		}
	}
	if region < 0 {
		return fmt.Errorf("%s:1: 缺少“县市区”一栏", file)
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		line, _ := r.FieldPos(0)
		code, match := plan.Region(row[region])
		if !match.Decides() {
			return fmt.Errorf("%s:%d: 不认识县市区“%s”", file, line, row[region])
		}
		record := map[string]string{}
		for i, text := range row {
			if text = strings.TrimSpace(text); !fits(fields[i].Kind, text) {
				return fmt.Errorf("%s:%d: “%s”不能是“%s”", file, line, fields[i].Label, text)
			}
			record[fields[i].Name] = text
		}
		record[fields[region].Name] = code.Name
		for _, t := range blanks {
			if t.Region.Code == code.Code {
				t.Known = append(t.Known, record)
			}
		}
	}
}

// fieldNamed finds a field of a table by its name, label or an alias. Fields of
// one name in several tables are the same: the project's code, its name.
func fieldNamed(rules *hengji.Rules, label string) *hengji.Field {
	for _, also := range []bool{false, true} { // aliases come after every label
		for _, form := range rules.Forms {
			for _, field := range form.Fields {
				if form.Layout != hengji.LayoutTable {
					continue
				}
				if !also && (field.Name == label || field.Label == label) {
					return field
				}
				for _, alias := range field.Aliases {
					if also && alias == label {
						return field
					}
				}
			}
		}
	}
	return nil
}

// fits tells whether a text can be prefilled into a cell of a kind.
func fits(kind hengji.Kind, text string) bool {
	if text == "" {
		return true
	}
	switch kind {
	case hengji.Number, hengji.Integer:
		value, exact, err := hengji.ParseDecimal(text)
		return err == nil && exact && (kind == hengji.Number || value%hengji.DecimalOne == 0)
	case hengji.Date:
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case hengji.Boolean:
		return text == "是" || text == "否"
	}
	return true
}
