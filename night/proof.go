package night

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"hengji/home"
)

// Proof is what `ledger verify` found of a home.
type Proof struct {
	Entries   int      // lines of the ledger
	Receipts  int      // archived files that it tells of
	Damaged   []error  // what is not as it was written
	Unclaimed []string // archived files of no receipt: an interrupted run leaves them
}

// Prove holds a home against its ledger: the chain, every archived byte, the archived
// rules, the published databases. Nothing is written.
func Prove(dir string) (*Proof, error) {
	h := &home.Home{Dir: dir} // home.Open would make folders
	ledger, err := h.Ledger()
	if err != nil {
		return nil, err
	}
	p := &Proof{Entries: len(ledger.Entries)}
	p.Damaged, p.Unclaimed = h.Damaged(ledger, sameRules)
	if ledger.Torn != "" {
		p.Damaged = append(p.Damaged, fmt.Errorf("ledger.jsonl:%d: 最后一行没有写完整，下次运行会去掉", len(ledger.Entries)+1))
	}
	published, err := lastPublication(ledger)
	if err != nil {
		return nil, err
	}
	p.Damaged = append(p.Damaged, unfit(h, ledger, published)...)
	if len(p.Damaged) > 0 {
		return p, nil
	}
	receipts, err := ledger.Receipts()
	p.Receipts = len(receipts)
	return p, err
}

// unfit says where what was published is not what the ledger says: the archived
// rules and inputs from which it can be made again; and where the last run saw
// more of the ledger than there is.
func unfit(h *home.Home, ledger *home.Ledger, published home.Manifest) (wrong []error) {
	text, err := os.ReadFile(h.Path("run.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	var last Outcome
	if err == nil {
		if err := json.Unmarshal(text, &last); err != nil {
			wrong = append(wrong, fmt.Errorf("run.json: %w", err))
		}
	}
	if last.Ledger.Hash != "" && !ledger.Holds(last.Ledger.Hash) {
		wrong = append(wrong, fmt.Errorf("ledger.jsonl：上次运行后有 %d 行，缺少最后的 %.16s 一行：末尾被截掉，或是旧的副本", last.Ledger.Lines, last.Ledger.Hash))
	}
	if published.Generation == 0 {
		return wrong
	}
	signed, err := closings(ledger)
	if err != nil {
		wrong = append(wrong, err)
	}
	for _, c := range signed {
		if _, err := h.Closed(c.Content); errors.Is(err, fs.ErrNotExist) {
			wrong = append(wrong, err)
		}
	}
	if _, err := h.Inputs(published.Inputs); errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	if _, err := h.Rules(published.Rules); errors.Is(err, fs.ErrNotExist) {
		wrong = append(wrong, err)
	}
	return wrong
}
