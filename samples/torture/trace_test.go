package torture

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// traced are the calls by which a program changes files.
var traced = []string{"openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2",
	"link", "linkat", "unlink", "unlinkat", "ftruncate", "truncate", "fchmod", "mkdir", "mkdirat"}

// event is one call of the program, as strace saw it.
type event struct {
	thread   string
	call     string
	path     string // first path: the file written to, the old name of a rename
	target   string // the new name of a rename or link
	ours     bool   // concerns the home or the inbox
	created  bool   // openat that may create
	injected bool   // an error was put in its place
	killed   bool   // the program died in it
	failed   bool   // it gave an error, true or injected
}

var tracing = sync.OnceValue(func() string {
	if _, err := exec.LookPath("strace"); err != nil {
		return "strace is not installed"
	}
	if out, err := exec.Command("strace", "-o", os.DevNull, "-e", "trace=fsync", "true").CombinedOutput(); err != nil {
		return "strace may not trace here: " + strings.TrimSpace(string(out))
	}
	return ""
})

// needsStrace skips a test, aloud, where calls cannot be tampered with.
func needsStrace(t *testing.T) {
	t.Helper()
	if why := tracing(); why != "" {
		t.Skipf("NOT TESTED: %s", why)
	}
}

// under runs the scene's night with strace between the program and the kernel.
// inject is an expression of strace, "" for looking only.
func (s *scene) under(t *testing.T, home, inject string) (outcome, []event) {
	t.Helper()
	log := filepath.Join(filepath.Dir(home), "strace.log")
	arguments := []string{"-f", "-y", "-qq", "-s", "0", "--signal=none", "-o", log, "-e", "trace=" + strings.Join(traced, ",")}
	if !strings.Contains(inject, ":signal=") {
		arguments = append(arguments, "--seccomp-bpf") // twice as quick, but strikes with no signal
	}
	if inject != "" {
		arguments = append(arguments, "-e", "inject="+inject)
	}
	got := finish(t, command(t.Context(), "strace", append(append(arguments, program), s.arguments(home)...)...))
	events := readTrace(t, log)
	for i, e := range events {
		place := filepath.Dir(home) // with the share beside it
		events[i].ours = strings.HasPrefix(e.path, place) || strings.HasPrefix(e.target, place) || strings.HasPrefix(e.path, s.inbox)
	}
	return got, events
}

var (
	traceLine  = regexp.MustCompile(`^(\d+) +(?:<\.\.\. )?([a-z0-9]+)(?:\(| resumed>)(.*)$`)
	quotedPath = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	descriptor = regexp.MustCompile(`^(?:\d+|AT_FDCWD)<([^>]*)>`)
	octal      = regexp.MustCompile(`\\([0-7]{1,3})`)
)

// readTrace reads strace's log. A call that was interrupted by another thread's
// stands in two lines; its place is where it began.
func readTrace(t *testing.T, log string) []event {
	t.Helper()
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var events []event
	open := map[string]int{} // thread: its unfinished call
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		parts := traceLine.FindStringSubmatch(scanner.Text())
		if parts == nil {
			continue
		}
		thread, text := parts[1], parts[3]
		at, resumed := open[thread]
		if resumed = resumed && strings.Contains(scanner.Text(), "<... "); resumed {
			delete(open, thread)
		} else {
			events = append(events, parseCall(parts[2], text))
			at = len(events) - 1
			events[at].thread = thread
		}
		e := &events[at]
		if strings.HasSuffix(text, "<unfinished ...>") {
			open[thread] = at
			continue
		}
		e.injected = strings.HasSuffix(text, "(INJECTED)")
		e.killed = strings.HasSuffix(text, "= ?")
		e.failed = strings.Contains(text, " = -1 E")
	}
	return events
}

func parseCall(call, text string) event {
	e := event{call: call}
	at := descriptor.FindStringSubmatch(text)
	var names []string
	for _, found := range quotedPath.FindAllStringSubmatch(text, -1) {
		names = append(names, unescape(found[1]))
	}
	switch call {
	case "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fchmod":
		if at != nil {
			e.path = unescape(at[1])
		}
		return e
	}
	if len(names) > 0 {
		e.path = names[0]
		if at != nil && !filepath.IsAbs(e.path) {
			e.path = filepath.Join(unescape(at[1]), e.path)
		}
	}
	if len(names) > 1 {
		e.target = names[1]
	}
	e.created = call == "openat" && strings.Contains(text, "O_CREAT")
	return e
}

// unescape undoes strace's way of writing bytes beyond ASCII.
func unescape(text string) string {
	return octal.ReplaceAllStringFunc(text, func(found string) string {
		value := 0
		for _, digit := range found[1:] {
			value = value*8 + int(digit-'0')
		}
		return string([]byte{byte(value)})
	})
}

var changing = regexp.MustCompile(`[0-9a-f]{64}|\d{8,}|\d{6}|\.hengji-[0-9a-z]+`)

// kind is an event without the names that differ from run to run, so that calls
// can be counted by what they do.
func (e event) kind(home string) string {
	name := strings.TrimPrefix(strings.TrimPrefix(e.path, home), filepath.Dir(home))
	if strings.Contains(name, "/returns/") {
		name = "/returns/…"
		if strings.HasPrefix(filepath.Base(e.path), ".hengji-") {
			name += " aside"
		}
	}
	return e.call + " " + changing.ReplaceAllString(name, "#")
}
