package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// After a power cut a disk holds what was fsynced; of the rest anything or
// nothing. So the order of calls is the proof: what a name will stand for is on
// disk before the name is, the folder that holds the name before the next step
// that relies on it. brittle lists where a night breaks that order; first tells
// that the ledger begins in this night.
//
//  1. A file is fsynced after its last change and before it is renamed or linked
//     to the name under which it is read.
//  2. The folder of a rename, a link, or of a new ledger is fsynced before the next
//     step; so is the parent of a new folder.
//  3. A line of the ledger is fsynced before the next step.
//  4. What lies in a folder in the making, its files, their names and the folders
//     in it, is on disk before that folder gets the name under which it is read.
//
// A step is a rename, a link, a new folder, a line of the ledger, and the end.
func brittle(events []event, home string, first bool) []string {
	dirty := map[string]bool{}     // files with changes that are not on disk
	names := map[string]string{}   // folders with names that are not on disk: the last name
	folders := map[string]string{} // new folders that are not on disk, by parent
	var complaints []string
	inner := map[string]bool{} // folders within one in the making whose names are not on disk
	ledger := filepath.Join(home, "ledger.jsonl")
	settled := func(before string, e event) {
		for _, folder := range sortedKeys(names) {
			if e.path == names[folder] {
				continue // what is renamed on was only a step on the way
			}
			complaints = append(complaints, fmt.Sprintf("%s: %s is not on disk: its folder was not fsynced", before, names[folder]))
			delete(names, folder)
		}
		for _, parent := range sortedKeys(folders) {
			complaints = append(complaints, before+": the folder "+folders[parent]+" is not on disk")
			delete(folders, parent)
		}
		if dirty[ledger] {
			complaints = append(complaints, before+": a line of the ledger is not on disk")
			delete(dirty, ledger)
		}
	}
	for _, e := range events {
		if e.failed || e.killed || !strings.HasPrefix(e.path, home) && e.path != filepath.Dir(home) {
			continue
		}
		base := filepath.Base(e.path)
		// What nobody would miss: logs, the cache, the lock, the mark of a run, and the engine's log of a
		// database that is not published yet.
		if strings.HasPrefix(e.path, filepath.Join(home, "logs")+"/") || strings.HasPrefix(e.path+"/", filepath.Join(home, "cache")+"/") || base == ".lock" || base == ".unfinished" || strings.HasSuffix(base, ".wal") {
			continue
		}
		if making := inTheMaking(e.path); making != "" {
			switch e.call {
			case "openat":
				if e.created {
					inner[filepath.Dir(e.path)] = true
				}
			case "mkdir", "mkdirat":
				if e.path != making {
					inner[filepath.Dir(e.path)] = true
				}
				continue
			case "fsync":
				delete(inner, e.path)
			case "rename", "renameat", "renameat2":
				for path := range dirty {
					if strings.HasPrefix(path, making+"/") {
						complaints = append(complaints, e.call+" of a folder in the making: the bytes of "+path+" are not on disk")
						delete(dirty, path)
					}
				}
				for folder := range inner {
					if folder == making || strings.HasPrefix(folder, making+"/") {
						complaints = append(complaints, e.call+" of a folder in the making: names in "+folder+" are not on disk")
						delete(inner, folder)
					}
				}
			}
		}
		switch e.call {
		case "openat":
			if e.created && e.path == ledger && first {
				names[home], first = ledger, false
			}
		case "write", "pwrite64", "ftruncate", "truncate", "fchmod":
			if e.path == ledger && e.call == "ftruncate" {
				continue // to the size that it has; what a power cut left has no value
			}
			if e.path == ledger && e.call != "fchmod" {
				// A ledger that was just made may wait for its folder: both are needed for
				// what follows, none for the other.
				pending := names[home]
				if pending == ledger {
					delete(names, home)
				}
				settled("line of the ledger", event{})
				if pending == ledger {
					names[home] = pending
				}
			}
			dirty[e.path] = true
		case "fsync", "fdatasync":
			delete(dirty, e.path)
			delete(names, e.path)
			delete(folders, e.path)
		case "mkdir", "mkdirat":
			settled(e.call+" "+strings.TrimPrefix(e.path, home), e)
			folders[filepath.Dir(e.path)] = e.path
		case "rename", "renameat", "renameat2", "link", "linkat":
			step := e.call + " to " + strings.TrimPrefix(e.target, home)
			settled(step, e)
			if dirty[e.path] {
				complaints = append(complaints, step+": its bytes are not on disk")
				delete(dirty, e.path)
			}
			names[filepath.Dir(e.target)] = e.target
			if e.call != "link" && e.call != "linkat" && filepath.Dir(e.path) != filepath.Dir(e.target) {
				names[filepath.Dir(e.path)] = e.path // moved: it must not stand twice
			}
		}
	}
	settled("end of the night", event{})
	return complaints
}

// inTheMaking is the file or folder in the making that a path is, or lies in.
func inTheMaking(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ".hengji-") {
			return strings.Join(parts[:i+1], "/")
		}
	}
	return ""
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Every promise of a night is on disk before the next step relies on it; and the
// order would be broken without any one of the program's own fsyncs.
func TestAPowerCutFindsEveryPromiseOnDisk(t *testing.T) {
	t.Parallel()
	needsStrace(t)
	for _, s := range scenes(t, some) {
		t.Run(s.name, func(t *testing.T) {
			home := s.home(t)
			defer os.RemoveAll(filepath.Dir(home))
			got, events := s.under(t, home, "")
			if got.code != s.told.code {
				t.Fatalf("exit %d: %s", got.code, got.stderr)
			}
			for _, complaint := range brittle(events, home, s.before == "") {
				t.Error(complaint)
			}
			dropped := 0
			for i, e := range events {
				if e.call != "fsync" || !strings.HasPrefix(e.path, home) || engines(events[i+1:], e.path) {
					continue
				}
				dropped++
				without := append(slices.Clone(events[:i]), events[i+1:]...)
				if len(brittle(without, home, s.before == "")) > 0 {
					summary.count("fsyncs removed and noticed", "")
				} else {
					summary.count("fsyncs removed and not noticed", "")
					t.Errorf("without the fsync of %s (call %d) nobody would complain", e.path, i)
				}
			}
			if dropped < 10 {
				t.Error("hardly any fsync was seen")
			}
		})
	}
}

// engines reports whether an fsync of a file is followed by another of it before it is
// renamed: the database engine syncs a staging file as often as it likes, and the
// last one, ours, counts. What lies in the cache is proven by its hash whenever it
// is read, and made anew.
func engines(later []event, path string) bool {
	if filepath.Base(filepath.Dir(path)) == "cache" {
		return true
	}
	if !strings.Contains(filepath.Base(path), "staging-") {
		return false
	}
	if strings.HasSuffix(path, ".wal") {
		return true
	}
	for _, e := range later {
		switch {
		case e.path == path && strings.HasPrefix(e.call, "rename"):
			return false
		case e.path == path && e.call == "fsync":
			return true
		}
	}
	return false
}
