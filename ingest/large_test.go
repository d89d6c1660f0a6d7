package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// largeWorkbook is a sheet of so many rows of 12 columns, written without holding
// its XML.
func largeWorkbook(b *testing.B, rows int) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range parts("") {
		part, err := w.Create(f.name)
		if err != nil {
			b.Fatal(err)
		}
		if f.name != "xl/worksheets/sheet1.xml" {
			_, _ = io.WriteString(part, f.text)
			continue
		}
		empty := sheetXML("")
		at := len(empty) - len("</sheetData></worksheet>")
		_, _ = io.WriteString(part, empty[:at])
		var line []byte
		for r := 1; r <= rows; r++ {
			line = strconv.AppendInt(append(line[:0], `<row r="`...), int64(r), 10)
			line = append(line, `">`...)
			for c := range 12 {
				line = append(append(line, `<c r="`...), byte('A'+c))
				line = strconv.AppendInt(line, int64(r), 10)
				if c%3 == 0 {
					line = append(line, `" t="s"><v>2</v></c>`...)
					continue
				}
				line = append(line, `" s="2"><v>`...)
				line = strconv.AppendInt(line, int64(r)*7919%1_000_003, 10)
				line = append(line, `.25</v></c>`...)
			}
			_, _ = part.Write(append(line, `</row>`...))
		}
		_, _ = io.WriteString(part, empty[at:])
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkLargeSheet reads a sheet of 500 000 rows and reports the largest heap
// that the reading needed, the file's own bytes included.
func BenchmarkLargeSheet(b *testing.B) {
	const rows = 500_000
	data := largeWorkbook(b, rows)
	runtime.GC()
	var peak atomic.Uint64
	done := make(chan struct{})
	go func() {
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			if m.HeapInuse > peak.Load() {
				peak.Store(m.HeapInuse)
			}
			select {
			case <-done:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		sub, err := Open("x.xlsx", data, DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, err := range sub.Sheets[0].Rows {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows || sub.Sheets[0].RowElements != rows {
			b.Fatal("rows missing", n, sub.Sheets[0].RowElements)
		}
	}
	close(done)
	b.ReportMetric(float64(peak.Load())/(1<<20), "MiB-heap")
	b.ReportMetric(float64(len(data))/(1<<20), "MiB-file")
}

// TestRowsAreCountedAcrossBlocks: comments and CDATA longer than what is gone
// through at a time hide what looks like rows in them.
func TestRowsAreCountedAcrossBlocks(t *testing.T) {
	hidden := bytes.Repeat([]byte("<row r='1'> -> ]> "), 9000)
	var part bytes.Buffer
	for i := range 3000 {
		part.WriteString(`<row r="1"><c r="A1"><v>1</v></c></row><rows/>`)
		if i%1000 == 7 {
			part.WriteString("<!--")
			part.Write(hidden)
			part.WriteString("--><row/><v><![CDATA[")
			part.Write(hidden)
			part.WriteString("]]></v>")
		}
	}
	for _, prefix := range []string{"", "x"} {
		text := part.Bytes()
		if prefix != "" {
			text = bytes.ReplaceAll(text, []byte("<row"), []byte("<x:row"))
		}
		counter := rowCounter{prefix: prefix}
		counter.feed(text)
		if counter.n != 3003 {
			t.Errorf("prefix %q: %d rows, want 3003", prefix, counter.n)
		}
	}
}
