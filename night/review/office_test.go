package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/report"
	"hengji/samples/tier"
)

// clerkEdits are what clerks do to the list when they explain themselves: said are the
// rows of its lines, with what is to be said in each.
var clerkEdits = map[string]func(book *excelize.File, header int, said map[int]string) error{
	"under 情况说明":       func(book *excelize.File, _ int, said map[int]string) error { return say(book, "J", said) },
	"over the rule":    func(book *excelize.File, _ int, said map[int]string) error { return say(book, "K", said) },
	"in the cell next": func(book *excelize.File, _ int, said map[int]string) error { return say(book, "AF", said) },
	"in comments": func(book *excelize.File, _ int, said map[int]string) (err error) {
		for row, text := range said {
			err = errors.Join(err, book.AddComment(report.ResultSheet, excelize.Comment{Cell: fmt.Sprintf("J%d", row), Author: "张", Paragraph: []excelize.RichTextRun{{Text: text}}}))
		}
		return err
	},
	"under another heading": func(book *excelize.File, header int, said map[int]string) error {
		return errors.Join(book.SetCellStr(report.ResultSheet, fmt.Sprintf("J%d", header), "说明情况（耒阳市填）"), say(book, "J", said))
	},
	"without the hidden columns": func(book *excelize.File, _ int, said map[int]string) error {
		err := say(book, "J", said)
		for range 20 {
			err = errors.Join(err, book.RemoveCol(report.ResultSheet, "L"))
		}
		return err
	},
	"pasted as values": func(book *excelize.File, header int, said map[int]string) error {
		if err := say(book, "J", said); err != nil {
			return err
		}
		rows, err := book.GetRows(report.ResultSheet)
		if err != nil {
			return err
		}
		if _, err := book.NewSheet("说明"); err != nil {
			return err
		}
		for i, row := range rows[header-1 : header+len(said)] {
			for j, text := range row[:min(len(row), 11)] {
				err = errors.Join(err, book.SetCellStr("说明", hengji.CellName(i+2, j+1), text))
			}
		}
		return errors.Join(err, book.DeleteSheet(report.ResultSheet))
	},
	"sorted the other way round": func(book *excelize.File, header int, said map[int]string) error {
		err := say(book, "J", said)
		for i := 1; i <= len(said)/2; i++ {
			a, b := header+i, header+len(said)+1-i
			for column := 1; column <= 12; column++ {
				x, y := hengji.CellName(a, column), hengji.CellName(b, column)
				left, e1 := book.GetCellValue(report.ResultSheet, x)
				right, e2 := book.GetCellValue(report.ResultSheet, y)
				err = errors.Join(err, e1, e2, book.SetCellStr(report.ResultSheet, x, right), book.SetCellStr(report.ResultSheet, y, left))
			}
		}
		return err
	},
	"filtered": func(book *excelize.File, header int, said map[int]string) error {
		return errors.Join(say(book, "J", said), book.AutoFilter(report.ResultSheet, fmt.Sprintf("A%d:K%d", header, header+len(said)), nil),
			book.SetRowVisible(report.ResultSheet, header+1, false))
	},
}

func say(book *excelize.File, column string, said map[int]string) (err error) {
	for row, text := range said {
		err = errors.Join(err, book.SetCellStr(report.ResultSheet, fmt.Sprintf("%s%d", column, row), text))
	}
	return err
}

// officePrograms save workbooks again, each in its way, from a folder into another.
var officePrograms = []struct {
	name string
	save func(from, to string, files []string) error
}{
	{"as edited", func(from, to string, _ []string) error { return os.CopyFS(to, os.DirFS(from)) }},
	{"openpyxl", func(from, to string, files []string) error {
		const program = "import sys, openpyxl\nfor f in sys.argv[3:]:\n    openpyxl.load_workbook(sys.argv[1]+'/'+f).save(sys.argv[2]+'/'+f)\n"
		if exec.Command("python3", "-c", "import openpyxl").Run() != nil {
			return exec.ErrNotFound
		}
		return output(exec.Command("python3", append([]string{"-c", program, from, to}, files...)...))
	}},
	{"LibreOffice", func(from, to string, files []string) error { return convert(from, to, "xlsx", files) }},
	{"LibreOffice by way of .ods", func(from, to string, files []string) error {
		between := to + "-ods"
		if err := convert(from, between, "ods", files); err != nil {
			return err
		}
		for i, file := range files {
			files[i] = strings.TrimSuffix(file, ".xlsx") + ".ods"
		}
		return convert(between, to, "xlsx", files)
	}},
}

