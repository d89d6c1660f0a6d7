package night

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/night/review"
	"hengji/report"
)

// What a desk answers is what check says of a file that lies in no region's folder, and
// one answer leaves nothing for the next.
func TestADeskSaysWhatCheckSays(t *testing.T) {
	rules, _, err := ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2022, 3, 1, 9, 0, 0, 0, hengji.Beijing)
	settings := Settings{Period: "2021", Now: now, Jobs: 1, Limits: ingest.DefaultLimits()}
	desk := NewDesk(settings, rules, "")
	defer desk.Close()
	for i, file := range []string{"../samples/faults/unit_in_cell.xlsx", "../samples/faults/yuan_for_wan.xlsx"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.Prepare(now); err != nil {
			t.Fatal(err)
		}
		answer, err := desk.Answer(context.Background(), now.Add(time.Duration(i)*24*time.Hour), file, int64(len(data)), data)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			continue
		}
		reviewer := Reviewer(settings, rules)
		books, _, missing := reviewer.OnDisk([]string{file})
		if missing != nil {
			t.Fatal(missing)
		}
		judged, err := reviewer.Check(context.Background(), books)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := report.WriteChecked(&want, judged.Standings[0], judged.Of(1)); err != nil {
			t.Fatal(err)
		}
		if string(answer.Checked) != want.String() || len(judged.Findings) == 0 {
			t.Errorf("answer %d:\n%s\nwant\n%s", i, answer.Checked, want.String())
		}
		if !strings.Contains(string(answer.Page), `class="here"`) {
			t.Error("the page shows no cell in its surroundings")
		}
		if _, err := ingest.Open(answer.Name, answer.Book, settings.Limits); err != nil || answer.Plain != "" {
			t.Errorf("the marked workbook: %v, %q", err, answer.Plain)
		}
	}
	large, err := desk.Answer(context.Background(), now, "大.xlsx", 1<<40, nil)
	if err != nil || large.Return.State != hengji.Returned || !strings.Contains(string(large.Checked), string(hengji.RuleFileLimit)) {
		t.Errorf("a file beyond all limits: %v, %+v", err, large)
	}
}

// What a clerk says in the page stands in the workbook that she takes away, in the answer
// to it, and counts when the bureau gets it.
func TestWhatIsExplainedAtTheDeskCountsWhenItIsHandedIn(t *testing.T) {
	rules := rulesFor(t, "few", false).read
	const file, said, by = "../samples/faults/control_total.xlsx", "调整已经市局同意，见来文。", "程序 hengji 0.1.0，规则 0123456789ab，自查页 ba9876543210"
	now := time.Date(2022, 3, 1, 9, 0, 0, 0, hengji.Beijing)
	settings := Settings{Period: "2021", Now: now, Jobs: 1, Limits: ingest.DefaultLimits()}
	desk := NewDesk(settings, rules, "")
	defer desk.Close()
	var steps []string
	desk.By, desk.Step = by, func(step string) { steps = append(steps, step) }
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	explained, err := desk.Explain(context.Background(), now, file, data, map[int]string{1: said})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(steps, "、"); got != "审核、写入情况说明、审核、标记" {
		t.Errorf("steps %s", got)
	}
	if explained.Return.State != hengji.Accepted || !strings.Contains(string(explained.Page), said) {
		t.Errorf("it is %s, and the page says\n%s", explained.Return.State, explained.Page)
	}

	// At the bureau, under a name of the district's.
	reviewer := Reviewer(settings, rules)
	judged, err := reviewer.Check(context.Background(), []review.Workbook{reviewer.Of(1, "报送.xlsx", "", int64(len(explained.Book)), explained.Book)})
	if err != nil {
		t.Fatal(err)
	}
	standing := judged.Standings[0]
	if standing.State != hengji.Accepted || standing.SelfChecked != "2022-03-01 09:00，"+by {
		t.Errorf("the bureau has it as %s, self-checked %q", standing.State, standing.SelfChecked)
	}
	if !strings.Contains(string(explained.Page), "自查：2022-03-01 09:00，"+by) {
		t.Error("the page does not say when and by what it was checked")
	}
	settled := 0
	for _, f := range judged.Of(1) {
		if f.Rule == hengji.RuleExplanationUnmatched {
			t.Errorf("a line of ours is taken for the district's: %s", f.Message)
		}
		if f.State == "explained" && strings.HasPrefix(f.Explanation, said) {
			settled++
		}
	}
	if settled == 0 {
		t.Errorf("no explanation counts: %+v", judged.Of(1))
	}
}

// A desk asks what its period asks, no less and no more, as check and run do; what it leaves
// to the bureau is of forms that the period asks.
func TestADeskAsksWhatThePeriodAsks(t *testing.T) {
	rules, _, err := ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2022, 3, 1, 9, 0, 0, 0, hengji.Beijing)
	settings := func(forms ...string) Settings {
		return Settings{Period: "2021", Periods: []load.Period{{Period: "2021", Forms: forms}}, Now: now, Jobs: 1, Limits: ingest.DefaultLimits()}
	}
	few := settings("cover", "allocation")
	region := rules.Regions(false)[5]
	var blank bytes.Buffer
	err = report.TemplateWorkbook(&blank, report.Template{Rules: few.RulesIn(rules), Period: "2021", Region: region})
	if err != nil {
		t.Fatal(err)
	}
	book := blank.Bytes()
	for _, one := range []struct {
		settings           Settings
		asked, left, never string
	}{
		{settings(), "没有找到“资金执行情况表”", "原因或完成情况与以前一字不差", "抽查的项目不在本年的项目资金安排表中"},
		{few, "", "项目编号在以前年度已安排过资金", "原因或完成情况与以前一字不差"},
	} {
		desk := NewDesk(one.settings, rules, region.Name)
		defer desk.Close()
		if err := desk.Prepare(now); err != nil {
			t.Fatal(err)
		}
		answer, err := desk.Answer(context.Background(), now, "a.xlsx", int64(len(book)), book)
		if err != nil {
			t.Fatal(err)
		}
		forms := one.settings.Periods[0].Forms
		if page := string(answer.Page); !strings.Contains(page, one.asked) || one.asked == "" && strings.Contains(page, "没有找到") {
			t.Errorf("%v:\n%s", forms, answer.Checked)
		}
		reviewer := Reviewer(one.settings, rules)
		judged, err := reviewer.Check(context.Background(), []review.Workbook{reviewer.Of(1, "a.xlsx", region.Name, int64(len(book)), book)})
		if err != nil {
			t.Fatal(err)
		}
		var checked bytes.Buffer
		if err := report.WriteChecked(&checked, judged.Standings[0], judged.Of(1)); err != nil || checked.String() != string(answer.Checked) {
			t.Errorf("%v: check says\n%s\nthe desk\n%s, %v", forms, checked.String(), answer.Checked, err)
		}
		if later := strings.Join(desk.Later(), "、"); !strings.Contains(later, one.left) || strings.Contains(later, one.never) {
			t.Errorf("%v: left to the bureau: %s", forms, later)
		}
	}
}
