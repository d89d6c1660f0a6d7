package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"time"
)

// What the department's people saw on site and what is to be mended: eight projects of the
// samples, three problems. Both are invented.
var (
	//go:embed spot_check_record.csv
	checksCSV []byte
	//go:embed rectification.csv
	problemsCSV []byte
)

const inventedNote = "说明：本工作簿为示例数据，检查情况、问题和检查人员均为虚构。"

func spotCheckPath() string {
	return "2021-CC/inbox/" + departmentName + "/2021年度现场抽查记录和问题整改台账.xlsx"
}

// spotCheck is the department's workbook of a period of checks: two tables.
func spotCheck() ([]byte, error) {
	b := newBook(false)
	h := &hand{Font: "宋体", TitleFont: "方正小标宋简体", Size: 10.5, TitleSize: 18, HeaderFill: "F2F2F2", TotalFill: "F2F2F2"}
	if err := b.plainTable(h, "现场抽查记录表", "", checksCSV, 6, 12, 12, 36, 30, 12, 16, 10, 10, 10, 10, 24); err != nil {
		return nil, err
	}
	if err := b.plainTable(h, "问题整改台账", inWan, problemsCSV, 10, 12, 12, 12, 36, 13, 24, 12, 10, 12, 26); err != nil {
		return nil, err
	}
	b.SetActiveSheet(0)
	return b.bytes()
}

// plainTable is a table as CSV has it: a header, and texts, days and amounts below it.
func (b *book) plainTable(h *hand, name, unit string, table []byte, widths ...float64) error {
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		return fmt.Errorf("read table of %s: %w", name, err)
	}
	s := b.form(name, h, 1, "landscape", widths...)
	s.heading(len(widths), "2021年度"+name, h.titleFace(), 34)
	if unit != "" {
		s.heading(len(widths), unit, h.lineFace("right"), 20)
	}
	for n, row := range rows {
		var cells []formCell
		for i, words := range row {
			at := i + 1
			switch on, err := time.Parse(time.DateOnly, words); {
			case n == 0:
				cells = append(cells, label(at, at, words))
			case err == nil:
				cells = append(cells, formCell{at, at, 1, onDay(day(on.Unix() / (24 * 60 * 60))), "day"})
			case rows[0][i] == "序号":
				cells = append(cells, cell(at, at, number(decimal(words))))
			case rows[0][i] == "涉及金额（万元）":
				cells = append(cells, amount(at, at, number(decimal(words))))
			default:
				cells = append(cells, prose(at, at, words))
			}
		}
		s.line(30, cells...)
	}
	s.heading(len(widths), inventedNote, h.lineFace("left"), 20)
	s.end()
	return nil
}