func convert(from, to, format string, files []string) error {
	office, err := exec.LookPath("soffice")
	if err != nil {
		return exec.ErrNotFound
	}
	arguments := []string{"-env:UserInstallation=file://" + to + "-profile", "--headless", "--convert-to", format, "--outdir", to}
	for _, file := range files {
		arguments = append(arguments, filepath.Join(from, file))
	}
	return output(exec.Command(office, arguments...))
}

func output(command *exec.Cmd) error {
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// What a district explains is read back, or told, whatever office program saved the
// workbook and whatever was done to the list; and it stands in the next return.
func TestExplanationsComeBackThroughOfficePrograms(t *testing.T) {
	n := bench(t)
	dir := t.TempDir()
	book, err := excelize.OpenFile("../../samples/faults/low_rate_without_reason.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	returned := n.returnOf(t, saved(t, book, func() error {
		return errors.Join(book.SetCellStr("封面", "F4", "另有补充项目3个，共30万元"), book.SetCellStr("项目资金安排表", "R2", "另安排20万元"))
	}))
	names := slices.Sorted(maps.Keys(clerkEdits))
	from := filepath.Join(dir, "edited")
	if err := os.Mkdir(from, 0o755); err != nil {
		t.Fatal(err)
	}
	var said []string
	for i, name := range names {
		book, err := excelize.OpenReader(bytes.NewReader(returned))
		if err != nil {
			t.Fatal(err)
		}
		header, texts := listOf(t, book)
		said = said[:0]
		for _, row := range slices.Sorted(maps.Keys(texts)) {
			said = append(said, texts[row])
		}
		data := saved(t, book, func() error { return clerkEdits[name](book, header, texts) })
		if err := os.WriteFile(filepath.Join(from, fmt.Sprintf("%d.xlsx", i)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if len(said) != 3 {
		t.Fatalf("%d lines to explain", len(said))
	}
	for _, program := range officePrograms {
		if strings.HasPrefix(program.name, "LibreOffice") && !tier.All {
			continue // half a minute
		}
		t.Run(program.name, func(t *testing.T) {
			to := filepath.Join(dir, strings.ReplaceAll(program.name, " ", "_"))
			files := make([]string, len(names))
			for i := range names {
				files[i] = fmt.Sprintf("%d.xlsx", i)
			}
			if err := os.MkdirAll(to, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := program.save(from, to, files); errors.Is(err, exec.ErrNotFound) {
				t.Skip("NOT TESTED HERE: " + program.name + " is missing")
			} else if err != nil {
				t.Fatal(err)
			}
			var nights [][]Workbook
			for i := range names {
				w, err := n.onDisk(1, filepath.Join(to, fmt.Sprintf("%d.xlsx", i)))
				if err != nil {
					t.Fatal(err)
				}
				nights = append(nights, []Workbook{w})
			}
			explained, told := 0, 0
			err := n.checkApart(context.Background(), nights, func(i int, judged *Judgement) {
				next := n.annotated(t, filepath.Join(to, fmt.Sprintf("%d.xlsx", i)), judged)
				for _, text := range said {
					switch {
					case slices.ContainsFunc(judged.Findings, func(f hengji.Finding) bool { return f.State == "explained" && strings.Contains(f.Explanation, text) }):
						explained++
					case slices.ContainsFunc(judged.Findings, func(f hengji.Finding) bool {
						return strings.Contains(f.Explanation, text) || strings.Contains(f.Message, text)
					}):
						told++
					default:
						t.Errorf("%s: %q is lost: %v", names[i], text, linesOf(judged.Findings))
					}
					if !holdsText(t, next, text) {
						t.Errorf("%s: the next return lacks %q", names[i], text)
					}
				}
				for _, f := range judged.Findings {
					if f.Severity.Rank() < hengji.Explain.Rank() || f.Rule == hengji.RuleSheetExtraFigures || f.Sheet == report.ResultSheet && f.Rule != hengji.RuleExplanationUnmatched {
						t.Errorf("%s: accuses %s", names[i], CaseLine(f))
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d explanations settled their findings, %d were told", explained, told)
			if all := len(names) * len(said); explained < all {
				t.Errorf("only %d of %d explanations settled their findings", explained, all)
			}
		})
	}
}

// What is left of our sheet where somebody deleted its list is named, and no form.
func TestTheRestOfOurSheetIsNoForm(t *testing.T) {
	n := bench(t)
	data, err := os.ReadFile("../../samples/faults/low_rate_without_reason.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(n.returnOf(t, data)))
	if err != nil {
		t.Fatal(err)
	}
	header, said := listOf(t, book)
	file := filepath.Join(t.TempDir(), "自评.xlsx")
	err = os.WriteFile(file, saved(t, book, func() (err error) {
		for range len(said) + 1 {
			err = errors.Join(err, book.RemoveRow(report.ResultSheet, header))
		}
		return err
	}), 0o644)
	if err != nil || len(said) != 1 {
		t.Fatal(err, said)
	}
	w, err := n.onDisk(1, file)
	if err != nil {
		t.Fatal(err)
	}
	err = n.checkApart(context.Background(), [][]Workbook{{w}}, func(_ int, judged *Judgement) {
		for _, f := range judged.Findings {
			if f.Severity == hengji.Blocking || f.Form == "" && f.Sheet != report.ResultSheet {
				t.Errorf("accuses %s", CaseLine(f))
			}
		}
		if !slices.ContainsFunc(judged.Findings, func(f hengji.Finding) bool { return f.Sheet == report.ResultSheet }) {
			t.Errorf("nothing is said of the sheet: %v", linesOf(judged.Findings))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func linesOf(findings []hengji.Finding) (lines []string) {
	for _, f := range findings {
		lines = append(lines, CaseLine(f)+" "+f.State+" "+f.Explanation)
	}
	return lines
}

// listOf finds the header of our list and its lines that ask for words, with some.
func listOf(t *testing.T, book *excelize.File) (header int, said map[int]string) {
	t.Helper()
	rows, err := book.GetRows(report.ResultSheet)
	if err != nil {
		t.Fatal(err)
	}
	said = map[int]string{}
	for i, row := range rows {
		switch {
		case len(row) > 1 && row[0] == hengji.ListHeadings[0]:
			header = i + 1
		case header > 0 && len(row) > 1 && row[1] == hengji.Explain.Chinese():
			said[i+1] = fmt.Sprintf("第%d项经核对属实，合同跨年执行", len(said)+1)
		}
	}
	return header, said
}

func saved(t *testing.T, book *excelize.File, edit func() error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := errors.Join(edit(), book.Write(&b), book.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// returnOf judges a workbook and gives it back marked.
func (v *Reviewer) returnOf(t *testing.T, data []byte) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "自评.xlsx")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	w, err := v.onDisk(1, file)
	if err != nil {
		t.Fatal(err)
	}
	var book []byte
	if err := v.checkApart(context.Background(), [][]Workbook{{w}}, func(_ int, judged *Judgement) { book = v.annotated(t, file, judged) }); err != nil {
		t.Fatal(err)
	}
	return book
}

func (v *Reviewer) annotated(t *testing.T, file string, judged *Judgement) []byte {
	t.Helper()
	original, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	book, unmarked, err := report.Annotate(original, report.Return{
		Region: judged.Standings[0].Region, Period: "2021", File: filepath.Base(file), State: judged.Standings[0].State, Findings: judged.Findings,
	})
	if err != nil || unmarked.Reason != "" {
		t.Fatal(err, unmarked)
	}
	return book
}

func holdsText(t *testing.T, data []byte, text string) bool {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(report.ResultSheet)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(rows, func(row []string) bool {
		return slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, text) })
	})
}
