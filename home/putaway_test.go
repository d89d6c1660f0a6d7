package home

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// The disk that damaged a generation fails again while it is put away: whatever
// the operation, the one that stands in is whole, and the next run ends the work.
func TestADiskThatFailsWhileDamageIsPutAwayIsMadeGood(t *testing.T) {
	for at := 1; ; at++ {
		h, inbox := open(t), anInbox(t)
		for range 4 {
			if err := aRun(t, h, inbox, t.TempDir()); err != nil {
				t.Fatal(err)
			}
		}
		for number, text := range map[string]string{"000004.duckdb": "another", "000002.duckdb": "damaged too"} {
			os.Remove(h.Path("generations", number))
			writeFile(t, h.Path("generations", number), text, night)
		}
		putAway := func() error {
			current, damaged, err := h.Current()
			if err != nil {
				return err
			}
			if current == nil || current.Generation != 3 {
				t.Fatalf("in force: %+v, %q", current, damaged)
			}
			return errors.Join(h.Restore(*current), h.Alias(*current), h.RenameDamaged())
		}
		failed := failing(t, at, false, 10, putAway)
		if failed == "" {
			return
		}
		if err := putAway(); err != nil {
			t.Fatalf("after operation %d (%s): %v", at, failed, err)
		}
		text, err := os.ReadFile(h.Database())
		if err != nil || !strings.HasPrefix(string(text), "database 3") {
			t.Fatalf("after operation %d (%s): hengji.duckdb holds %q, %v", at, failed, text, err)
		}
		for _, number := range []string{"000002", "000004"} {
			if exists(h.Path("generations", number+".duckdb")) || !exists(h.Path("generations", "damaged-"+number+".duckdb")) {
				t.Fatalf("after operation %d (%s): %s is not put away", at, failed, number)
			}
		}
		if err := aRun(t, h, inbox, t.TempDir()); err != nil {
			t.Fatalf("the run after operation %d (%s): %v", at, failed, err)
		}
		if generation := whole(t, h, -1); generation < 5 {
			t.Fatal(fmt.Sprint("generation ", generation, " in force"))
		}
	}
}

// A manifest says more than its database can prove; the ledger was told all of it.
func TestAManifestThatIsNotWhatWasBookedIsNamed(t *testing.T) {
	h, inbox := open(t), anInbox(t)
	for range 3 {
		if err := aRun(t, h, inbox, t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	path := h.Path("generations", "000001.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(text), `"inputs": "`) + 12
	text[at] ^= 1
	os.Remove(path)
	writeFile(t, path, string(text), night)
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	damaged, _ := h.Damaged(ledger, func(string, fs.FS) error { return nil })
	if len(damaged) != 1 || !strings.Contains(damaged[0].Error(), "第 1 次发布：000001.json 与台账所记不同") {
		t.Errorf("damaged: %v", damaged)
	}
}
