package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// finding is what the product says, as its JSON lines have it.
type finding struct {
	File     string   `json:"file"`
	Sheet    string   `json:"sheet"`
	Row      int      `json:"row"`
	Cell     string   `json:"cell"`
	Related  []string `json:"related_cells"`
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Cause    string   `json:"cause"`
	Message  string   `json:"message"`

	Fingerprint string `json:"fingerprint"`
	Suggestion  string `json:"suggestion"`
	Diff        string `json:"diff"`
	Cells       []cell `json:"cells"` // of a finding about several

	Mending string `json:"mending"` // what is said of the whole workbook: the fewest cells to change
}

// cell is one of several cells of a finding, and what should stand there.
type cell struct {
	Cell       string `json:"cell"`
	Suggestion string `json:"suggestion"`
}

// build makes the product's program.
func build(folder string) (string, error) {
	program := filepath.Join(folder, "hengji")
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/hengji").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the product: %w\n%s", err, out)
	}
	return program, nil
}

// batch is how many workbooks one process checks: starting it costs as much as
// checking a few.
const batch = 200

// run has every mutation checked. Those that speak of two regions are handed in
// with the other's workbook, alone, so that no other mutation meddles.
func run(program string, mutations []*mutation) error {
	var together []*mutation
	for _, m := range mutations {
		if m.beside == "" {
			together = append(together, m)
			continue
		}
		findings, err := check(program, []string{m.file, m.beside})
		if err != nil {
			return err
		}
		m.findings = findings[name(m.file)]
	}
	var files []string
	for _, m := range together {
		files = append(files, m.file)
	}
	findings, err := checkApart(program, files)
	for _, m := range together {
		m.findings = findings[name(m.file)]
	}
	return err
}

// checkApart has files checked, many at once, and leaves out what one shares with
// another of them.
func checkApart(program string, files []string) (map[string][]finding, error) {
	all := map[string][]finding{}
	for some := range slices.Chunk(files, batch) {
		findings, err := check(program, some)
		if err != nil {
			return nil, err
		}
		for _, file := range some {
			all[name(file)] = slices.DeleteFunc(findings[name(file)], func(f finding) bool {
				return strings.HasPrefix(f.Rule, "PERIOD-") && f.Rule != "PERIOD-OTHER"
			})
		}
	}
	return all, nil
}

func name(file string) string { return filepath.Base(file) }

// check runs the product over files and gives its findings by file name.
func check(program string, files []string) (map[string][]finding, error) {
	var trouble bytes.Buffer
	command := exec.Command(program, append([]string{"check", "--json", "--period", "2021"}, files...)...)
	command.Stderr = &trouble
	out, err := command.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) { // 3: something is returned
		return nil, fmt.Errorf("run the product: %w\n%s", err, trouble.Bytes())
	}
	return readFindings(bytes.NewReader(out))
}

// readFindings reads what `check --json` prints, by file name: an object a finding, or
// one about the workbook, which names no rule.
func readFindings(out io.Reader) (map[string][]finding, error) {
	found := map[string][]finding{}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var f finding
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return nil, fmt.Errorf("read the product's findings: %w", err)
		}
		all := found[name(f.File)]
		if f.Rule != "" {
			found[name(f.File)] = append(all, f)
			continue
		}
		for i := range all {
			all[i].Mending = f.Mending
		}
	}
	return found, lines.Err()
}
