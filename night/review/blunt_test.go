package review

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"hengji"
	"hengji/load"
	"hengji/samples/tier"
	"hengji/schema"
)

// A check that is blunted (a < that became <=, an AND that became OR, a threshold
// one off) must be missed by a case: what it finds in the cases, of its own and of
// other rules, is no longer what it found. Changes that no workbook can tell from
// the rule stand in blunted, each with its reason.
func TestEveryBluntedCheckIsMissedByACase(t *testing.T) {
	tier.NeedsAll(t, "some three minutes")
	n := bench(t)
	apart := map[hengji.RuleID][]schema.Case{} // a rule of the period reads all that is in a database
	var ofOnePeriod, ofSeveral []schema.Case
	for _, c := range cases(t) {
		apart[c.Rule] = append(apart[c.Rule], c)
		if slices.ContainsFunc(c.Submissions, func(s schema.CaseSubmission) bool { return s.Period != "" }) {
			ofSeveral = append(ofSeveral, c)
		} else {
			ofOnePeriod = append(ofOnePeriod, c)
		}
	}
	all := &sharpness{}
	defer all.close()
	together := sync.OnceFunc(func() {
		all.load(t, n, ofOnePeriod)
		keptApart(t, n, ofOnePeriod, all.judged[0])
	})
	overYears := sync.OnceValue(func() map[*hengji.Rule]survivors { return survivorsOverYears(t, n, ofSeveral) })
	for _, rule := range n.Rules.Checks {
		t.Run(string(rule.ID), func(t *testing.T) {
			var left survivors
			switch rule.Scope {
			case "submission":
				together()
				left = all.survivors(t, rule)
			case "history":
				left = overYears()[rule]
			default:
				sharp := &sharpness{}
				defer sharp.close()
				for _, c := range apart[rule.ID] {
					sharp.load(t, n, []schema.Case{c})
				}
				left = sharp.survivors(t, rule)
			}
			excused := map[string]bool{}
			for _, one := range blunted[rule.ID] {
				what, _, _ := strings.Cut(one, "：")
				excused[what] = true
			}
			for _, blunt := range blunter(rule.SQL) {
				survives, stands := left[blunt.what]
				switch {
				case !stands:
					continue
				case survives && !excused[blunt.what]:
					t.Errorf("%s: no case tells it from the rule, in: %s", blunt.what, blunt.line)
				case !survives && excused[blunt.what]:
					t.Errorf("%s: a case tells it by now; take it from the list", blunt.what)
				}
				delete(excused, blunt.what)
			}
			for what := range excused {
				t.Errorf("%s is no change of the rule; take it from the list", what)
			}
		})
	}
}

// survivors are the changes of a rule, and whether all cases miss it; without those that
// are no SELECT any more, which vet refuses.
type survivors map[string]bool

