package review

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/load"
	"hengji/schema"
)

// judgedIn judges cases, each in a night of its own, and gives what was found of all its
// workbooks but notices, and whose they are.
func judgedIn(t *testing.T, v *Reviewer, folder, text string) (found, whose [][]string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "samples", "cases", "PERIODS.txt"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cases, err := schema.ReadCases(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	nights := make([][]Workbook, len(cases))
	for i, c := range cases {
		nights[i] = v.caseWorkbooks(c)
	}
	found, whose = make([][]string, len(cases)), make([][]string, len(cases))
	err = v.checkApart(context.Background(), nights, func(i int, judged *Judgement) {
		for _, f := range judged.Findings {
			if f.Severity != hengji.Notice || f.Rule == hengji.RuleRegionFormer {
				found[i] = append(found[i], strings.TrimSpace(f.Period+" "+string(f.Rule)+" "+f.Cell))
			}
		}
		for _, s := range judged.Standings {
			whose[i] = append(whose[i], s.Period+" "+s.Region)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, whose
}

// What a period does not ask for is not missed: neither the sheet nor what other sheets
// would be compared with. In another period the same workbook lacks it.
func TestFormsThatAPeriodDoesNotAskForAreNotMissed(t *testing.T) {
	m := newMutants(t)
	m.Stamp.Periods = []load.Period{{Period: "2021-H1", Forms: []string{"cover", "allocation"}}, {Period: "2021-Q3", Forms: []string{"cover", "allocation", "execution"}}}
	without := "submission 南岳区\n资金执行情况表!remove\n绩效指标表!remove\nwant\n"
	empty := "submission 南岳区\n资金执行情况表!delete 4-6\n绩效指标表!delete 4-17\nwant\n"
	found, _ := judgedIn(t, m.Reviewer, m.folder,
		"case half: 半年只报安排表\nperiod 2021-H1\n"+without+"case autumn: 三季度还要执行情况\nperiod 2021-Q3\n"+without+"case year: 年度都要\nperiod 2021\n"+without+
			"case half_empty: 表在，没有数据\nperiod 2021-H1\n"+empty+"case year_empty: 表在，没有数据\nperiod 2021\n"+empty)
	for i, want := range [][]string{
		nil, {"2021-Q3 SHEET-MISSING"}, {"2021 SHEET-MISSING", "2021 CROSS-R07"}, nil, {"2021 CROSS-R08", "2021 CROSS-R07"},
	} {
		slices.Sort(want)
		slices.Sort(found[i])
		if !slices.Equal(found[i], want) {
			t.Errorf("case %d: found %q, want %q", i, found[i], want)
		}
	}
}

// A region that took another name in 2023 is read by its name of then in a workbook of 2022,
// by either in one of 2023, where the old one is told; it is one region to rules over years.
func TestARegionIsReadByItsNameOfThen(t *testing.T) {
	m := newMutants(t)
	for _, folder := range []string{"schema", "sql"} {
		files, err := fs.Sub(hengji.DefaultRules, folder)
		if err = errors.Join(err, os.CopyFS(filepath.Join(m.folder, folder), files)); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(m.folder, "schema", "codes", "regions.csv")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		switch {
		case strings.HasPrefix(line, "code,"):
			line += ",valid_from,valid_to,successor"
		case strings.HasPrefix(line, "HY05,"):
			lines = append(lines, line+",,2022-12-31,HY17")
			line = strings.Replace(strings.Replace(line, "HY05,南岳区", "HY17,南岳新区", 1), ",南岳|衡阳市南岳区,", ",,", 1) + ",2023-01-01,,"
			line = strings.ReplaceAll(line, "430412,430412", ",")
		default:
			line += ",,,"
		}
		lines = append(lines, line)
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	rules, err := schema.Read(os.DirFS(m.folder))
	if err != nil {
		t.Fatal(err)
	}
	controls := filepath.Join(m.folder, "schema", "codes", "control_figures.csv")
	text, err = os.ReadFile(controls)
	if err = errors.Join(err, os.WriteFile(controls, append(text, "2023,HY05,1,1\n"...), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := schema.Read(os.DirFS(m.folder)); err == nil || !strings.Contains(err.Error(), "HY05") {
		t.Errorf("a control figure of a region that is no more: %v", err)
	}
	again := "want\n"
	found, whose := judgedIn(t, benchBy(rules), m.folder,
		"case then: 当时的名称\nperiod 2022\nsubmission 南岳区\n"+again+"case later: 新名称报旧年度\nperiod 2022\nsubmission 南岳新区\n"+again+
			"case renamed: 新名称\nperiod 2023\nsubmission 南岳新区\n"+again+"case old_name: 旧名称报新年度\nperiod 2023\nsubmission 南岳区\n"+again+
			"case followed: 接续\nperiod 2022\nsubmission 南岳区\nperiod 2023\nsubmission 南岳新区\n"+again)
	for i, want := range []string{"2022 南岳区", "2022 南岳区", "2023 南岳新区", "2023 南岳新区", "2022 南岳区, 2023 南岳新区"} {
		if got := strings.Join(whose[i], ", "); got != want {
			t.Errorf("case %d: %s, want %s", i, got, want)
		}
		told := slices.ContainsFunc(found[i], func(f string) bool { return strings.Contains(f, string(hengji.RuleRegionFormer)) })
		if told != (i == 1 || i == 3) {
			t.Errorf("case %d: found %q", i, found[i])
		}
	}
	if !slices.ContainsFunc(found[4], func(f string) bool { return strings.Contains(f, "2023 YEAR-R0") }) {
		t.Errorf("nothing is followed: %q", found[4])
	}
}
