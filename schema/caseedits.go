package schema

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

var (
	editPattern = regexp.MustCompile(`^([^!]+)!([A-Z]{1,3}[0-9]{1,7}|[a-z]+)(?:\s+([0-9]{1,7})(?:-([0-9]{1,7}))?)?(?:\s*=\s*(.*))?$`)
	cellPattern = regexp.MustCompile(`^([A-Z]+)([0-9]+)$`)
	editForms   = []string{
		"case <名称>: <说明>", ownListsLine, "period <报告期>", "submission <报送单位>", "submission <报送单位> + <附加工作表>", "replace <原文> -> <新文>", "<工作表>!C5 = <值>", "<工作表>!insert 6 = a | b",
		"<工作表>!delete 6", "<工作表>!delete 6-9", "<工作表>!rename = <新名称>", "<工作表>!add", "<工作表>!add = <被复制的工作表>", "<工作表>!merge = A1:B2", "<工作表>!remove", "want",
	}
)

// edit obeys one line.
func (r *caseReader) edit(line string) {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "period":
		if r.period = rest; !periodPattern.MatchString(rest) {
			r.complain("应写成 `period <报告期>`，如 `period 2020` 或 `period 2021-H1`")
		}
		return
	case "submission":
		r.submission(rest)
		return
	}
	submissions := r.made().Submissions
	if len(submissions) == 0 {
		r.complain("%q 之前没有 submission 行", line)
		return
	}
	submission := &submissions[len(submissions)-1]
	if word == "replace" {
		before, after, found := strings.Cut(rest, "->")
		if before = strings.TrimSpace(before); !found || before == "" {
			r.complain("应写成 `replace <原文> -> <新文>`")
		} else if !replace(submission.Sheets, before, strings.TrimSpace(after)) {
			r.complain("工作簿里没有 %q", before)
		}
		return
	}
	match := editPattern.FindStringSubmatchIndex(line)
	if match == nil {
		r.complain("看不懂 %q%s", line, among(line, editForms))
		return
	}
	group := func(i int) string {
		if match[2*i] < 0 {
			return ""
		}
		return line[match[2*i]:match[2*i+1]]
	}
	r.sheetEdit(submission, sheetLine{group(1), group(2), group(3), group(4), match[10] >= 0, group(5)})
}

// sheetLine is a line that begins with a sheet's name: <sheet>!<what> <row>-<last> = <value>.
type sheetLine struct {
	sheet, what string
	row, last   string // "" where they are not written
	given       bool   // there is an equals sign
	value       string
}

// submission begins a new workbook: the reporter's own base, or the regions' with
// another region's name, and the further clean sheets that stand behind a +. In one of
// another period its year stands for that of the base.
func (r *caseReader) submission(written string) {
	region, more, added := strings.Cut(written, "+")
	region, more = strings.TrimSpace(region), strings.TrimSpace(more)
	if region == "" || added && more == "" {
		r.complain("应写成 `submission <报送单位>` 或 `submission <报送单位> + <附加工作表>`")
		return
	}
	base, own := r.clean.own[region]
	if !own {
		base = r.clean.base
	}
	sheets := cloneSheets(base)
	if added {
		further, known := r.clean.more[more]
		if !known {
			r.complain("没有文件夹 %s/%s%s%s", casesFolder, moreSheets, more, among(more, slices.Sorted(maps.Keys(r.clean.more))))
		}
		sheets = append(sheets, cloneSheets(further)...)
	}
	if !own && r.clean.region != "" {
		replace(sheets, r.clean.region, region)
	}
	if base, other := hengji.YearOf(r.clean.period), hengji.YearOf(r.period); other != "" && base != other {
		replace(sheets, base, other)
	}
	r.made().Submissions = append(r.made().Submissions, CaseSubmission{Period: r.period, Folder: region, Sheets: sheets})
}

// sheetEdit obeys a line that begins with a sheet's name.
func (r *caseReader) sheetEdit(submission *CaseSubmission, line sheetLine) {
	at := slices.IndexFunc(submission.Sheets, func(s CaseSheet) bool { return s.Name == line.sheet })
	if line.what == "add" {
		r.addSheet(submission, at, line.sheet, line.value)
		return
	}
	if at < 0 {
		var choices []string
		for _, sheet := range submission.Sheets {
			choices = append(choices, sheet.Name)
		}
		r.complain("工作簿里没有工作表 %q%s", line.sheet, among(line.sheet, choices))
		return
	}
	sheet := &submission.Sheets[at]
	row, _ := strconv.Atoi(line.row)
	cell := cellPattern.FindStringSubmatch(line.what)
	switch {
	case cell != nil && line.row == "" && line.given:
		r.set(sheet, cell[1], cell[2], line.value)
	case line.what == "remove" && line.row == "" && !line.given:
		submission.Sheets = slices.Delete(submission.Sheets, at, at+1)
	case line.what == "merge" && line.row == "" && line.given:
		r.merge(sheet, line.value)
	case line.what == "rename" && line.row == "" && line.value != "":
		sheet.Name = line.value
	case line.what == "delete" && line.row != "" && !line.given:
		last := row
		if line.last != "" {
			last, _ = strconv.Atoi(line.last)
		}
		r.remove(sheet, row, last)
	case line.what == "insert" && line.row != "" && line.last == "" && line.given:
		r.insert(sheet, row, line.value)
	default:
		r.complain("看不懂 %q（可选：%s）", line.sheet+"!"+line.what, strings.Join(editForms, "、"))
	}
}