// keptApart holds the findings of all cases, read into one database, against what
// each says alone: a rule of a submission reads no other.
func keptApart(t *testing.T, n *Reviewer, cases []schema.Case, judged *Judgement) {
	t.Helper()
	submission := int64(0)
	for _, c := range cases {
		var got, want []string
		for range c.Submissions {
			submission++
			for _, f := range judged.Findings {
				if f.Submission == submission && f.Period == n.Stamp.Period && n.Rules.Catalogue[f.Rule].Scope == "submission" {
					got = append(got, CaseLine(f))
				}
			}
		}
		for _, line := range c.Want {
			if n.Rules.Catalogue[hengji.RuleID(strings.Fields(line)[1])].Scope == "submission" {
				want = append(want, line)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s finds among the others\n%s\nand alone\n%s", c.Name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// blunted are changes that no workbook can tell from the rule.
var blunted = map[hengji.RuleID][]string{
	"ALLOC-R01": { // every region has its control figure in the period of the cases, none above 10000
		">(2)→>=：an amount of 10000 is above any control figure",
		">(1)→>=：read where there is no control figure", "0(1)→1：likewise", "<(1)→<=：likewise",
		"10000(4)→10001：likewise", "<=(2)→<：likewise", "1000000(1)→1000001：likewise",
	},
	"ALLOC-R08": {
		"6(1)→7：only 白沙 has a longer code, and its 430406 is excused by name",
		"1(2)→2：any number comes after 0",
		"6(4)→7：what begins with 4304 does so in six and in seven digits",
	},
	"COVER-R01": {"3(1)→4：the third place stays the third"},
	"COVER-R03": {">(1)→>=：every region has a control figure", "0(1)→1：and more projects than one"},
	"DEPT-R18":  {"11(1)→12：a place without a name"},
	"IND-R01":   {"<(1)→<=：where twenty projects of a sheet are wrong, no single row is looked for", "20(1)→21：likewise"},
	"CROSS-R04": {"IS NULL(1)→IS NOT NULL：the same two groups"},
	"DEPT-R11":  {"<(1)→<=：of equal sums nothing is said"},
	"EVAL-R01":  {">(1)→>=：one candidate is no finding"},
	"EXEC-R03": { // a rate of at most 1 is read as its hundredfold; this line is for rows that were not read so
		"100(1)→101：read before", ">(2)→>=：read before", "100(2)→101：read before",
	},
	"EXEC-R06":   {">(1)→>=：of no budget four fifths are nothing, and nothing is less"},
	"EXEC-R07":   {">(1)→>=：an allocation of 10000 is taken for yuan here"},
	"PERIOD-R02": {"AND(1)→OR：a workbook without them is returned and never in core"},
	"PERIOD-R03": {
		"AND(1)→OR：no code joins with a blank one, and a blank organisation is never in core",
		">(1)→>=：one name has no other", "AND(2)→OR：likewise", ">(2)→>=：one region has no other",
	},
}

// bluntness is one change of a SELECT: "third < → <=".
type bluntness struct{ what, line, sql string }

// What stands first is left alone: texts, comments, types, the 1 of EXISTS (SELECT
// 1 …); that workbooks are kept apart, which the cases show when they are read
// together; and the guards on what was read at all, for which reading has rules.
var bluntable = regexp.MustCompile(`SELECT 1\b|\w+\._submission = \w+\._submission|[^\n]*\b(?:meta\.|[fr]\.form\b)[^\n]*|'(?:[^']|'')*'|--[^\n]*|DECIMAL\([^)]*\)|\[[0-9]+:[0-9]*\]|<>|<=|>=|=|<|>|\bAND\b|\bOR\b|\bIS NOT NULL\b|\bIS NULL\b|\bNOT EXISTS\b|\bEXISTS\b|\bNOT IN\b|\b[0-9]+(?:\.[0-9]+)?\b`)

// blunterOperators are what an operator becomes; a number becomes the next one.
var blunterOperators = map[string][]string{
	"<": {"<="}, "<=": {"<"}, ">": {">="}, ">=": {">"}, "=": {"<>"}, "<>": {"="}, "AND": {"OR"}, "OR": {"AND"},
	"IS NULL": {"IS NOT NULL"}, "IS NOT NULL": {"IS NULL"}, "NOT EXISTS": {"EXISTS"}, "EXISTS": {"NOT EXISTS"}, "NOT IN": {"IN"},
}

// blunter makes every change of one operator or number of a SELECT.
func blunter(sql string) []bluntness {
	var made []bluntness
	seen := map[string]int{}
	for _, at := range bluntable.FindAllStringIndex(sql, -1) {
		was := sql[at[0]:at[1]]
		others := blunterOperators[was]
		if number, err := strconv.ParseInt(was, 10, 64); err == nil {
			others = []string{strconv.FormatInt(number+1, 10)}
		}
		seen[was]++
		for _, other := range others {
			made = append(made, bluntness{
				what: fmt.Sprintf("%s(%d)→%s", was, seen[was], other), line: lineAround(sql, at[0]),
				sql: sql[:at[0]] + other + sql[at[1]:],
			})
		}
	}
	return made
}

func lineAround(sql string, at int) string {
	from := strings.LastIndexByte(sql[:at], '\n') + 1
	line, _, _ := strings.Cut(sql[from:], "\n")
	return strings.TrimSpace(line)
}

func changed(rule *hengji.Rule, sql string) *hengji.Rule {
	blunt := *rule
	blunt.SQL = sql
	return &blunt
}

// sharpness is what the cases hold, loaded once.
type sharpness struct {
	bases  []*load.Build
	rules  []*hengji.Rules
	judged []*Judgement
}

// load puts cases into one more database.
func (s *sharpness) load(t *testing.T, n *Reviewer, cases []schema.Case) {
	t.Helper()
	judging := *n.Rules
	judging.Marts = nil
	judging.Checks = slices.DeleteFunc(slices.Clone(judging.Checks), func(rule *hengji.Rule) bool { return rule.Scope == "history" }) // they read some
	base, readings := s.read(t, n, &judging, cases)
	judged, err := n.Judge(context.Background(), base, readings) // so that it is known what is in force
	if err != nil {
		t.Fatal(err)
	}
	s.judged = append(s.judged, judged)
}

// loadApart puts cases into one more database, and has each looked at while its own
// workbooks count.
func (s *sharpness) loadApart(t *testing.T, n *Reviewer, cases []schema.Case, look func()) {
	t.Helper()
	judging := *n.Rules
	base, readings := s.read(t, n, &judging, cases)
	checked, err := n.checkRead(base, readings)
	if err != nil {
		t.Fatal(err)
	}
	begin := 0
	for _, c := range cases {
		end := begin + len(c.Submissions)
		judging.Checks = nil
		findings := slices.DeleteFunc(slices.Clone(checked), func(f hengji.Finding) bool { return f.Submission <= int64(begin) || f.Submission > int64(end) })
		if _, err := n.accept(base, readings[begin:end], findings); err != nil {
			t.Fatal(err)
		}
		look()
		begin = end
	}
}

// read reads the workbooks of cases into one more database.
func (s *sharpness) read(t *testing.T, n *Reviewer, judging *hengji.Rules, cases []schema.Case) (*load.Build, []Reading) {
	t.Helper()
	var workbooks []Workbook
	for _, c := range cases {
		for _, w := range n.caseWorkbooks(c) {
			w.ID = int64(len(workbooks) + 1)
			workbooks = append(workbooks, w)
		}
	}
	stamp := n.Stamp
	stamp.Periods = PeriodsOf(nil, workbooks)
	base, err := load.Create("", judging, stamp)
	if err != nil {
		t.Fatal(err)
	}
	s.bases, s.rules = append(s.bases, base), append(s.rules, judging)
	readings, err := n.ReadAll(context.Background(), workbooks, base)
	if err != nil {
		t.Fatal(err)
	}
	return base, readings
}

// survivors tries every change of a rule on all of the cases.
func (s *sharpness) survivors(t *testing.T, rule *hengji.Rule) survivors {
	t.Helper()
	want, err := s.findings(rule)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 {
		t.Fatal("no case breaks it")
	}
	left := survivors{}
	for _, blunt := range blunter(rule.SQL) {
		if got, err := s.findings(changed(rule, blunt.sql)); err == nil {
			left[blunt.what] = slices.Equal(got, want)
		}
	}
	return left
}

// survivorsOverYears tries every change of the rules over years on the cases of several
// periods. They lie in one database, in which the workbooks of one case after the other
// count; a change that a case tells is not tried on the next.
func survivorsOverYears(t *testing.T, n *Reviewer, cases []schema.Case) map[*hengji.Rule]survivors {
	t.Helper()
	changes := map[*hengji.Rule][]bluntness{}
	left := map[*hengji.Rule]survivors{}
	for _, rule := range n.Rules.Checks {
		if rule.Scope == "history" {
			changes[rule], left[rule] = blunter(rule.SQL), survivors{}
		}
	}
	s := &sharpness{}
	defer s.close()
	s.loadApart(t, n, cases, func() {
		for rule, blunts := range changes {
			want, err := s.findings(rule)
			if err != nil {
				t.Fatal(err)
			}
			changes[rule] = slices.DeleteFunc(blunts, func(blunt bluntness) bool {
				got, err := s.findings(changed(rule, blunt.sql))
				if err == nil {
					left[rule][blunt.what] = slices.Equal(got, want)
				}
				return err != nil || !left[rule][blunt.what]
			})
		}
	})
	return left
}

func (s *sharpness) close() {
	for _, base := range s.bases {
		base.Close()
	}
}

// findings are what a rule finds in all of the cases.
func (s *sharpness) findings(rule *hengji.Rule) ([]string, error) {
	var lines []string
	for i, base := range s.bases {
		s.rules[i].Checks = []*hengji.Rule{rule}
		found, err := base.Check(rule.Scope)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			lines = append(lines, fmt.Sprint(i, f.Submission, f.Sheet, f.Row, f.Cell, f.Related, f.Got, f.Want, f.Diff, f.Suggestion, f.Message))
		}
	}
	return lines, nil
}
