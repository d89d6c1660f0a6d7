package docx

import "fmt"

// Table is a table with ruled lines. Heads are its first rows, repeated on each page.
type Table struct {
	Widths      []int // of the columns, in parts of their sum
	Heads, Rows [][]TableCell
	Small       bool // letters for a table that is wider than the page has room for
}

// TableCell is a cell of a table.
type TableCell struct {
	Text    string
	Align   string // right, center; "" is left
	Bold    bool
	Columns int  // so many columns are joined; 0 is one
	Down    bool // the cell goes on from the one above
	Starts  bool // the cell goes on in the row below
}

// Table writes a table over the width of the page.
func (d *Document) Table(t Table) {
	sum := 0
	for _, one := range t.Widths {
		sum += one
	}
	widths, used := make([]int, len(t.Widths)), 0
	for i, one := range t.Widths {
		widths[i] = d.template.Wide * one / max(sum, 1)
		used += widths[i]
	}
	if len(widths) > 0 {
		widths[len(widths)-1] += d.template.Wide - used // what division left
	}
	w := &d.body
	w.WriteString(`<w:tbl><w:tblPr>`)
	fmt.Fprintf(w, `<w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`, d.template.Wide)
	for _, edge := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(w, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, edge)
	}
	w.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, wide := range widths {
		fmt.Fprintf(w, `<w:gridCol w:w="%d"/>`, wide)
	}
	w.WriteString(`</w:tblGrid>`)
	for _, row := range t.Heads {
		d.row(t, row, widths, true)
	}
	for _, row := range t.Rows {
		d.row(t, row, widths, false)
	}
	w.WriteString(`</w:tbl>`)
}

func (d *Document) row(t Table, row []TableCell, widths []int, head bool) {
	w := &d.body
	w.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	style := Cell
	if head {
		style = Column
		w.WriteString(`<w:tblHeader/>`)
	}
	w.WriteString(`</w:trPr>`)
	at := 0
	for _, cell := range row {
		joined, wide := max(cell.Columns, 1), 0
		for i := at; i < min(at+joined, len(widths)); i++ {
			wide += widths[i]
		}
		at += joined
		fmt.Fprintf(w, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, wide)
		if joined > 1 {
			fmt.Fprintf(w, `<w:gridSpan w:val="%d"/>`, joined)
		}
		switch {
		case cell.Starts:
			w.WriteString(`<w:vMerge w:val="restart"/>`)
		case cell.Down:
			w.WriteString(`<w:vMerge/>`)
		}
		w.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
		own := ""
		if cell.Align != "" {
			own = `<w:jc w:val="` + cell.Align + `"/>`
		}
		d.paragraph(w, style, own, []Run{{Text: cell.Text, Bold: cell.Bold, small: t.Small}})
		w.WriteString(`</w:tc>`)
	}
	w.WriteString(`</w:tr>`)
}
