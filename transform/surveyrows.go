package transform

import (
	"cmp"
	"slices"

	"hengji"
)

// isForm is true where what stands below the header is merged across as a form of labels
// and values is, and not as a table, or where there are but two columns of texts.
func (s *surveyor) isForm(last int) bool {
	across := map[int]bool{}
	for _, m := range s.sheet.Merges {
		if m.LastColumn > m.FirstColumn {
			across[m.FirstRow] = true
		}
	}
	rows, merged, numbers := 0, 0, 0
	for i := last + 1; i < len(s.rows); i++ {
		row, filled := &s.rows[i], 0
		for j := range row.Cells {
			if !isBlankCell(&row.Cells[j]) {
				filled++
				if row.Cells[j].Kind == hengji.CellNumber {
					numbers++
				}
			}
		}
		if filled < 2 || s.totalLabel(row) != "" {
			continue
		}
		rows++
		if across[row.Number] {
			merged++
		}
	}
	return merged*3 > rows || len(s.out.Columns) <= 2 && numbers*2 < rows
}

// merged notes which columns have cells merged down.
func (s *surveyor) merged() {
	s.down = map[int][]hengji.Range{}
	for _, m := range s.sheet.Merges {
		if m.FirstRow > s.out.Header && m.LastRow > m.FirstRow && m.FirstColumn == m.LastColumn {
			s.down[m.FirstColumn] = append(s.down[m.FirstColumn], m)
		}
	}
	for _, merges := range s.down {
		slices.SortFunc(merges, func(a, b hengji.Range) int { return cmp.Compare(a.FirstRow, b.FirstRow) })
	}
	for i := range s.out.Columns {
		column := &s.out.Columns[i]
		column.Merged = len(s.down[column.Column]) > 0
	}
}

// totalLabel is the text that makes a row a total; "" for none.
func (s *surveyor) totalLabel(row *hengji.Row) string {
	seen := 0
	for i := range row.Cells {
		cell := &row.Cells[i]
		if isBlankCell(cell) {
			continue
		}
		if seen++; seen > 3 {
			break
		}
		if cell.Kind != hengji.CellText {
			continue
		}
		if kind, exact := s.totals.totalLabel(cell.Text); kind == wholeTotal || kind == subTotal && exact {
			return oneLine(trimText(cell.Text))
		}
	}
	return ""
}

// row reads a row below the header; false ends the table.
func (s *surveyor) row(row *hengji.Row) bool {
	out := SurveyedRow{Row: row.Number, Values: make([]SurveyedValue, len(s.out.Columns)), Label: s.totalLabel(row)}
	filled, texts := 0, 0
	for i := range row.Cells {
		cell := &row.Cells[i]
		if isBlankCell(cell) || s.missing[trimText(cell.Text)] {
			continue
		}
		if filled++; filled == 1 && cell.Kind == hengji.CellText {
			if isEnd(cell.Text) || out.Label == "" && (isNote(cell.Text) || s.words.linePieces(cell.Text) != nil) {
				return false
			}
			texts++
		}
		at := slices.IndexFunc(s.out.Columns, func(c SurveyedColumn) bool { return c.Column == int(cell.Column) })
		if at >= 0 {
			out.Values[at] = s.value(cell)
		} else if !slices.Contains(s.out.Bare, int(cell.Column)) {
			s.out.Bare = append(s.out.Bare, int(cell.Column))
		}
	}
	switch {
	case filled == 0:
	case out.Label != "":
		s.out.Totals = append(s.out.Totals, out)
	case filled == 1 && out.Values[0].Numeric: // a row whose number is printed, to be filled in
	case filled == 1 && len(s.out.Columns) > 2, texts > 0 && isSample(row.Cells[0].Text):
		s.out.Skipped = append(s.out.Skipped, row.Number)
	default:
		s.fillDown(row.Number, &out)
		s.out.Records = append(s.out.Records, out)
	}
	return true
}

// fillDown gives a row the values of cells that are merged down over it.
func (s *surveyor) fillDown(row int, out *SurveyedRow) {
	if len(s.out.Records) == 0 {
		return
	}
	above := s.out.Records[len(s.out.Records)-1]
	for i, column := range s.out.Columns {
		if !column.Merged || out.Values[i].Text != "" {
			continue
		}
		merges := s.down[column.Column]
		at, _ := slices.BinarySearchFunc(merges, row, func(m hengji.Range, row int) int { return cmp.Compare(m.FirstRow, row) })
		if at > 0 && row <= merges[at-1].LastRow && merges[at-1].FirstRow <= above.Row {
			out.Values[i] = above.Values[i]
		}
	}
}

func (s *surveyor) value(cell *hengji.Cell) SurveyedValue {
	v := SurveyedValue{Text: trimText(Shown(cell, s.sheet.Date1904)), AsText: cell.Kind == hengji.CellText}
	switch cell.Kind {
	case hengji.CellNumber:
		number, err := readStored(cell.Text)
		v.Number, v.Numeric = number.value, err == nil && cell.Format != hengji.FormatDate
		v.Percent = cell.Format == hengji.FormatPercent
		if cell.Format == hengji.FormatDate {
			_, v.Date = serialDate(number.value, s.sheet.Date1904)
		}
	case hengji.CellText:
		v.Text = cleanText(v.Text, false)
		v.Number, v.Numeric = plainDecimal(v.Text)
		if days, outcome := textDate(v.Text); outcome == wholeDate || outcome == oddDate {
			v.Date = true
			if !v.Numeric {
				v.Text = formatDate(days)
			}
		}
		v.Boolean = v.Text == "是" || v.Text == "否"
	case hengji.CellBoolean:
		v.Boolean = true
	}
	return v
}