// merge merges cells, of which the first holds what they hold; rows that move later take
// no merge with them.
func (r *caseReader) merge(sheet *CaseSheet, area string) {
	first, last, _ := strings.Cut(area, ":")
	from, to := cellPattern.FindStringSubmatch(first), cellPattern.FindStringSubmatch(last)
	if from == nil || to == nil {
		r.complain("应写成 `<工作表>!merge = A1:B2`")
		return
	}
	m := hengji.Range{FirstColumn: hengji.ColumnNumber(from[1]), LastColumn: hengji.ColumnNumber(to[1])}
	m.FirstRow, _ = strconv.Atoi(from[2])
	m.LastRow, _ = strconv.Atoi(to[2])
	if m.FirstRow < 1 || m.LastRow < m.FirstRow || m.LastColumn < m.FirstColumn || m.LastRow > mostRows || m.LastColumn > mostColumns {
		r.complain("不能合并 %s：案例的工作表最多 %d 行、%d 列", area, mostRows, mostColumns)
		return
	}
	sheet.Merges = append(sheet.Merges, m)
}

// remove takes the rows first to last away; the rows below move up.
func (r *caseReader) remove(sheet *CaseSheet, first, last int) {
	if first < 1 || last < first || last > len(sheet.Rows) {
		r.complain("不能删除第 %d 至 %d 行：工作表“%s”有 %d 行", first, last, sheet.Name, len(sheet.Rows))
		return
	}
	sheet.Rows = slices.Delete(sheet.Rows, first-1, last)
}

// addSheet puts an empty sheet, or a copy of another, behind the last.
func (r *caseReader) addSheet(submission *CaseSubmission, at int, name, copied string) {
	if at >= 0 {
		r.complain("工作簿里已有工作表 %q", name)
		return
	}
	sheet := CaseSheet{Name: name}
	if copied != "" {
		from := slices.IndexFunc(submission.Sheets, func(s CaseSheet) bool { return s.Name == copied })
		if from < 0 {
			r.complain("没有可复制的工作表 %q", copied)
			return
		}
		sheet.Rows, sheet.Merges = cloneRows(submission.Sheets[from].Rows), slices.Clone(submission.Sheets[from].Merges)
	}
	submission.Sheets = append(submission.Sheets, sheet)
}

func (r *caseReader) set(sheet *CaseSheet, letters, digits, value string) {
	column := hengji.ColumnNumber(letters)
	row, _ := strconv.Atoi(digits)
	if row < 1 || row > mostRows || column > mostColumns {
		r.complain("单元格 %s%s 超出范围：案例的工作表最多 %d 行、%d 列", letters, digits, mostRows, mostColumns)
		return
	}
	for len(sheet.Rows) < row {
		sheet.Rows = append(sheet.Rows, nil)
	}
	for len(sheet.Rows[row-1]) < column {
		sheet.Rows[row-1] = append(sheet.Rows[row-1], "")
	}
	sheet.Rows[row-1][column-1] = r.value(value)
}

// insert puts a row before the one that has the number now; the rows below move.
func (r *caseReader) insert(sheet *CaseSheet, row int, value string) {
	if row < 1 || row > len(sheet.Rows)+1 || len(sheet.Rows) >= mostRows {
		r.complain("只能插在第 1 至 %d 行，不能插在第 %d 行", min(len(sheet.Rows)+1, mostRows), row)
		return
	}
	var cells []string
	for one := range strings.SplitSeq(value, "|") {
		cells = append(cells, r.value(strings.TrimSpace(one)))
	}
	if len(cells) > mostColumns {
		r.complain("案例的工作表最多 %d 列", mostColumns)
		return
	}
	sheet.Rows = slices.Insert(sheet.Rows, row-1, cells)
}

// value takes the quotes off a value that is written in them: "" is a blank,
// "a\nb" holds a line break, " x" keeps its space.
func (r *caseReader) value(written string) string {
	if len(written) < 2 || written[0] != '"' || written[len(written)-1] != '"' {
		return written
	}
	value, err := strconv.Unquote(written)
	if err != nil {
		r.complain("%s 的引号不成对", written)
	}
	return value
}

func cloneSheets(sheets []CaseSheet) []CaseSheet {
	var copied []CaseSheet
	for _, sheet := range sheets {
		copied = append(copied, CaseSheet{sheet.Name, cloneRows(sheet.Rows), slices.Clone(sheet.Merges)})
	}
	return copied
}

func cloneRows(rows [][]string) [][]string {
	copied := make([][]string, len(rows))
	for i, row := range rows {
		copied[i] = slices.Clone(row)
	}
	return copied
}

// replace changes a text everywhere, in sheet names too; false where it stood
// nowhere.
func replace(sheets []CaseSheet, before, after string) bool {
	found := false
	change := func(text *string) {
		if strings.Contains(*text, before) {
			found = true
			*text = strings.ReplaceAll(*text, before, after)
		}
	}
	for i := range sheets {
		change(&sheets[i].Name)
		for _, row := range sheets[i].Rows {
			for j := range row {
				change(&row[j])
			}
		}
	}
	return found
}
