package review

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/load"
)

// BenchmarkRatios measures the way from a file's bytes to rows in DuckDB against
// a floor of the same run: inflating the file and looking at each byte once.
func BenchmarkRatios(b *testing.B) {
	data := largeWorkbook(b, 20_000)
	n := bench(b)
	large := Workbook{
		ID: 1, Period: "2021", File: "耒阳市.xlsx", Folder: "耒阳市", Received: n.Stamp.StartedAt,
		Open: func() (*hengji.Submission, error) { return ingest.Open("耒阳市.xlsx", data, n.Reader.Limits) },
	}
	var floor, read, loaded time.Duration
	for b.Loop() {
		floor += took(b, func() error { return inflate(data) })
		read += took(b, func() error { return drain(large) })
		loaded += took(b, func() error {
			base, err := load.Create("", n.Rules, n.Stamp)
			if err != nil {
				return err
			}
			defer base.Close()
			readings, err := n.ReadAll(context.Background(), []Workbook{large}, base)
			if err == nil && readings[0].refused != "" {
				err = fmt.Errorf("refused: %s", readings[0].refused)
			}
			return err
		})
	}
	rows := float64(20_000 * b.N)
	b.ReportMetric(float64(read)/float64(floor), "read/inflate")
	b.ReportMetric(float64(loaded)/float64(floor), "load/inflate")
	b.ReportMetric(rows/read.Seconds(), "read-rows/s")
	b.ReportMetric(rows/loaded.Seconds(), "loaded-rows/s")
	b.ReportMetric(0, "ns/op")
}

func took(b *testing.B, work func() error) time.Duration {
	start := time.Now()
	if err := work(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// inflate is the floor: every part unpacked, its CRC calculated, every byte looked
// at once.
func inflate(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	tags, sum := 0, uint32(0)
	buffer := make([]byte, 64<<10)
	for _, file := range archive.File {
		packed, err := file.OpenRaw()
		if err != nil {
			return err
		}
		for source := flate.NewReader(packed); ; {
			read, err := source.Read(buffer)
			sum = crc32.Update(sum, crc32.IEEETable, buffer[:read])
			for _, c := range buffer[:read] {
				if c == '<' {
					tags++
				}
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
		}
	}
	if tags == 0 || sum == 0 {
		return fmt.Errorf("nothing was inflated")
	}
	return nil
}

// drain reads every cell of every sheet and keeps none.
func drain(w Workbook) error {
	submission, err := w.Open()
	if err != nil {
		return err
	}
	cells := 0
	for _, sheet := range submission.Sheets {
		for row, err := range sheet.Rows {
			if err != nil {
				return err
			}
			cells += len(row.Cells)
		}
	}
	if cells < 100_000 {
		return fmt.Errorf("only %d cells were read", cells)
	}
	return nil
}

// largeWorkbook is a sheet 项目资金安排表 of many rows with all its columns, as
// streaming writers make it: texts stand in the cells.
func largeWorkbook(b *testing.B, rows int) []byte {
	b.Helper()
	book := excelize.NewFile()
	defer book.Close()
	form := bench(b).Rules.Form("allocation")
	if err := book.SetSheetName("Sheet1", form.Title); err != nil {
		b.Fatal(err)
	}
	sheet, err := book.NewStreamWriter(form.Title)
	if err != nil {
		b.Fatal(err)
	}
	day, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		b.Fatal(err)
	}
	write := func(row int, cells ...any) {
		if err := sheet.SetRow(fmt.Sprintf("A%d", row), cells); err != nil {
			b.Fatal(err)
		}
	}
	header := make([]any, len(form.Fields))
	for i, field := range form.Fields {
		header[i] = field.Label
	}
	write(1, header...)
	for i := range rows {
		cells := make([]any, len(form.Fields))
		for c, field := range form.Fields {
			switch {
			case field.Name == "seq":
				cells[c] = i + 1
			case field.Kind == hengji.Number:
				cells[c] = float64(i%4000) / 4 // the sample's cells, not the program's: xlsx holds floats
			case field.Kind == hengji.Date:
				cells[c] = excelize.Cell{StyleID: day, Value: 44197 + i%365} // a day of 2021
			case field.Name == "uscc":
				cells[c] = "91430400MA4PC7W80D"
			case field.Name == "region":
				cells[c] = "耒阳市"
			case field.Name == "category":
				cells[c] = "重点研发"
			case field.Name == "support_mode":
				cells[c] = "无偿补助"
			case field.Name == "stage":
				cells[c] = "在研"
			default:
				cells[c] = fmt.Sprintf("%s第%d号", field.Label, i)
			}
		}
		write(i+2, cells...)
	}
	if err := sheet.Flush(); err != nil {
		b.Fatal(err)
	}
	var data bytes.Buffer
	if err := book.Write(&data); err != nil {
		b.Fatal(err)
	}
	return data.Bytes()
}
