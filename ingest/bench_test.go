package ingest

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// benchWorkbook is 20 000 rows × 20 columns as districts' sheets are mixed:
// shared texts, amounts, dates, blanks with a style.
var benchWorkbook = sync.OnceValue(func() []byte { return madeWorkbook(20_000, 20) })

func madeWorkbook(rows, columns int) []byte {
	var texts []string
	for i := range 5000 {
		texts = append(texts, fmt.Sprintf("衡阳市第%d号科技项目承担单位", i*7919%100_003))
	}
	random := uint32(1)
	next := func(n int) int {
		random = random*1664525 + 1013904223
		return int(random>>8) % n
	}
	var b strings.Builder
	for r := 1; r <= rows; r++ {
		fmt.Fprintf(&b, `<row r="%d" spans="1:%d" ht="15.75" customHeight="1">`, r, columns)
		for c := range columns {
			name := fmt.Sprintf("%s%d", columnLetters(c+1), r)
			switch c % 5 {
			case 0, 1:
				fmt.Fprintf(&b, `<c r="%s" s="4" t="s"><v>%d</v></c>`, name, next(len(texts)))
			case 2:
				fmt.Fprintf(&b, `<c r="%s" s="2"><v>%d.%02d</v></c>`, name, next(5000), next(100))
			case 3:
				fmt.Fprintf(&b, `<c r="%s" s="1"><v>%d</v></c>`, name, 44197+next(365))
			case 4:
				if next(3) == 0 {
					fmt.Fprintf(&b, `<c r="%s" s="2"/>`, name)
				} else {
					fmt.Fprintf(&b, `<c r="%s"><v>%d</v></c>`, name, next(100000))
				}
			}
		}
		b.WriteString(`</row>`)
	}
	var t testing.B
	return pack(&t, with(parts(sheetXML(b.String())), "xl/sharedStrings.xml", stringsXML(texts...)))
}

// inlineWorkbook is the same as streaming writers make it: texts stand in the cells.
var inlineWorkbook = sync.OnceValue(func() []byte {
	var b strings.Builder
	for r := 1; r <= 20_000; r++ {
		fmt.Fprintf(&b, `<row r="%d">`, r)
		for c := range 20 {
			name := fmt.Sprintf("%s%d", columnLetters(c+1), r)
			switch c % 4 {
			case 0, 1:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>衡阳市第%d号科技项目承担单位</t></is></c>`, name, r*(c+7919)%100_003)
			case 2:
				fmt.Fprintf(&b, `<c r="%s"><v>%d.%02d</v></c>`, name, r*(c+31)%5000, r%100)
			case 3:
				fmt.Fprintf(&b, `<c r="%s" s="1"><v>%d</v></c>`, name, 44197+r%365)
			}
		}
		b.WriteString(`</row>`)
	}
	var t testing.B
	return pack(&t, parts(sheetXML(b.String())))
})

func columnLetters(n int) string {
	if n > 26 {
		return columnLetters((n-1)/26) + columnLetters((n-1)%26+1)
	}
	return string(rune('A' + n - 1))
}

var sink int

// floor inflates every part, calculates its CRC and looks at each byte once.
func floor(b *testing.B, data []byte) {
	archive, err := openArchive(data, DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	buffer := make([]byte, 64<<10)
	for _, e := range archive.entries {
		source := flate.NewReader(bytes.NewReader(e.packed))
		sum := uint32(0)
		for {
			n, err := source.Read(buffer)
			sum = crc32.Update(sum, crc32.IEEETable, buffer[:n])
			for _, c := range buffer[:n] {
				if c == '<' {
					sink++
				}
			}
			if err == io.EOF {
				break
			}
		}
	}
}

func readAll(b *testing.B, data []byte, limits Limits) {
	cells := 0
	sub, err := Open("x.xlsx", data, limits)
	if err != nil {
		b.Fatal(err)
	}
	for row, err := range sub.Sheets[0].Rows {
		if err != nil {
			b.Fatal(err)
		}
		cells += len(row.Cells)
	}
	if cells < 20_000*18 {
		b.Fatal("cells missing", cells)
	}
}

// excelizeRows is what the library's row iterator takes for the same.
func excelizeRows(b *testing.B, data []byte) {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	rows, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		sink += len(cells)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkInflateOnly(b *testing.B) {
	data := benchWorkbook()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		floor(b, data)
	}
}

func BenchmarkReadInline(b *testing.B) {
	data := inlineWorkbook()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, data, DefaultLimits())
	}
}

func BenchmarkRead(b *testing.B) {
	data := benchWorkbook()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, data, DefaultLimits())
	}
}

// BenchmarkReadStreamed reads the same as a sheet too large to be held: it is
// inflated twice.
func BenchmarkReadStreamed(b *testing.B) {
	data := benchWorkbook()
	limits := DefaultLimits()
	limits.HeldBytes = 0
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, data, limits)
	}
}

func BenchmarkExcelizeRows(b *testing.B) {
	data := benchWorkbook()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		excelizeRows(b, data)
	}
}

// BenchmarkRatios takes all in turn, so that a busy machine slows all of them, and
// reports the ratios of their fastest rounds.
func BenchmarkRatios(b *testing.B) {
	data, inline := benchWorkbook(), inlineWorkbook()
	var fastest [5]time.Duration
	for b.Loop() {
		for i, run := range []func(){
			func() { floor(b, data) },
			func() { readAll(b, data, DefaultLimits()) },
			func() { excelizeRows(b, data) },
			func() { floor(b, inline) },
			func() { readAll(b, inline, DefaultLimits()) },
		} {
			runtime.GC()
			for range 2 { // the second finds the buffers of the first, as in a night of many workbooks
				start := time.Now()
				run()
				if took := time.Since(start); fastest[i] == 0 || took < fastest[i] {
					fastest[i] = took
				}
			}
		}
	}
	b.ReportMetric(float64(fastest[1])/float64(fastest[0]), "read/floor")
	b.ReportMetric(float64(fastest[2])/float64(fastest[1]), "excelize/read")
	b.ReportMetric(float64(fastest[4])/float64(fastest[3]), "inline/floor")
}
