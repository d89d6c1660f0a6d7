package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
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
// after, and the next run makes everything good by itself. In every fourth night
// of the long form all seventeen regions take part: 168 projects, 2201 万元, or the later state,
// never between.
func TestKilledAtAnyMomentTheNextRunMakesItGood(t *testing.T) {
	dice := chance(t)
	small := scenes(t, some)
	nights, first := small, ",20 255.000000" // the short form stays small
	if long {
		nights, first = scenes(t, nil), ",168 2201.000000"
	}
	if total := nights[0].becomes; !strings.HasSuffix(total, first) {
		t.Fatalf("the samples come to %s, want %s", total, first)
	}
	kills, alive, before, after := 0, 0, 0, 0
	for kills < times(3, 300) {
		s := small[dice.IntN(len(small))]
		if kills%4 == 0 {
			s = nights[dice.IntN(len(nights))]
		}
		home := s.home(t)
		// Up to the whole time that the undisturbed run took, and a little more.
		delay := time.Duration(dice.Float64() * 1.1 * float64(s.told.took))
		ok := t.Run(fmt.Sprintf("%s after %s", s.name, delay.Round(time.Millisecond)), func(t *testing.T) {
			cmd := command(t.Context(), program, s.arguments(home)...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait()
			timer.Stop()
			if cmd.ProcessState.ExitCode() >= 0 {
				alive++
				return // it was quicker
			}
			kills++
			if s.torn(t, home) == s.becomes {
				after++
			} else {
				before++
			}
			s.mended(t, home)
		})
		if ok {
			os.RemoveAll(filepath.Dir(home))
		} else {
			keep(t, home)
		}
	}
	t.Logf("%d kills: the database was the one before %d times, the one after %d times; %d runs were quicker", kills, before, after, alive)
}

// keep says where the home of a failed test lies, if it is to be kept.
func keep(t *testing.T, home string) {
	if dir := os.Getenv("HENGJI_KEEP"); dir != "" {
		target := filepath.Join(dir, filepath.Base(filepath.Dir(home)))
		t.Logf("kept %s: %v", target, os.Rename(home, target))
	}
}
