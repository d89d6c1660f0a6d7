package ingest

import (
	"strings"
	"testing"
)

func TestLimitsAreSetByTheirNamesAndOthersRefused(t *testing.T) {
	limits := DefaultLimits()
	if err := limits.Set(map[string]int64{"file_bytes": 7, "sheets": 3}); err != nil {
		t.Fatal(err)
	}
	if limits.FileBytes != 7 || limits.Sheets != 3 || limits.Rows != DefaultLimits().Rows {
		t.Errorf("limits after Set: %+v", limits)
	}
	if err := limits.Set(map[string]int64{"sheet": 3}); err == nil || !strings.Contains(err.Error(), "sheets") {
		t.Errorf("unknown limit: %v, want the choices", err)
	}
	if err := limits.Set(map[string]int64{"sheets": 0}); err == nil {
		t.Error("a limit of 0 was accepted")
	}
}
