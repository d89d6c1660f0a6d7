package review

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// lowRate is a finding to be explained: EXEC-R06 at a row.
func lowRate(row int, rate string) hengji.Finding {
	f := hengji.Finding{
		Form: "execution", Sheet: "资金执行情况表", Row: row, Column: 17, Cell: hengji.CellName(row, 17), Key: "HY21LY00" + hengji.ColumnName(row),
		Field: "reason", Label: "未执行原因", Rule: "EXEC-R06", Severity: hengji.Explain, State: "open",
		Want: "未执行原因（执行率 " + rate + "%）", Message: "执行率 " + rate + "% 偏低，没有写未执行原因。",
	}
	f.Fingerprint = hengji.Fingerprint("430481", f.Form, f.Rule, f.Key, f.Field)
	return f
}

// lineOf is how the list shows findings, as report writes it.
func lineOf(findings ...hengji.Finding) hengji.ListLine {
	f := findings[0]
	line := hengji.ListLine{Sheet: f.Sheet, Label: f.Label, Rule: f.Rule, Message: f.Message + "\n相关单元格：H7"}
	var cells, want []string
	for _, f := range findings {
		cells, want = append(cells, f.Cell), append(want, f.Want)
	}
	line.Cells, line.Want = strings.Join(cells, "\n"), strings.Join(want, "\n")
	return line
}

