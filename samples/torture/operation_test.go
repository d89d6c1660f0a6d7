package torture

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji/samples/tier"
)

// tampered are the calls in which the program is killed or lied to.
var tampered = []string{"openat", "write", "pwrite64", "fsync", "renameat", "linkat", "unlinkat", "fchmod", "mkdirat"}

// point is one place of a night: the n-th call of a kind in one of the program's
// threads. strace counts by thread, and the next run may spread its calls over
// threads in another way, so that a point is an aim and not a promise.
type point struct {
	call string
	n    int
	kind string
}

// points lists the places of a night in an order of chance, but every kind of
// operation once before any comes a second time.
func (s *scene) points(t *testing.T, dice *rand.Rand, calls []string) (points []point, kinds map[string]int) {
	t.Helper()
	home := s.home(t)
	defer os.RemoveAll(filepath.Dir(home))
	_, events := s.under(t, home, "")
	kinds = map[string]int{}
	count := map[[2]string]int{} // calls of a thread
	for _, e := range events {
		of := [2]string{e.thread, e.call}
		count[of]++
		if e.ours && slices.Contains(calls, e.call) {
			kinds[e.kind(home)]++
			points = append(points, point{e.call, count[of], e.kind(home)})
		}
	}
	dice.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	turn, had := map[point]int{}, map[string]int{}
	for _, p := range points {
		turn[p] = had[p.kind]
		had[p.kind]++
	}
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(turn[a], turn[b]) })
	return slices.Compact(points), kinds
}

// A run that is killed in any of its file operations, before the kernel has done
// it, leaves the database before or the one after; the next run makes it good.
func TestKilledInAnyFileOperationTheNextRunMakesItGood(t *testing.T) {
	t.Parallel()
	needsStrace(t)
	dice := chance(t)
	nights := scenes(t, some)
	for _, s := range nights[times(len(nights)-1, 0):] {
		points, kinds := s.points(t, dice, tampered)
		kills, seen := 0, map[string]bool{}
		for _, p := range points {
			if kills >= times(3, 12) {
				break
			}
			home := s.home(t)
			what := ""
			ok := t.Run(fmt.Sprintf("%s %s %d", s.name, p.call, p.n), func(t *testing.T) {
				_, events := s.under(t, home, fmt.Sprintf("%s:signal=KILL:when=%d", p.call, p.n))
				for _, e := range events {
					if e.ours && e.killed && e.call == p.call {
						what = e.kind(home)
					}
				}
				if what == "" {
					return // no thread had so many calls, or it died before it began
				}
				t.Log("killed in " + what)
				s.torn(t, home)
				s.mended(t, home)
			})
			if what != "" {
				kills++
				seen[what] = true
				summary.count("SIGKILLs in a file operation, by operation", strings.Fields(what)[0])
			}
			if ok {
				os.RemoveAll(filepath.Dir(home))
			} else {
				keep(t, home)
			}
		}
		t.Logf("%s: %d kills in %d of %d kinds of operation", s.name, kills, len(seen), len(kinds))
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			if tier.Long && !seen[kind] {
				t.Logf("  not killed in: %s (%d in a night)", kind, kinds[kind])
			}
		}
	}
}

// place is where in a home an operation was, for counting.
func place(kind string) string {
	_, path, _ := strings.Cut(kind, " ")
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	switch {
	case len(parts) > 0 && slices.Contains([]string{"archive", "generations", "rules", "returns", "report", "logs", "ledger.jsonl", "share", "exports"}, parts[0]):
		return parts[0]
	case strings.Contains(path, "torture-"):
		return "inbox"
	}
	return "home"
}

// faults are what disks and shares answer, by the calls that may hear it.
var faults = []struct {
	error string
	calls []string
	says  string // what the operator reads
	hits  int    // in the long form
}{
	{"ENOSPC", []string{"write", "pwrite64", "openat", "renameat", "linkat", "mkdirat", "ftruncate", "fsync"}, "磁盘空间不足", 55},
	{"EIO", []string{"write", "pwrite64", "fsync", "renameat", "openat"}, "磁盘读写出错", 12},
	{"EACCES", []string{"openat", "renameat", "mkdirat", "linkat"}, "没有权限", 12},
	{"ESTALE", []string{"openat", "fsync", "renameat"}, "共享目录", 12},
}

// A disk that is full, broken, shut or gone at any operation ends the run with 1
// and a word on what to do; what was published stays, and the next run finishes.
func TestAnErrorOfTheDiskLeavesWhatWasPublished(t *testing.T) {
	t.Parallel()
	needsStrace(t)
	dice := chance(t)
	nights := scenes(t, some)
	s := nights[len(nights)-1]
	for _, f := range faults {
		points, _ := s.points(t, dice, f.calls)
		hits, stopped, shrugged := 0, 0, map[string]int{}
		for _, p := range points {
			if hits >= times(1, f.hits) {
				break
			}
			home := s.home(t)
			what := ""
			ok := t.Run(fmt.Sprintf("%s in %s %d", f.error, p.call, p.n), func(t *testing.T) {
				got, events := s.under(t, home, fmt.Sprintf("%s:error=%s:when=%d", p.call, f.error, p.n))
				deferred := false
				for _, e := range events {
					if !e.injected {
						continue
					}
					if what = e.kind(home); !e.ours { // the loader's, the runtime's or the engine's own affairs
						what = ""
						return
					}
					deferred = deferred || strings.HasPrefix(e.path, s.inbox)
				}
				if what == "" {
					return
				}
				t.Log("injected into " + what)
				switch {
				case got.code == 1:
					stopped++
					if !strings.Contains(got.stderr, f.says) {
						t.Errorf("stderr does not say %s: %s", f.says, got.stderr)
					}
				case got.code == s.told.code || deferred && slices.Contains([]int{0, 3, 4}, got.code): // it could do without
					shrugged[what]++
				default:
					t.Errorf("exit %d: %s", got.code, got.stderr)
				}
				if deferred { // a file that cannot be read is received the next night: other numbers, the same content
					s.late(t, home)
					return
				}
				s.torn(t, home)
				s.mended(t, home)
			})
			if what != "" {
				hits++
				summary.count("disk faults: "+f.error+", by file", place(what))
			}
			if ok {
				os.RemoveAll(filepath.Dir(home))
			} else {
				keep(t, home)
			}
		}
		t.Logf("%s: %d points hit, %d runs ended with 1; done without: %v", f.error, hits, stopped, shrugged)
	}
}
