package ingest

import (
	"strconv"
	"strings"
	"time"

	"hengji"
)

// isoSerial turns a date that strict OOXML writes in words (t="d":
// 2021-05-04, 2021-05-04T10:30:00Z, 10:30:00) into the serial number that other
// files hold. Dates before March 1900 have no agreed serial: ok is false.
func isoSerial(text string, date1904 bool) (serial string, ok bool) {
	var at time.Time
	var err error
	bare := strings.TrimSuffix(text, "Z")
	dated := true
	switch {
	case len(bare) == len("2006-01-02"):
		at, err = time.Parse("2006-01-02", bare)
	case strings.Contains(bare, "T"):
		at, err = time.Parse("2006-01-02T15:04:05", bare) // fractions are accepted too
	default:
		at, err = time.Parse("15:04:05", bare)
		dated = false
	}
	if err != nil {
		return "", false
	}
	days := int64(0)
	if dated {
		midnight := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		days = (midnight.Unix() - hengji.Epoch(date1904).Unix()) / 86_400
		if days < 0 || !date1904 && days < 61 || at.Year() > 9999 {
			return "", false
		}
	}
	// Ten places of a day keep a time to the microsecond: 86 400 000 000 of them
	// are 10^10 parts, hence 100/864.
	clock := int64(at.Hour())*3600 + int64(at.Minute())*60 + int64(at.Second())
	micro := clock*1_000_000 + int64(at.Nanosecond())/1000
	fraction := (micro*100 + 432) / 864
	const parts = 10_000_000_000
	if fraction >= parts {
		days, fraction = days+1, 0
	}
	serial = strconv.FormatInt(days, 10)
	if fraction > 0 {
		serial += "." + strings.TrimRight(strconv.FormatInt(fraction+parts, 10)[1:], "0")
	}
	return serial, true
}
