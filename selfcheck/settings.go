package selfcheck

import (
	"fmt"

	"hengji/ingest"
	"hengji/load"
)

// Settings are what a page is made for.
type Settings struct {
	Version string // of the program
	Program string // hengji.ProgramDigest of it
	Rules   string // their fingerprint
	Period  string
	Periods []load.Period
	Region  string // "" for whoever opens it
	Words   string // the period in words
	Due     string // the last day that is in time, "" where none is set
	Limits  ingest.Limits
	Page    string // its number: the same for the same kit, rules and settings
}

// By says which program, rules and page they are, as the foot of the page and the marked
// workbook do.
func (s Settings) By() string {
	return fmt.Sprintf("程序 hengji %s，规则 %s，自查页 %s", s.Version, s.Rules[:min(numberDigits, len(s.Rules))], s.Page)
}

// numberDigits of a digest tell two pages apart, as they do two sets of rules where people
// read them.
const numberDigits = 12
