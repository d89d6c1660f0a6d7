package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hengji/samples/tier"
)

// Readers ask without pause while night after night publishes. In every night two
// regions hand in anew, and both say which time it is: an answer in which they
// differ is half a night. No query fails, and no reader sees an earlier state
// after a later one.
func TestReadersNeverSeeHalfANight(t *testing.T) {
	t.Parallel()
	regions := some
	want := "20 255.000000"
	if tier.Long {
		regions, want = nil, "168 2201.000000"
	}
	inbox, home := inboxOf(t, regions), filepath.Join(fresh(t), "var")
	publish := func(k int) {
		for _, region := range []string{"耒阳市", "珠晖区"} {
			put(t, inbox, region, "再报.xlsx", region, map[string]any{"O8": fmt.Sprintf("第%d版", k)})
		}
		night := time.Date(2022, 3, 1, 2, k, 0, 0, time.UTC).Format(time.RFC3339)
		if got := call(t, "run", "--inbox", inbox, "--home", home, "--now", night, "--rules", fewRules); got.code != 0 && got.code != 4 {
			t.Errorf("night %d: exit %d: %s", k, got.code, got.stderr)
		}
	}
	publish(0)
	statement := `SELECT (SELECT count(*) || ' ' || sum(amount_wan) FROM core.allocation) AS total,
  (SELECT string_agg(remarks, ' ' ORDER BY project_code) FROM core.allocation WHERE remarks LIKE '第%版') AS said,
  (SELECT count(*) FROM mart.submission_status) AS regions`
	var asked, seen atomic.Int64
	var done atomic.Bool
	var readers sync.WaitGroup
	// They take what the publisher leaves of the machine, all of it.
	ask := func() string {
		got := finish(t, command(t.Context(), "nice", "-n", "19", program, "query", "--home", home, "--format", "csv", statement))
		if got.code != 0 {
			t.Errorf("query: exit %d: %s", got.code, got.stderr)
		}
		_, rows, _ := strings.Cut(got.stdout, "\n")
		return strings.TrimSpace(rows)
	}
	for range times(2, 8) {
		readers.Go(func() {
			for last := 0; !done.Load(); asked.Add(1) {
				columns := strings.Split(ask(), ",")
				if len(columns) != 3 {
					summary.blame("failed or half queries")
					t.Errorf("answer %q", columns)
					return
				}
				first, second, _ := strings.Cut(columns[1], " ")
				k, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(first, "第"), "版"))
				if columns[0] != want || first != second || columns[2] != "17" || err != nil || k < last {
					summary.blame("failed or half queries")
					t.Errorf("after state %d: %q", last, columns)
					return
				}
				if k > last {
					seen.Add(1)
				}
				last = k
			}
		})
	}
	nights := times(2, 200)
	if text := os.Getenv("HENGJI_NIGHTS"); text != "" {
		nights, _ = strconv.Atoi(text)
	}
	for k := 1; k <= nights; k++ {
		publish(k)
	}
	done.Store(true)
	readers.Wait()
	summary.add("publications under readers", "", nights)
	summary.add("queries without pause, each whole", "", int(asked.Load()))
	summary.add("changes of state that readers saw", "", int(seen.Load()))
	if asked.Load() < 3 {
		t.Error("hardly anybody asked")
	}
}
