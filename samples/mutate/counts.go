package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// counted is how many findings are told, by severity.
type counted map[string]int

func (c counted) String() string {
	return fmt.Sprintf("%d %d %d", c["blocking"], c["explain"], c["notice"])
}

// severities are the severities as a list of findings has them.
var severities = map[string]string{"强制性": "blocking", "准强制性": "approval", "核实性": "explain", "提示": "notice"}

// compareCounts hands in one workbook a region in one night: wherever the product says how
// many findings a region has, and how many there are in all, it says the same.
func (r *companyResult) compareCounts(all []*company, folder, program string) error {
	inbox, home := filepath.Join(folder, "counts", "inbox"), filepath.Join(folder, "counts", "home")
	regions := map[string]*company{}
	for _, c := range all {
		region := filepath.Base(filepath.Dir(c.sample))
		if regions[region] != nil || slices.ContainsFunc(c.faults, func(f *fault) bool {
			return strings.Contains(f.kind.name, "region") || strings.HasPrefix(f.kind.name, "cover_")
		}) {
			continue // one that is told to be another's
		}
		content, err := os.ReadFile(c.file)
		if err != nil {
			return fmt.Errorf("copy workbook: %w", err)
		}
		if err := writeFile(filepath.Join(inbox, region, name(c.file)), content); err != nil {
			return err
		}
		regions[region] = c
	}
	if _, err := product(program, "run", "--inbox", inbox, "--home", home, "--settle", "0s"); err != nil {
		return err
	}
	board, err := boardCounts(program, home)
	if err != nil {
		return err
	}
	whole := counted{}
	for region, c := range regions {
		told, err := returnCounts(filepath.Join(home, "returns", region), strings.TrimSuffix(name(c.file), ".xlsx"))
		if err != nil {
			return fmt.Errorf("%s: %w", region, err)
		}
		told["status"] = board[region]
		for severity, n := range told["findings.jsonl"] {
			whole[severity] += n
		}
		for place, n := range told {
			r.counts++
			if n.String() != told["findings.jsonl"].String() {
				r.unequal = append(r.unequal, fmt.Sprintf("%s: %s has %s, findings.jsonl %s", region, place, n, told["findings.jsonl"]))
			}
		}
	}
	return r.compareWhole(home, whole)
}

// compareWhole holds the sums of a night against what its report and its metrics say.
func (r *companyResult) compareWhole(home string, whole counted) error {
	var run struct{ Findings counted }
	content, err := os.ReadFile(filepath.Join(home, "run.json"))
	if err == nil {
		err = json.Unmarshal(content, &run)
	}
	if err != nil {
		return fmt.Errorf("read run.json: %w", err)
	}
	metrics := counted{}
	if content, err = os.ReadFile(filepath.Join(home, "metrics.prom")); err != nil {
		return fmt.Errorf("read metrics: %w", err)
	}
	for _, match := range regexp.MustCompile(`hengji_findings_open\{.*severity="(\w+)"\} (\d+)`).FindAllSubmatch(content, -1) {
		metrics[string(match[1])], _ = strconv.Atoi(string(match[2]))
	}
	for place, n := range map[string]counted{"run.json": run.Findings, "metrics.prom": metrics} {
		r.counts++
		if n.String() != whole.String() {
			r.unequal = append(r.unequal, fmt.Sprintf("%s has %s, the returns %s", place, n, whole))
		}
	}
	return nil
}

// product runs the program, which may say that workbooks are returned or missing.
func product(program string, args ...string) ([]byte, error) {
	out, err := exec.Command(program, args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() != 3 && exit.ExitCode() != 4 {
		return nil, fmt.Errorf("run the product: %w\n%s", err, exit.Stderr)
	}
	return out, nil
}

// boardCounts are those of the board, by region.
func boardCounts(program, home string) (map[string]counted, error) {
	out, err := product(program, "status", "--home", home, "--json")
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Region                    string
		Blocking, Explain, Notice int
	}
	if err := json.Unmarshal(out, &rows); err != nil {
		return nil, fmt.Errorf("read the board: %w", err)
	}
	board := map[string]counted{}
	for _, row := range rows {
		board[row.Region] = counted{"blocking": row.Blocking, "explain": row.Explain, "notice": row.Notice}
	}
	return board, nil
}

// returnCounts are those of what a region is handed back, by file: the lists, and the first
// sentences of the page and of the workbook.
func returnCounts(folder, workbook string) (map[string]counted, error) {
	told := map[string]counted{"findings.jsonl": {}, "findings.csv": {}}
	content, err := os.ReadFile(filepath.Join(folder, "findings.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("read return: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var f finding
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return nil, fmt.Errorf("read findings.jsonl: %w", err)
		}
		told["findings.jsonl"][f.Severity]++
	}
	if content, err = os.ReadFile(filepath.Join(folder, "findings.csv")); err != nil {
		return nil, fmt.Errorf("read return: %w", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read findings.csv: %w", err)
	}
	for _, row := range rows[1:] {
		told["findings.csv"][severities[row[0]]]++
	}
	page, err := os.ReadFile(filepath.Join(folder, workbook+"_审核反馈.html"))
	if err != nil {
		return nil, fmt.Errorf("read return: %w", err)
	}
	told["html"] = sentenceCounts(string(page))
	file, err := excelize.OpenFile(filepath.Join(folder, workbook+"_审核反馈.xlsx"))
	if err != nil {
		return nil, fmt.Errorf("open return: %w", err)
	}
	defer file.Close()
	list, err := file.GetRows(file.GetSheetList()[0])
	if err != nil {
		return nil, fmt.Errorf("read return: %w", err)
	}
	told["xlsx"] = sentenceCounts(strings.Join(slices.Concat(list[:min(len(list), 12)]...), "\n"))
	return told, nil
}

// sentenceCounts are those of the sentence that begins a return.
func sentenceCounts(text string) counted {
	c := counted{}
	for severity, words := range map[string]string{"blocking": `(\d+) 处必须修改`, "explain": `(\d+) 处请核实或说明`, "notice": `(\d+) 条提示，供参考`} {
		if match := regexp.MustCompile(words).FindStringSubmatch(text); match != nil {
			c[severity], _ = strconv.Atoi(match[1])
		}
	}
	return c
}
