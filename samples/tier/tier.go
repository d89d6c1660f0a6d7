// Package tier says how much is tested. In comes HENGJI_TEST, which is read here alone;
// out goes what tests ask: whether they belong to what is asked for. It refuses a word
// that it does not know, so that a slip in it is not a test that never ran.
package tier

import (
	"os"
	"slices"
	"testing"
)

// A tier holds what those before it hold. Without a word it is make test: the laws that
// a change can break.
var words = []string{"", "more", "all", "long"}

var asked = func() int {
	at := slices.Index(words, os.Getenv("HENGJI_TEST"))
	if at < 0 {
		panic("HENGJI_TEST is more, all or long, not " + os.Getenv("HENGJI_TEST"))
	}
	return at
}()

var (
	// More is make test-more, which CI runs behind make test: whole scenes and longer
	// histories, of whose parts each has a test in make test. The target finds them by
	// this name: it stands in a test function itself, or as [more] in a script.
	More = asked >= 1
	// All is make test-all: torture in its short form, blunting, larger draws.
	All = asked >= 2
	// Long is make torture.
	Long = asked >= 3
)

// NeedsMore skips a test of make test-more in make test; why says what it is, and which
// test holds the law there.
func NeedsMore(t testing.TB, why string) {
	t.Helper()
	if !More {
		t.Skip(why + ": make test-more")
	}
}

// NeedsAll skips a test of make test-all in the tiers before it.
func NeedsAll(t testing.TB, why string) {
	t.Helper()
	if !All {
		t.Skip(why + ": make test-all")
	}
}
