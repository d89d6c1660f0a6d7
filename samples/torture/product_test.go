package torture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hengji/samples/tier"
)

// times picks how often something is done in the short form and in the long one.
func times(short, whole int) int {
	if tier.Long {
		return whole
	}
	return short
}

// program is the product, built once.
var program string

func TestMain(m *testing.M) {
	if !tier.All {
		fmt.Println("NOT RUN: torture belongs to make test-all (HENGJI_TEST=all)")
		return
	}
	folder, err := os.MkdirTemp(os.Getenv("HENGJI_WORKSHOP"), "torture-*")
	if err == nil {
		workshop = folder
		program, err = build(folder)
	}
	if err == nil {
		err = os.Chmod(folder, 0o755) //nolint:gosec // an account without rights looks in
	}
	if err == nil {
		fewRules = filepath.Join(folder, "few")
		err = writeFewRules(fewRules)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if tier.Long || testing.Verbose() {
		fmt.Print(summary.text(code))
	}
	os.RemoveAll(folder)
	os.Exit(code)
}

func build(folder string) (string, error) {
	if made := os.Getenv("HENGJI_PROGRAM"); made != "" {
		return made, nil
	}
	file := filepath.Join(folder, "hengji")
	arguments := []string{"build", "-o", file}
	if _, err := exec.LookPath("mold"); err == nil { // links in seconds
		arguments = append(arguments, "-ldflags", "-extldflags=-fuse-ld=mold")
	}
	if out, err := exec.Command("go", append(arguments, "hengji/cmd/hengji")...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the product: %w\n%s", err, out)
	}
	return file, nil
}

// outcome is what a run left on its streams.
type outcome struct {
	code           int // -1: killed
	stdout, stderr string
	took           time.Duration
}

// command makes a command of the product, or of something that runs it. The
// clock stands still and nothing of the caller's environment sets anything.
func command(ctx context.Context, name string, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, arguments...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "HENGJI_") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(cmd.Env, "HENGJI_SETTLE=0s")
	cmd.Dir = os.TempDir() // no hengji.yaml there
	return cmd
}

// finish runs a command to its end. Not even a killed run takes longer than a minute.
func finish(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begun := time.Now()
	err := cmd.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String(), time.Since(begun)}
}

// call runs the product.
func call(t *testing.T, arguments ...string) outcome {
	t.Helper()
	return finish(t, command(t.Context(), program, arguments...))
}

// arguments of a run of a scene over a home.
func (s *scene) arguments(home string) []string {
	arguments := []string{"run", "--inbox", s.inbox, "--home", home, "--now", s.now}
	if s.rules != "" {
		arguments = append(arguments, "--rules", s.rules)
	}
	if s.shared {
		arguments = append(arguments, "--publish", share(home), "--returns", filepath.Join(share(home), "returns"))
	}
	return arguments
}

// share is where a shared scene delivers to.
func share(home string) string { return filepath.Join(filepath.Dir(home), "share") }

// query asks the published database and gives the CSV behind its header.
func query(t *testing.T, home, statement string) string {
	t.Helper()
	got := call(t, "query", "--home", home, "--format", "csv", statement)
	if got.code != 0 {
		t.Errorf("query %s: exit %d: %s", home, got.code, got.stderr)
		return ""
	}
	_, rows, _ := strings.Cut(got.stdout, "\n")
	return strings.TrimSpace(strings.ReplaceAll(rows, "\r", ""))
}
