package night

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/home"
	"hengji/report"
)

// The history says of each publication what came and what was decided anew, as
// the ledger has it.
func TestHistoryTellsWhatEachPublicationBrought(t *testing.T) {
	n := &outbox{settings: Settings{Period: "2021"}, rules: aReviewer(t).Rules}
	ledger := &home.Ledger{}
	book := func(kind string, data any) {
		raw, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		ledger.Entries = append(ledger.Entries, home.Entry{Kind: kind, Data: raw})
	}
	publish := func(generation int, content string) {
		run := fmt.Sprint("run of ", generation)
		at := time.Date(2022, 2, generation, 18, 0, 0, 0, time.UTC)
		book("publication", home.Manifest{Generation: generation, Run: run, Content: content, Published: at})
	}
	decide := func(submission int64, region string, version int, state hengji.State) {
		effective := state == hengji.Pending || state == hengji.Accepted
		book("decision", decision{Submission: submission, Period: "2021", RegionCode: region, Version: version, State: state, Effective: effective})
	}
	decide(1, "HY16", 1, hengji.Pending)
	decide(2, "HY05", 1, hengji.Accepted)
	decide(3, "", 1, hengji.Returned)
	decide(6, "HY15", 1, hengji.Closed)
	publish(1, "a")
	book("waivers", []hengji.Waiver{})
	decide(1, "HY16", 1, hengji.Accepted)
	decide(2, "HY05", 1, hengji.Accepted) // no longer the latest, say
	decide(4, "HY05", 2, hengji.Returned)
	book("decision", decision{Submission: 5, Period: "2020", RegionCode: "HYX", Version: 1, State: hengji.Nil})
	publish(2, "b")
	publish(3, "b")
	book("publication", home.Manifest{Generation: 4, Run: "run of 3", Content: "b"}) // rebuilt: told already
	wan := func(n int64) hengji.Decimal { return hengji.Decimal(n) * hengji.DecimalOne }
	amounts := map[int64]hengji.Decimal{1: wan(135), 2: wan(15), 4: wan(20), 5: wan(1000)}
	shown, earlier, err := n.history(ledger, amounts)
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Publication{
		{At: "2022-02-04 02:00", Generation: 3, Held: 2, Amount: "150", Content: "b", Same: true, News: []string{"没有新的报送；规则、配置、程序或日期有变化"}},
		{At: "2022-02-03 02:00", Generation: 2, Held: 2, Amount: "150", Content: "b", News: []string{"新收 2 份：零报告 2020 年度HYX；退回 南岳区（第 2 次）", "重新认定：耒阳市由待核实改为通过", "放行清单有变化"}},
		{At: "2022-02-02 02:00", Generation: 1, Held: 2, Amount: "150", Content: "a", News: []string{"新收 4 份：通过 南岳区；待核实 耒阳市；退回 未识别；逾期未计 祁东县"}},
	}
	if diff := cmp.Diff(want, shown); diff != "" || earlier != 0 {
		t.Errorf("%d earlier (-want +got):\n%s", earlier, diff)
	}
	decide(2, "HY05", 1, hengji.Withdrawn)
	decide(1, "HY16", 1, hengji.Returned)
	decide(4, "HY05", 2, hengji.Accepted)
	for generation := 5; generation <= 16; generation++ {
		publish(generation, "c")
	}
	if shown, earlier, _ := n.history(ledger, amounts); len(shown) != shownPublications || earlier != 3 || shown[0].Generation != 16 || shown[0].Held != 1 || shown[0].Amount != "20" {
		t.Errorf("%d publications are shown, %d are earlier", len(shown), earlier)
	}
	book("decision", "damaged")
	if _, _, err := n.history(ledger, amounts); err == nil {
		t.Error("a decision that is none was passed over")
	}
}
