package report

import (
	"fmt"
	"io"

	"hengji"
	"hengji/report/docx"
	"hengji/report/inert"
)

// EvaluationPaper is what the report is called as a document.
const EvaluationPaper = "绩效评价报告.docx"

// Document writes the report as a .docx, with the text of the page: the page, styles
// and letters are those of the bureau's template, or of the shipped one.
func (e *Evaluation) Document(w io.Writer, b hengji.Booklet, tables map[string]hengji.Table) error {
	p, err := e.fill(b, tables, nil)
	if err != nil {
		return err
	}
	model := e.Model
	if model == nil {
		if model, err = docx.Shipped(); err != nil {
			return err
		}
	}
	d := docx.New(model)
	for i, one := range p.Blocks {
		d.Together = i+1 < len(p.Blocks) && p.Blocks[i+1].Kind == "sign" // no page has a signature alone
		switch {
		case one.Kind == "table":
			writeTable(d, one.Table)
		case one.Kind == "sign":
			writeSignature(d, one.Pieces)
		default:
			writeParagraph(d, one)
		}
	}
	if err := d.Write(w, docx.Properties{Title: p.Title, Author: p.Office, Created: b.MadeAt}); err != nil {
		return fmt.Errorf("make %s: %w", EvaluationPaper, err)
	}
	return nil
}

func writeParagraph(d *docx.Document, one paperBlock) {
	style := map[string]string{"h1": docx.Title, "h2": docx.Head1, "h3": docx.Head2, "h4": docx.Head3, "p": docx.Text}[one.Kind]
	var runs []docx.Run
	if one.Own {
		style = docx.ToWrite
		runs = append(runs, docx.Run{Text: ownMark})
	}
	for _, piece := range one.Pieces {
		if last := len(runs) - 1; last >= 0 && runs[last].Bold == piece.Strong {
			runs[last].Text += piece.Text
		} else {
			runs = append(runs, docx.Run{Text: piece.Text, Bold: piece.Strong})
		}
	}
	d.Paragraph(style, 0, runs...)
}

// writeSignature puts the date four characters from the edge and the name over its
// middle, two lines below the text, as GB/T 9704 has a paper without a seal's frame.
func writeSignature(d *docx.Document, pieces []paperPiece) {
	const edge = 400 // hundredths of a character
	name, day := pieces[0].Text, pieces[1].Text
	d.Together = true
	d.Paragraph(docx.Text, 0)
	d.Paragraph(docx.Text, 0)
	d.Paragraph(docx.Signed, max(edge+(inert.Width(day)-inert.Width(name))*25, 1), docx.Run{Text: name})
	d.Paragraph(docx.Signed, edge, docx.Run{Text: day})
}

func writeTable(d *docx.Document, t *paperTable) {
	d.Paragraph(docx.Caption, 0, docx.Run{Text: t.Title})
	d.Paragraph(docx.Side, 0, docx.Run{Text: t.side()})
	made := docx.Table{Widths: t.Widths, Small: t.Wide}
	first, second, at := []docx.TableCell{}, []docx.TableCell{}, 0
	for _, head := range t.Heads {
		first = append(first, docx.TableCell{Text: head.Text, Align: "center", Columns: head.Columns, Starts: head.Rows > 1})
		if head.Rows > 1 {
			second = append(second, docx.TableCell{Down: true})
			continue
		}
		for range head.Columns {
			if t.Seconds != nil {
				second = append(second, docx.TableCell{Text: t.Seconds[at].Text, Align: "center"})
				at++
			}
		}
	}
	made.Heads = [][]docx.TableCell{first}
	if t.Seconds != nil {
		made.Heads = append(made.Heads, second)
	}
	for _, row := range t.Rows {
		var cells []docx.TableCell
		for _, cell := range row.Cells {
			cells = append(cells, docx.TableCell{Text: cell.Text, Bold: row.Total, Align: map[string]string{"number": "right", "centre": "center"}[cell.Class]})
		}
		made.Rows = append(made.Rows, cells)
	}
	d.Table(made)
	for _, note := range t.notes() {
		d.Paragraph(docx.Note, 0, docx.Run{Text: note})
	}
}

// side says whose figures a table holds, and their unit.
func (t *paperTable) side() string {
	if t.Unit == "" {
		return t.Held
	}
	return t.Held + "　　" + t.Unit
}

// notes are the remarks below a table; one without rows says so.
func (t *paperTable) notes() []string {
	if len(t.Rows) == 0 {
		return append([]string{"没有数据。"}, t.Notes...)
	}
	return t.Notes
}
