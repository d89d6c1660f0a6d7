package transform

import "hengji"

// Shown is a cell as a spreadsheet shows it, near enough to know it again: a date
// as a date, a share with its sign, no digit behind the fifteenth. What cannot be
// read so stays as the file has it.
func Shown(cell *hengji.Cell, date1904 bool) string {
	if cell.Kind != hengji.CellNumber {
		return cell.Text
	}
	number, err := readStored(cell.Text)
	if err != nil || number.rounded {
		return cell.Text
	}
	switch cell.Format {
	case hengji.FormatDate:
		if days, ok := serialDate(number.value, date1904); ok {
			return formatDate(days)
		}
	case hengji.FormatPercent:
		if number.value < sureDecimal && number.value > -sureDecimal {
			return (number.value * 100).String() + "%"
		}
		return cell.Text
	case hengji.FormatTime:
		return cell.Text
	}
	return number.value.String()
}
