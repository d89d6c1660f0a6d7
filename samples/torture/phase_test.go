package torture

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hengji/samples/tier"
)

// phases are the parts of a night, each with the line of the log that ends the
// one before it.
var phases = []struct{ name, begins string }{
	{"receive", ""}, {"recall", "received"}, {"read", "reading"}, {"judge", "staged"}, {"build", "judged"}, {"check", "built"},
	{"publish", "checked"}, {"book", "published"}, {"outbox", "booked"}, {"returns", "delivered"}, {"page", "returned"}, {"exports", "paged"}, {"end", "handed back"},
}

// course follows the log of a run.
type course struct {
	log  string
	from int // what earlier runs wrote
}

func (s *scene) course(t *testing.T, home string) course {
	t.Helper()
	now, err := time.Parse(time.RFC3339, s.now)
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(home, "logs", now.Format("20060102-150405")+".jsonl")
	text, _ := os.ReadFile(log)
	return course{log, len(text)}
}

// phase is where the run is: behind the line that it wrote last. A run without
// news leaves phases out.
func (c course) phase() int {
	text, _ := os.ReadFile(c.log)
	at := 0
	for line := range bytes.Lines(text[min(c.from, len(text)):]) {
		for i, p := range phases {
			if p.begins != "" && bytes.Contains(line, []byte(`"message":"`+p.begins+`"`)) {
				at = i
			}
		}
	}
	return at
}

// timed runs a scene to its end and tells how long it was in each phase.
func (s *scene) timed(t *testing.T, home string) (outcome, []time.Duration) {
	t.Helper()
	course, parts, done := s.course(t, home), make([]time.Duration, len(phases)), make(chan outcome)
	go func() { done <- finish(t, command(t.Context(), program, s.arguments(home)...)) }()
	last := time.Now()
	for {
		select {
		case got := <-done:
			return got, parts
		case now := <-time.After(time.Millisecond):
			parts[course.phase()] += now.Sub(last)
			last = now
		}
	}
}

// stopped starts a run and sends it a signal: at any moment of its whole time, or,
// with a phase, at any moment of that. It tells in which phase it was struck, and
// how it ended; struck is false for one that was quicker.
func (s *scene) stopped(t *testing.T, home string, signal syscall.Signal, phase int, dice *rand.Rand) (in int, struck bool, said outcome) {
	t.Helper()
	course := s.course(t, home)
	cmd := command(t.Context(), program, s.arguments(home)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	chance := dice.Float64()
	wait := time.Duration(chance * 1.05 * float64(s.told.took))
	if phase >= 0 {
		for over := false; !over && course.phase() < phase; {
			select {
			case <-ended:
				over = true
			case <-time.After(300 * time.Microsecond):
			}
		}
		wait = time.Duration(chance * float64(s.parts[phase]))
	}
	select {
	case <-ended:
	case <-time.After(wait):
		in = course.phase()
		_ = cmd.Process.Signal(signal)
		<-ended
		if signal == syscall.SIGKILL {
			in = course.phase() // nothing was written since
		}
	}
	code := cmd.ProcessState.ExitCode()
	return in, code == -1 || code == 130, outcome{code: code, stdout: stdout.String(), stderr: stderr.String()}
}

// signals that an operator, a service manager or a terminal sends.
var signals = map[syscall.Signal]string{syscall.SIGTERM: "SIGTERM", syscall.SIGINT: "SIGINT"}

// A run that is asked to end, in whatever phase, ends with 130, says so, leaves
// nothing in the making, and what is published is whole; the next run finishes.
func TestAskedToEndItEndsAndLeavesNothingInTheMaking(t *testing.T) {
	t.Parallel()
	dice := chance(t)
	nights := scenes(t, some)
	s := nights[len(nights)-1]
	for phase, p := range phases {
		if !tier.Long && phase%5 != 2 { // read, publish, end of the returns
			continue
		}
		for signal, name := range signals {
			if !tier.Long && (signal == syscall.SIGINT) != (phase == 2) {
				continue
			}
			t.Run(p.name+" "+name, func(t *testing.T) {
				home := s.home(t)
				in, struck, said := s.stopped(t, home, signal, phase, dice)
				switch {
				case said.code == -1 && in == 0: // it had not begun to listen, nor to do anything
					summary.count("asked to end before it began", "")
				case !struck:
					if said.code != s.told.code {
						t.Errorf("exit %d: %s", said.code, said.stderr)
					}
				default:
					summary.count("asked to end (130), by phase", fmt.Sprintf("%02d %s", in, phases[in].name))
					if said.code != 130 || !strings.Contains(said.stderr, "已中断") {
						t.Errorf("in %s: exit %d: %s", phases[in].name, said.code, said.stderr)
					}
					left(t, home, ".unfinished") // the next run is to know
				}
				s.torn(t, home)
				s.mended(t, home)
				if !t.Failed() {
					os.RemoveAll(filepath.Dir(home))
				}
			})
		}
	}
}
