package report

import (
	"bytes"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// verify reads the annotated workbook again: every part that was not ours to
// change is as received, every cell of every sheet stands byte for byte, and a
// second program (excelize) finds our sheet in front of the district's.
func (w *received) verify(original, book []byte, r Return) error {
	was, err := openParcel(original)
	if err != nil {
		return err
	}
	is, err := openParcel(book)
	if err != nil {
		return err
	}
	for _, name := range was.order {
		if w.gone[strings.ToLower(name)] || w.fresh[name] != nil {
			continue
		}
		a, b := was.files[strings.ToLower(name)], is.files[strings.ToLower(name)]
		if b == nil || a.CRC32 != b.CRC32 || a.UncompressedSize64 != b.UncompressedSize64 {
			return unsuited("写回后内容有变")
		}
	}
	names := []string{w.unusedSheetName()}
	for _, sheet := range w.sheets {
		names = append(names, sheet.name)
		before, err := was.read(sheet.part)
		if err != nil {
			return err
		}
		after, err := is.read(sheet.part)
		if err != nil {
			return err
		}
		a, err := frameOf(before)
		if err != nil {
			return err
		}
		b, err := frameOf(after)
		if err != nil {
			return err
		}
		if !bytes.Equal(a.cells, b.cells) {
			return unsuited("写回后内容有变")
		}
	}
	file, err := excelize.OpenReader(bytes.NewReader(book), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostWhole, UnzipXMLSizeLimit: mostPart})
	if err != nil {
		return unsuited("写回后不能重新打开")
	}
	defer file.Close()
	summary, err := file.GetCellValue(names[0], "A2")
	if err != nil || summary != r.Summary() || !slices.Equal(file.GetSheetList(), names) {
		return unsuited("写回后不能重新打开")
	}
	return nil
}
