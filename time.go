package hengji

import "time"

// Beijing is the zone of every day and moment that is told: deadlines, receipts, the
// page. Its clock has no summer time, and the machine's own is not asked.
var Beijing = time.FixedZone("UTC+8", 8*60*60)

// Epoch is day 0 of the serial numbers of a spreadsheet's dates, from 61 on: the format
// counts 1900-02-29 as 60, which never was, and below it each is a day later.
func Epoch(date1904 bool) time.Time {
	if date1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}
