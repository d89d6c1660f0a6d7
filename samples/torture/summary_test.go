package torture

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// tally counts what was done to the program, for the summary at the end.
type tally struct {
	sync.Mutex
	begun time.Time
	done  map[string]map[string]int // what, by where
	wrong map[string]int            // what failed; every one is a failure of a test too
}

var summary = &tally{begun: time.Now(), done: map[string]map[string]int{}, wrong: map[string]int{}}

func (y *tally) count(what, where string) { y.add(what, where, 1) }

func (y *tally) add(what, where string, n int) {
	y.Lock()
	defer y.Unlock()
	if y.done[what] == nil {
		y.done[what] = map[string]int{}
	}
	y.done[what][where] += n
}

// blame counts a failure of a kind.
func (y *tally) blame(kind string) {
	y.Lock()
	defer y.Unlock()
	y.wrong[kind]++
}

// outcomes are what the issue demands none of.
var outcomes = []string{"databases unreadable", "databases neither before nor after (rows lost or twice)", "receipts or archived bytes lost",
	"wrong returns", "next runs that did not finish alone", "ledgers that do not verify", "failed or half queries"}

// text is the summary, in plain words.
func (y *tally) text(code int) string {
	y.Lock()
	defer y.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "\nTorture, %s, exit code of the tests %d\n", time.Since(y.begun).Round(time.Second), code)
	for _, what := range slices.Sorted(maps.Keys(y.done)) {
		sum, parts := 0, []string{}
		for _, where := range slices.Sorted(maps.Keys(y.done[what])) {
			sum += y.done[what][where]
			parts = append(parts, fmt.Sprintf("%s %d", where, y.done[what][where]))
		}
		if len(parts) == 1 && parts[0] == fmt.Sprintf(" %d", sum) {
			parts = nil
		}
		fmt.Fprintf(&b, "  %6d  %s", sum, what)
		if parts != nil {
			fmt.Fprintf(&b, ": %s", strings.Join(parts, " · "))
		}
		b.WriteByte('\n')
	}
	for _, kind := range outcomes {
		fmt.Fprintf(&b, "  %6d  %s\n", y.wrong[kind], kind)
	}
	return b.String()
}
