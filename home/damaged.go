package home

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Damaged names everything under the home that is not as it was written, as far
// as its name, a receipt, a manifest or the chain tells: archived files and rules,
// generations, and files that nobody put there. readable tells whether rule files
// have the fingerprint. Unclaimed are archived files, whole, that no receipt
// names: a run that died before its receipts leaves them, and receives them again.
func (h *Home) Damaged(ledger *Ledger, readable func(fingerprint string, files fs.FS) error) (damaged []error, unclaimed []string) {
	add := func(err error) {
		if err != nil {
			damaged = append(damaged, err)
		}
	}
	receipts, err := ledger.Receipts()
	add(err)
	unclaimed, strange := h.unclaimed(receipts)
	for _, receipt := range receipts {
		_, _, err := h.Archived(receipt, receipt.Size)
		add(err)
	}
	for _, err := range slices.Concat(strange, h.damagedRules(readable), h.damagedClosed()) {
		add(err)
	}
	// Of generations the newest is in force; each has its manifest, and was made
	// with a ledger that has grown since.
	_, passed, err := h.Current()
	add(err)
	named := map[string]bool{}
	for _, one := range passed {
		named[one] = true
		add(errors.New(one))
	}
	numbers, err := h.generations()
	add(err)
	published, err := ledger.publications()
	add(err)
	next := 1 // of a database in the making when a run was interrupted
	for number := range published {
		next = max(next, number+1)
	}
	for _, number := range numbers {
		manifest, err := h.Generation(number)
		as, booked := published[number]
		switch {
		case err != nil && !booked && (number == next || slices.Contains(numbers, number-1)) && !exists(h.Path("generations", generationName(number)+".json")):
			// the next run clears it away
		case err == nil && booked && as != *manifest:
			add(fmt.Errorf("第 %d 次发布：%s.json 与台账所记不同", number, generationName(number)))
		case err != nil && !named[err.Error()]:
			add(err)
		case err == nil && manifest.Ledger != "" && !ledger.Holds(manifest.Ledger):
			add(fmt.Errorf("ledger.jsonl：缺少 %.16s 一行，第 %d 次发布在它之后：末尾被截掉，或是旧的副本", manifest.Ledger, number))
		}
	}
	for _, err := range h.strangers("generations", regexp.MustCompile(`^(CURRENT|(damaged-)?[0-9]{6,}\.(duckdb|json)|staging-.*)$`)) {
		add(err)
	}
	return damaged, unclaimed
}

// publications are the manifests as they were booked, by generation.
func (l *Ledger) publications() (map[int]Manifest, error) {
	published := map[int]Manifest{}
	for _, entry := range l.Entries {
		if entry.Kind != "publication" {
			continue
		}
		var manifest Manifest
		if err := json.Unmarshal(entry.Data, &manifest); err != nil {
			return nil, fmt.Errorf("read publication %d of ledger: %w", entry.Seq, err)
		}
		published[manifest.Generation] = manifest
	}
	return published, nil
}

// Holds reports whether the chain has a line of this hash.
func (l *Ledger) Holds(hash string) bool {
	return slices.ContainsFunc(l.Entries, func(e Entry) bool { return e.Hash == hash })
}

// unclaimed looks for what lies in the archive without a receipt.
func (h *Home) unclaimed(receipts []Receipt) (unclaimed []string, strange []error) {
	claimed := map[string]bool{}
	for _, receipt := range receipts {
		claimed[receipt.Stored] = true
	}
	entries, err := Disk.ReadDir(h.Path("archive"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, []error{fmt.Errorf("list archive: %w", err)}
	}
	for _, entry := range entries {
		name := entry.Name()
		if claimed[name] || strings.HasPrefix(name, asidePrefix) {
			continue
		}
		base, _, _ := strings.Cut(name, ".")
		sum, err := hashFile(h.Path("archive", name))
		if err != nil {
			strange = append(strange, fmt.Errorf("read archive/%s: %w", name, err))
			continue
		}
		if sum != base {
			strange = append(strange, fmt.Errorf("archive/%s：没有收件记录，内容也与名称不符", name))
			continue
		}
		unclaimed = append(unclaimed, name)
	}
	return unclaimed, strange
}

func (h *Home) damagedRules(readable func(fingerprint string, files fs.FS) error) (damaged []error) {
	kept, err := Disk.ReadDir(h.Path("rules"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []error{fmt.Errorf("list archived rules: %w", err)}
	}
	for _, entry := range kept {
		base, ending, _ := strings.Cut(entry.Name(), ".")
		switch ending {
		case "json":
			_, err = h.Inputs(base)
		case "zip":
			var files fs.FS
			if files, err = h.Rules(base); err == nil {
				err = readable(base, files)
			}
		default:
			err = nil
		}
		if err != nil {
			damaged = append(damaged, err)
		}
	}
	return append(damaged, h.strangers("rules", regexp.MustCompile(`^[0-9a-f]{64}\.(json|zip)$`))...)
}

// strangers names the files of a folder that nobody of us put there.
func (h *Home) strangers(folder string, ours *regexp.Regexp) (strange []error) {
	entries, err := Disk.ReadDir(h.Path(folder))
	if err != nil { // named by those who need the folder
		return nil
	}
	for _, entry := range entries {
		if name := entry.Name(); !ours.MatchString(name) && !strings.HasPrefix(name, asidePrefix) {
			strange = append(strange, fmt.Errorf("%s/%s：不属于这里", folder, name))
		}
	}
	return strange
}
