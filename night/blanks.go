package night

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

	"hengji"
	"hengji/home"
	"hengji/report"
	"hengji/transform"
)

// Blank is one workbook to be written.
type Blank struct {
	report.Template
	File string
	book []byte
}

// Blanks are the workbooks asked for: one, or one for each reporter that
// has forms.
func Blanks(rules *hengji.Rules, period, region, out string) ([]*Blank, error) {
	plan := transform.Prepare(rules)
	if region != "" {
		code, match := plan.Region(region)
		if !match.Decides() {
			hint := ""
			if len(match.Candidates) > 0 {
				hint = "，可能是 " + strings.Join(match.Candidates, "、")
			}
			return nil, hengji.UsageError{Err: fmt.Errorf("--region %s：不认识这个县市区%s", region, hint)}
		}
		t := report.Template{Rules: rules, Period: period, Region: code}
		if len(t.Forms()) == 0 {
			return nil, hengji.UsageError{Err: fmt.Errorf("--region %s：没有要由它填报的报表", region)}
		}
		return []*Blank{{Template: t, File: filepath.Join(out, t.FileName())}}, nil
	}
	var blanks []*Blank
	for _, code := range rules.Regions(true) {
		t := report.Template{Rules: rules, Period: period, Region: code}
		if len(t.Forms()) > 0 {
			blanks = append(blanks, &Blank{Template: t, File: filepath.Join(out, code.Name, t.FileName())})
		}
	}
	if len(blanks) == 0 {
		return nil, hengji.UsageError{Err: fmt.Errorf("规则目录中没有要填报的报表")}
	}
	return blanks, nil
}

// WriteBlanks makes all workbooks before it writes the first, and writes none
// where one would replace another File: that may be filled in already. What is laid beside
// them may be nil; where it cannot be made, told says so.
func WriteBlanks(told io.Writer, blanks []*Blank, beside Beside) error {
	var taken []string
	for _, t := range blanks {
		var book bytes.Buffer
		if err := report.TemplateWorkbook(&book, t.Template); err != nil {
			return err
		}
		t.book = book.Bytes()
		if old, err := os.ReadFile(t.File); err == nil && !bytes.Equal(old, t.book) {
			taken = append(taken, t.File)
		}
	}
	if len(taken) > 0 {
		return hengji.UsageError{Err: fmt.Errorf("已有同名而内容不同的文件，可能已经填报，不会覆盖（没有写出任何文件）：\n%s", strings.Join(taken, "\n"))}
	}
	for _, t := range blanks {
		if err := home.WriteFiles("", []home.File{{Name: filepath.ToSlash(t.File), Content: t.book}}); err != nil {
			return err
		}
	}
	return layBeside(told, blanks, beside)
}

// PrintBlanks says what was written, as JSON a line a workbook.
func PrintBlanks(w io.Writer, blanks []*Blank, out string, asJSON bool) error {
	known, period := 0, ""
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, t := range blanks {
		known, period = known+len(t.Known), t.Period
		if !asJSON {
			continue
		}
		if err := encoder.Encode(map[string]any{
			"region_code": t.Region.Code, "region": t.Region.Name, "period": t.Period, "file": filepath.ToSlash(t.File),
			"forms_fingerprint": t.Fingerprint(), "known_projects": len(t.Known),
		}); err != nil {
			return err
		}
	}
	if asJSON {
		return nil
	}
	prefilled := ""
	if known > 0 {
		prefilled = fmt.Sprintf("，预填 %d 个项目", known)
	}
	_, err := fmt.Fprintf(w, "已写出 %d 个空白工作簿到 %s（%s，模板版本 %s%s）。\n", len(blanks), out, hengji.PeriodWords(period), period, prefilled)
	return err
}

// ReadKnown reads the projects that the bureau knows and gives each to the
// template of its region. The file's header names fields as the forms do.
func ReadKnown(file string, rules *hengji.Rules, blanks []*Blank) error {
	plan := transform.Prepare(rules)
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

// fits reports whether a text can be prefilled into a cell of a kind.
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
