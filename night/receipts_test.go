package night

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hengji"
	"hengji/home"
	"hengji/report"
	"hengji/samples/tier"
)

// bookOf makes a ledger as nights write it: receipts, then decisions, then a publication.
func bookOf(t *testing.T, random *rand.Rand) *home.Ledger {
	t.Helper()
	h := &home.Home{Dir: t.TempDir()}
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	number, now := int64(0), time.Date(2022, 1, 10, 2, 0, 0, 0, hengji.Beijing)
	states := []hengji.State{hengji.Accepted, hengji.Pending, hengji.Returned, hengji.Nil}
	for night := range 3 + random.IntN(3) {
		var receipts, decisions []any
		for range 1 + random.IntN(4) {
			number++
			receipts = append(receipts, home.Receipt{ID: number, Period: "2021", File: fmt.Sprintf("区%d/表.xlsx", number), SHA256: fmt.Sprintf("%064x", random.Uint64()), Received: now})
			decisions = append(decisions, decision{Run: fmt.Sprint(night), Submission: number, Period: "2021", State: states[random.IntN(len(states))], Latest: true})
		}
		if err := ledger.Append(now, "receipt", receipts...); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Append(now, "decision", decisions...); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Append(now, "publication", map[string]int{"generation": night}); err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 0, 1)
	}
	return ledger
}

// witnesses are the receipts that districts hold of a ledger.
func witnesses(t *testing.T, ledger *home.Ledger) []witness {
	t.Helper()
	booked, err := bookedAt(ledger)
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := ledger.Receipts()
	if err != nil {
		t.Fatal(err)
	}
	var all []witness
	for _, r := range receipts {
		var d decision
		if err := json.Unmarshal(ledger.Entries[booked[r.ID].Line-1].Data, &d); err != nil {
			t.Fatal(err)
		}
		all = append(all, witnessOf(report.Return{Number: r.ID, Period: r.Period, Region: "区", File: r.File, SHA256: r.SHA256, State: d.State, Receipt: booked[r.ID]}))
	}
	return all
}

// written writes entries as a ledger whose chain is whole.
func written(t *testing.T, dir string, entries []home.Entry) *home.Ledger {
	t.Helper()
	h := &home.Home{Dir: dir}
	if err := os.Remove(filepath.Join(dir, "ledger.jsonl")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(entries); { // lines of one moment and kind at once: each write waits for the disk
		first, data := entries[at], []any{}
		for ; at < len(entries) && entries[at].Kind == first.Kind && entries[at].Time.Equal(first.Time); at++ {
			data = append(data, entries[at].Data)
		}
		if err := ledger.Append(first.Time, first.Kind, data...); err != nil {
			t.Fatal(err)
		}
	}
	if ledger, err = h.Ledger(); err != nil { // the chain alone shows nothing
		t.Fatal(err)
	}
	return ledger
}

// A ledger that somebody wrote anew, chain and all, is noticed with any one receipt whose
// line stands at the change or behind it.
func TestAnyLaterReceiptTellsOfAForgedHistory(t *testing.T) {
	histories := 100
	if tier.All {
		histories = 10_000
	}
	random := rand.New(rand.NewPCG(16, uint64(time.Now().UnixNano())))
	dir := t.TempDir()
	var ledger *home.Ledger
	var kept []witness
	for n := range histories {
		if n%100 == 0 {
			ledger = bookOf(t, random)
			kept = witnesses(t, ledger)
			for _, w := range kept {
				if err := w.holds(ledger); err != nil {
					t.Fatalf("the true ledger: %v", err)
				}
			}
		}
		forged := slices.Clone(ledger.Entries)
		at := random.IntN(len(forged))
		how := ""
		switch e := &forged[at]; random.IntN(4) {
		case 0:
			how, e.Time = "backdated", e.Time.Add(-time.Duration(1+random.IntN(100))*time.Hour)
		case 1:
			how, forged = "dropped", slices.Delete(forged, at, at+1)
		case 2:
			other := random.IntN(len(forged))
			if string(forged[other].Data) == string(e.Data) && forged[other].Kind == e.Kind {
				continue
			}
			how = "exchanged"
			at = min(at, other)
			forged[at], forged[other] = forged[other], forged[at]
			if at == other {
				continue
			}
		default:
			how = "changed"
			e.Data = append(json.RawMessage(`{"note":1,`), e.Data[1:]...)
		}
		anew := written(t, dir, forged)
		noticed := 0
		for _, w := range kept {
			if w.Line <= int64(at) { // booked before the change
				continue
			}
			if w.holds(anew) == nil {
				t.Fatalf("line %d %s: the receipt of line %d holds", at+1, how, w.Line)
			}
			noticed++
		}
		if last := kept[len(kept)-1]; noticed == 0 && int64(at) < last.Line {
			t.Fatalf("line %d %s: no receipt of a later line", at+1, how)
		}
	}
}
