package night

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/schema"
)

// waiverColumns is the header of waivers.csv, which the bureau keeps by hand.
var waiverColumns = []string{"fingerprint", "who", "why", "until"}

// readWaivers reads the bureau's releases (放行). A file that is not as it should
// be ends the run: a release that is misread would let money through.
func readWaivers(path string) ([]hengji.Waiver, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	if err := schema.Encoding(path, text); err != nil {
		return nil, hengji.UsageError{Err: err}
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, hengji.UsageError{Err: fmt.Errorf("%s: %w", path, err)}
	}
	if len(rows) == 0 || !slices.Equal(rows[0], waiverColumns) {
		return nil, hengji.UsageError{Err: fmt.Errorf("%s:1: 表头应为 %s", path, strings.Join(waiverColumns, ","))}
	}
	var waivers []hengji.Waiver
	for i, row := range rows[1:] {
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
