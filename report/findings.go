package report

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// WriteJSONL writes one finding a line, keys in the order of the contract. Texts
// are exact; hidden characters stand as \uXXXX. Findings of shadow rules are left
// out, as everywhere in this package: districts are not to see them yet.
func WriteJSONL(w io.Writer, findings []hengji.Finding) error {
	out := bufio.NewWriter(w)
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	among := companyOf(findings)
	for i := range findings {
		finding := *among.sound(&findings[i])
		if finding.Shadow {
			continue
		}
		if finding.Related == nil {
			finding.Related = []string{} // [] for those who read it, never null
		}
		line.Reset()
		if err := encoder.Encode(finding); err != nil {
			return fmt.Errorf("write finding %s: %w", finding.Fingerprint, err)
		}
		if _, err := out.Write(escapeHidden(line.Bytes())); err != nil {
			return err
		}
	}
	return out.Flush()
}

// WriteChecked writes what `check --json` has for a workbook that was judged: its findings,
// and its standing where there are none or where it is said which cells to change.
func WriteChecked(w io.Writer, s hengji.Standing, findings []hengji.Finding) error {
	if err := WriteJSONL(w, findings); err != nil {
		return err
	}
	if len(findings) > 0 && s.Mending == "" {
		return nil
	}
	return WriteStanding(w, s, len(findings))
}

// WriteStanding writes the object that `check --json` has for a workbook without findings,
// so that nothing found is told apart from nothing looked at, and behind the findings of one
// for which it can be said which cells to change.
func WriteStanding(w io.Writer, s hengji.Standing, findings int) error {
	line, err := json.Marshal(struct {
		File       string       `json:"file"`
		SHA256     string       `json:"sha256"`
		Period     string       `json:"period"`
		RegionCode string       `json:"region_code"` // "" where the region cannot be told
		Region     string       `json:"region"`
		State      hengji.State `json:"state"` // held: not judged, for a fault of ours
		Findings   int          `json:"findings"`
		Mending    string       `json:"mending,omitempty"` // the fewest cells to change, a sentence
	}{s.File, s.SHA256, s.Period, s.RegionCode, s.Region, s.State, findings, s.Mending})
	if err != nil {
		return fmt.Errorf("write standing of %s: %w", s.File, err)
	}
	_, err = w.Write(append(escapeHidden(line), '\n'))
	return err
}

// csvColumns are the columns of findings.csv: what a clerk asks first stands
// first, what only machines match stands last.
var csvColumns = []struct {
	heading string
	value   func(*hengji.Finding) string
}{
	{"审核类型", func(f *hengji.Finding) string { return f.Severity.Chinese() }},
	{"工作表", func(f *hengji.Finding) string { return f.Sheet }},
	{"单元格", func(f *hengji.Finding) string { return f.Cell }},
	{"行", func(f *hengji.Finding) string {
		if f.Row == 0 {
			return ""
		}
		return strconv.Itoa(f.Row)
	}},
	{"栏目", func(f *hengji.Finding) string { return f.Label }},
	{"填报内容", func(f *hengji.Finding) string { return f.Got }},
	{"应为", wanted},
	{"相差", difference},
	{"建议", func(f *hengji.Finding) string { return f.Suggestion }},
	{"问题说明", func(f *hengji.Finding) string { return f.Message }},
	{"相关单元格", func(f *hengji.Finding) string { return strings.Join(f.Related, "、") }},
	{"状态", standing},
	{"情况说明", func(f *hengji.Finding) string { return f.Explanation }},
	{"规则编号", func(f *hengji.Finding) string { return string(f.Rule) }},
	{"报告期", func(f *hengji.Finding) string { return f.Period }},
	{"报送单位", func(f *hengji.Finding) string { return f.Region }},
	{"文件", func(f *hengji.Finding) string { return f.File }},
	{"指纹", func(f *hengji.Finding) string { return f.Fingerprint }},
}

// WriteCSV writes findings for people who open them in WPS or Excel: UTF-8 with
// BOM (without it both read Chinese as GBK), Chinese headings, one finding a
// record. No cell calculates: what would begin a formula gets an apostrophe.
func WriteCSV(w io.Writer, findings []hengji.Finding) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(csvColumns))
	for i, column := range csvColumns {
		record[i] = column.heading
	}
	if err := out.Write(record); err != nil {
		return err
	}
	among := companyOf(findings)
	for n := range findings {
		f := among.sound(&findings[n])
		if f.Shadow {
			continue
		}
		for i, column := range csvColumns {
			record[i] = inert.NoFormula(inert.Lines(column.value(f)))
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// standing says in Chinese what a finding still asks for.
func standing(f *hengji.Finding) string {
	switch f.State {
	case "explained":
		return "已说明"
	case "waived":
		return "已放行"
	case "mended":
		return "已改正"
	}
	switch f.Severity {
	case hengji.Blocking:
		return "待修改"
	case hengji.Approval:
		return "待放行"
	case hengji.Explain:
		return "待说明"
	}
	return "供参考"
}
