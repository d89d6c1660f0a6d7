package night

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/report"
)

// A return that stands as it was made is not made again: nobody opens the archive for
// it. Where one value of it is another, or a file of it is gone or changed, all of
// that file is made anew.
func TestAReturnIsMadeAgainOnlyWhereItWouldBeAnother(t *testing.T) {
	h, err := home.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	arrivals, err := h.Receive(context.Background(), ledger, "../samples/2021/inbox", "2021", 0, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	receipt := arrivals.New[0]
	settings := Settings{Period: "2021", Returns: filepath.Join(t.TempDir(), "returns"), Limits: ingest.DefaultLimits()}
	r := report.Return{
		Region: "耒阳市", Period: "2021", File: receipt.File, SHA256: receipt.SHA256, State: hengji.Pending, ReceivedAt: receipt.Received,
		Findings: []hengji.Finding{{Fingerprint: "a", Rule: "ALLOC-R03", Severity: hengji.Explain, State: "open", Sheet: "封面", Message: "请核对。"}},
	}
	file := filepath.Join(settings.Returns, r.Region, hengji.WorkbookName(r.File)+"_审核反馈.xlsx")
	archive := h.Path("archive", receipt.Stored)
	deliver := func(r report.Return) (owed int) {
		o := &outbox{
			settings: settings, home: h, rules: aReviewer(t).Rules, makes: rooms{}, delivered: h.Delivered(), log: zerolog.Nop(),
			progress: func(string, int, int) {}, outcome: &Outcome{Returns: []report.Return{r}},
		}
		if err := o.deliverReturns(context.Background(), []home.Receipt{receipt}); err != nil {
			t.Fatal(err)
		}
		if err := o.delivered.Keep(); err != nil {
			t.Fatal(err)
		}
		return len(o.outcome.Undelivered)
	}
	if owed := deliver(r); owed != 0 {
		t.Fatalf("%d returns are owed", owed)
	}
	if err := os.Rename(archive, archive+" away"); err != nil { // whatever is made now is owed
		t.Fatal(err)
	}
	if owed := deliver(r); owed != 0 {
		t.Error("a return that stands as it was made is made again")
	}
	for name, change := range map[string]func(r *report.Return){
		"the words of a finding": func(r *report.Return) { r.Findings[0].Message = "请核对或说明。" },
		"what no reader sees":    func(r *report.Return) { r.Findings[0].Column = 2 },
		"the deadline":           func(r *report.Return) { r.Due = "2022-03-01" },
		"the moment":             func(r *report.Return) { r.ReceivedAt = r.ReceivedAt.Add(1) },
		"a title":                func(r *report.Return) { r.Titles = map[hengji.RuleID]string{"ALLOC-R03": "控制数"} },
	} {
		other := r
		other.Findings = []hengji.Finding{r.Findings[0]}
		change(&other)
		if owed := deliver(other); owed != 1 {
			t.Errorf("%s is another, and the return is not made", name)
		}
		if err := os.Rename(archive+" away", archive); err != nil {
			t.Fatal(err)
		}
		if owed := deliver(r); owed != 0 {
			t.Errorf("%s: the return cannot be made", name)
		}
		if err := os.Rename(archive, archive+" away"); err != nil {
			t.Fatal(err)
		}
	}
	for name, damage := range map[string]func() error{
		"deleted": func() error { return os.Remove(file) },
		"changed": func() error { return os.WriteFile(file, []byte("another's"), 0o644) },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		if owed := deliver(r); owed != 1 {
			t.Errorf("a return that was %s is not made again", name)
		}
		if err := os.Rename(archive+" away", archive); err != nil {
			t.Fatal(err)
		}
		deliver(r)
		if err := os.Rename(archive, archive+" away"); err != nil {
			t.Fatal(err)
		}
	}
}
