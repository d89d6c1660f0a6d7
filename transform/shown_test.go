package transform

import (
	"testing"

	"hengji"
)

func TestACellAsItIsShown(t *testing.T) {
	for _, c := range []struct {
		kind     hengji.CellKind
		format   hengji.CellFormat
		text     string
		date1904 bool
		want     string
	}{
		{hengji.CellNumber, hengji.FormatDate, "44335", false, "2021-05-19"},
		{hengji.CellNumber, hengji.FormatDate, "44335.5", false, "2021-05-19"},
		{hengji.CellNumber, hengji.FormatDate, "42873", true, "2021-05-19"},
		{hengji.CellNumber, hengji.FormatDate, "60", false, "60"}, // no such day
		{hengji.CellNumber, hengji.FormatDate, "-1", false, "-1"},
		{hengji.CellNumber, hengji.FormatGeneral, "44335", false, "44335"},
		{hengji.CellNumber, hengji.FormatGeneral, "73.90000000000001", false, "73.9"},
		{hengji.CellNumber, hengji.FormatGeneral, "0.8100000000000001", false, "0.81"},
		{hengji.CellNumber, hengji.FormatGeneral, "1e99", false, "1e99"},
		{hengji.CellNumber, hengji.FormatPercent, "0.739", false, "73.9%"},
		{hengji.CellNumber, hengji.FormatTime, "0.5", false, "0.5"},
		{hengji.CellText, hengji.FormatDate, "2021.5.19", false, "2021.5.19"},
		{hengji.CellError, hengji.FormatGeneral, "#REF!", false, "#REF!"},
	} {
		cell := hengji.Cell{Kind: c.kind, Format: c.format, Text: c.text}
		if got := Shown(&cell, c.date1904); got != c.want {
			t.Errorf("%s is shown as %s, not %s", c.text, got, c.want)
		}
	}
}
