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