// What a district says is matched by fingerprint, else by sheet, cell and rule; for other
// values it is owed anew, and what was said is shown.
func TestExplanationsAreMatched(t *testing.T) {
	const said = "设备合同十二月签订，余款跨年"
	was, other := lowRate(7, "40"), lowRate(8, "55")
	now := lowRate(7, "45") // its cell was changed
	rekeyed := was
	rekeyed.Fingerprint = "00000000000000ff" // its project code was mended
	mark := was.Fingerprint + "=" + was.Digest()
	long := lineOf(was, other)
	long.Cells = "Q1\nQ2\n等 12 处"
	for name, c := range map[string]struct {
		e           hengji.Explanation
		finding     hengji.Finding
		state, text string
		unmatched   bool
	}{
		"by fingerprint":                     {hengji.Explanation{Findings: []string{mark}, Text: said}, was, "explained", said, false},
		"by fingerprint, a changed value":    {hengji.Explanation{Findings: []string{mark}, Text: said}, now, "open", hengji.Outdated + said, false},
		"an outdated text left as it was":    {hengji.Explanation{Findings: []string{mark}, Text: hengji.Outdated + said}, was, "open", hengji.Outdated + said, false},
		"by cell":                            {hengji.Explanation{About: lineOf(was), Text: said}, was, "explained", said, false},
		"by cell, a changed value":           {hengji.Explanation{About: lineOf(was), Text: said}, now, "open", hengji.Outdated + said, false},
		"by cell of several":                 {hengji.Explanation{About: lineOf(other, was), Text: said}, was, "explained", said, false},
		"by cell of several, a changed one":  {hengji.Explanation{About: lineOf(other, was), Text: said}, now, "open", hengji.Outdated + said, false},
		"in a line that does not name it":    {hengji.Explanation{About: long, Text: said}, was, "open", hengji.Outdated + said, false},
		"by cell where its key was mended":   {hengji.Explanation{Findings: []string{mark}, About: lineOf(was), Text: said}, rekeyed, "explained", said, false},
		"of another cell":                    {hengji.Explanation{About: lineOf(other), Text: said}, was, "open", "", true},
		"of a finding that is gone":          {hengji.Explanation{Findings: []string{other.Fingerprint + "=" + other.Digest()}, About: lineOf(other), Text: said}, was, "open", "", true},
		"a line of her own":                  {hengji.Explanation{Text: said}, was, "open", "", true},
		"too short is kept and asked again":  {hengji.Explanation{Findings: []string{mark}, Text: "情况属实"}, was, "open", "情况属实", false},
		"short words beside what is settled": {hengji.Explanation{Findings: []string{"00000000000000aa=00000000"}, Text: "已改正"}, was, "open", "", true},
	} {
		n := bench(t)
		r := Reading{}
		r.Explanations = []hengji.Explanation{c.e}
		f := c.finding
		findings := []*hengji.Finding{&f}
		r.matchExplanations(findings)
		r.settle(&f)
		r.settle(&f) // once more changes nothing
		if f.State != c.state || f.Explanation != c.text || strings.Count(f.Message, expired) != strings.Count(c.text, hengji.Outdated) {
			t.Errorf("%s: %s, %q, %q", name, f.State, f.Explanation, f.Message)
		}
		var want []hengji.RuleID
		switch {
		case c.unmatched:
			want = []hengji.RuleID{"EXPLANATION-UNMATCHED"}
		case c.text == "情况属实":
			want = []hengji.RuleID{"EXPLANATION-SHORT"}
		}
		var got []hengji.RuleID
		for _, remark := range n.explanationsWithoutEffect(&r, findings) {
			got = append(got, remark.Rule)
			if !strings.Contains(remark.Message, c.e.Text) || c.e.About.Rule != "" && !strings.Contains(remark.Message, c.e.About.String()) {
				t.Errorf("%s: %s", name, remark.Message)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The number 15 is not shown by 150, nor a value by a column that was cut before it.
func TestAColumnShowsItsValue(t *testing.T) {
	for _, c := range []struct {
		column, value  string
		alone, between bool
	}{
		{"15", "15", true, true}, {"150", "15", false, false}, {"115", "15", false, false}, {"-15", "15", false, false},
		{"15.0", "15", true, false}, {"不小于 15", "15", false, true}, {"设备\n采购", "设备采购", true, true},
		{"设备采…", "设备采购合同", true, true}, {"设备…", "材料费", false, false}, {"", "", true, true}, {"已读作 15，建议 20", "15", false, true},
	} {
		if showsValue(c.column, c.value) != c.alone || contains(c.column, c.value) != c.between {
			t.Errorf("%q shows %q: %v, among others %v", c.column, c.value, !c.alone, !c.between)
		}
	}
}

// The same words beside three lines were pasted (EXPLANATION-REPEATED); beside two
// they may be meant, and beside findings that ask for none they accuse nobody.
func TestPastedExplanationsAreToldOnce(t *testing.T) {
	n := bench(t)
	var findings []*hengji.Finding
	say := func(row int, text string) hengji.Explanation {
		f := lowRate(row, "40")
		findings = append(findings, &f)
		return hengji.Explanation{Sheet: "审核结果", Row: row, Column: 9, Text: text, Findings: []string{f.Fingerprint + "=" + f.Digest()}}
	}
	pasted := func(explanations ...hengji.Explanation) []hengji.Finding {
		r := Reading{}
		r.Explanations = explanations
		r.matchExplanations(findings)
		for _, f := range findings {
			r.settle(f)
		}
		return n.repeatedExplanations(&r, findings)
	}
	twice := []hengji.Explanation{say(12, "设备到货延迟，余款跨年支付"), say(13, "设备到货延迟 余款跨年支付。")}
	if remarks := pasted(twice...); len(remarks) != 0 {
		t.Errorf("said twice: %v", remarks)
	}
	if remarks := pasted(append(twice, twice...)...); len(remarks) != 0 {
		t.Errorf("said twice, in two copies of the list: %v", remarks)
	}
	remarks := pasted(append(twice, say(14, "人员调整，验收推迟到三月"), say(15, "设备到货延迟，余款跨年支付"))...)
	if len(remarks) != 1 || remarks[0].Rule != "EXPLANATION-REPEATED" || remarks[0].Row != 12 || !strings.HasPrefix(remarks[0].Message, "3 处") {
		t.Errorf("said three times: %+v", remarks)
	}
	for _, f := range findings {
		f.Severity = hengji.Blocking
	}
	if remarks := pasted(append(twice, say(16, "已按要求修改完毕了"), say(17, "已按要求修改完毕了"))...); len(remarks) != 0 {
		t.Errorf("beside what was to be mended: %v", remarks)
	}
}
