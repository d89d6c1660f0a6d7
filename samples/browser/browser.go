// Package browser drives a headless Chromium for the tests of pages. In come pages on
// disk; out goes what they show. It asks for no network, and a test without Chromium says
// loudly what is not tested.
package browser

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Tab starts a Chromium with a profile of its own, for at most so long, and gives a tab.
// untested says what is not tested where there is none.
func Tab(t *testing.T, most time.Duration, untested string, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil || testing.Short() {
		t.Skip("NOT TESTED HERE: " + untested + ": that needs chromium (apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()))
	options = append(options, more...)
	if os.Getuid() == 0 { // chromium refuses to start as root within its sandbox
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(t.Context(), most) // a stuck browser, on a busy machine
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// Do takes steps in the tab.
func Do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// Ask evaluates an expression in the page.
func Ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Comes waits until an expression of the page is true, and reports whether it came to
// be. Between two pages there is nothing to ask, and after a while there is.
func Comes(ctx context.Context, expression string) bool {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression)); err == nil && got {
			return true
		}
	}
	return false
}

// Becomes is Comes where the test ends if it does not.
func Becomes(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	if !Comes(ctx, expression) {
		t.Fatalf("never came true: %s", expression)
	}
}
