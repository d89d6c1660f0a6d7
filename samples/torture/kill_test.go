package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hengji/samples/tier"
)

// chance gives the test its chances, and says how to have the same ones again:
// HENGJI_SEED.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("HENGJI_SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("HENGJI_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// A run that is killed at any moment leaves the database before or the one
// after, and the next run makes everything good by itself, be it killed again
// and again before it comes to its end. Half of the moments are any of the whole
// run, half are any of a phase, each phase as often as the others. In every sixth
// night of the long form all seventeen regions take part, and all rules: 168
// projects, 2201 万元, or the later state, never between.
func TestKilledAtAnyMomentTheNextRunMakesItGood(t *testing.T) {
	t.Parallel()
	dice := chance(t)
	small := scenes(t, some)
	nights, first := small, ",20 255.000000" // the short form stays small
	if tier.Long {
		nights, first = scenes(t, nil), ",168 2201.000000"
	}
	if total := nights[0].becomes; !strings.HasSuffix(total, first) {
		t.Fatalf("the samples come to %s, want %s", total, first)
	}
	var kills atomic.Int64
	var killers sync.WaitGroup
	for k := range times(1, 4) {
		dice := rand.New(rand.NewPCG(dice.Uint64(), 0))
		killers.Go(func() {
			for n := 0; kills.Load() < int64(times(3, 300)) && !t.Failed(); n++ {
				s := small[dice.IntN(len(small))]
				if n%6 == 0 {
					s = nights[dice.IntN(len(nights))]
				}
				home := s.home(t)
				if t.Run(fmt.Sprintf("%d-%d %s", k, n, s.name), func(t *testing.T) { s.killed(t, home, dice, &kills) }) {
					os.RemoveAll(filepath.Dir(home))
				} else {
					keep(t, home)
				}
			}
		})
	}
	killers.Wait()
}

// killed kills runs over a home, up to three, and lets one finish.
func (s *scene) killed(t *testing.T, home string, dice *rand.Rand, kills *atomic.Int64) {
	died := 0
	for died < 3 {
		phase, how := -1, "at any moment"
		if turn := int(kills.Load()); turn%2 == 1 {
			phase, how = turn/2%len(phases), "in a phase"
		}
		in, struck, _ := s.stopped(t, home, syscall.SIGKILL, phase, dice)
		if !struck {
			summary.count("runs that were quicker than the kill", "")
			break
		}
		kills.Add(1)
		died++
		summary.count("SIGKILLs "+how+", by phase", fmt.Sprintf("%02d %s", in, phases[in].name))
		state := "the one before"
		if s.torn(t, home) == s.becomes {
			state = "the one after"
		}
		summary.count("databases after a kill", state)
		if dice.IntN(2) == 0 {
			break
		}
	}
	if died > 0 {
		s.mended(t, home)
	}
}

// keep says where the home of a failed test lies, if it is to be kept.
func keep(t *testing.T, home string) {
	if dir := os.Getenv("HENGJI_KEEP"); dir != "" {
		target := filepath.Join(dir, filepath.Base(filepath.Dir(home)))
		t.Logf("kept %s: %v", target, os.Rename(home, target))
	}
}
