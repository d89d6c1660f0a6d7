package load

import (
	"testing"

	"hengji"
)

// What is proposed is judged as if it stood there, by the rules that read it; then the staged
// rows are what they were, in their order.
func TestWhatIsProposedIsTriedAndTakenBack(t *testing.T) {
	b := create(t)
	stage(t, b, "execution", 1, aSpending("A", "10", "10", ""), aSpending("B", "10", "10", "9"))
	stage(t, b, "execution", 2, aSpending("A", "10", "10", ""))
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4), standing(b.rules, 2, 5)}))
	must(t, b.flush())
	const all = "SELECT rowid, * FROM stg.execution ORDER BY rowid"
	before := lines(t, b, all)
	sheet, row := b.rules.Form("execution").Title, 4 // of the first
	propose := func(field, value string) (map[hengji.RuleID]bool, []hengji.Finding) {
		asked, found, err := b.CheckProposed([]hengji.ProposedValue{{Submission: 1, Form: "execution", Sheet: sheet, Row: row, Field: field, Value: value}})
		must(t, err)
		if after := lines(t, b, all); after != before {
			t.Errorf("%s = %s leaves\n%sof\n%s", field, value, after, before)
		}
		return asked, found
	}
	asked, found := propose("spent_wan", "12.5")
	var over []hengji.Finding
	for _, f := range found {
		if f.Rule == "EXEC-R05" {
			over = append(over, f)
		}
	}
	if len(over) != 1 || over[0].Submission != 1 || over[0].Row != row || over[0].Got != "12.5" || over[0].Diff != "2.5" {
		t.Errorf("EXEC-R05 says %v", over)
	}
	if !asked["EXEC-R05"] || asked["ALLOC-R02"] {
		t.Errorf("asked %v", asked)
	}
	if asked, found := propose("balance_wan", "1"); asked["EXEC-R05"] || len(found) > 0 && found[0].Rule == "EXEC-R05" {
		t.Errorf("EXEC-R05 does not read the balance")
	}
}
