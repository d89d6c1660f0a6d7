package night

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"hengji"
	"hengji/home"
)

// waiverColumns is the header of waivers.csv, which the bureau keeps by hand.
var waiverColumns = []string{"fingerprint", "who", "why", "until"}

// readWaivers reads the bureau's releases (放行). A file that is not as it should
// be ends the run: a release that is misread would let money through.
func readWaivers(path string) ([]hengji.Waiver, error) {
	rows, err := readList(path, waiverColumns, 1)
	if err != nil {
		return nil, err
	}
	var waivers []hengji.Waiver
	for i, row := range rows {
		w := hengji.Waiver{Fingerprint: row[0], Who: row[1], Why: row[2], Until: row[3]}
		if _, err := time.Parse(time.DateOnly, w.Until); err != nil {
			return nil, hengji.UsageError{Err: fmt.Errorf("%s:%d: until=%q 应为日期，如 2022-03-31", path, i+2, w.Until)}
		}
		if w.Fingerprint == "" || w.Who == "" || w.Why == "" {
			return nil, hengji.UsageError{Err: fmt.Errorf("%s:%d: fingerprint、who、why 都要填写", path, i+2)}
		}
		waivers = append(waivers, w)
	}
	return waivers, nil
}

// inForce are the waivers that have not expired on the day of the run; the last
// day counts.
func inForce(waivers []hengji.Waiver, now time.Time) []hengji.Waiver {
	today := now.Format(time.DateOnly)
	return slices.DeleteFunc(slices.Clone(waivers), func(w hengji.Waiver) bool { return w.Until < today })
}

// bookChanged writes a list of the bureau's (waivers, withdrawals) into the ledger
// when it is not the one that the ledger holds already.
func bookChanged[T any](ledger *home.Ledger, now time.Time, kind string, list []T) error {
	var last []byte
	for _, entry := range ledger.Entries {
		if entry.Kind == kind {
			last = entry.Data
		}
	}
	data, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write %s into ledger: %w", kind, err)
	}
	if bytes.Equal(data, last) || last == nil && len(list) == 0 {
		return nil
	}
	return ledger.Append(now, kind, list)
}
