package home

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var night = time.Date(2022, 2, 10, 2, 0, 0, 0, time.UTC)

func open(t *testing.T) *Home {
	t.Helper()
	h, err := Open(filepath.Join(t.TempDir(), "var"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func writeFile(t *testing.T, path, content string, at time.Time) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, h *Home, inbox string) Arrivals {
	t.Helper()
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	arrivals, err := h.Receive(context.Background(), ledger, inbox, "2021", 0, night)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Acknowledge(arrivals.New, night); err != nil {
		t.Fatal(err)
	}
	return arrivals
}

func TestReceiptsFollowFoldersAndWithinOneTheTimeOfChange(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	writeFile(t, filepath.Join(inbox, "耒阳市", "最终版(2).xlsx"), "second", night.Add(2*time.Hour))
	writeFile(t, filepath.Join(inbox, "耒阳市", "最终版.xlsx"), "first", night)
	writeFile(t, filepath.Join(inbox, "常宁市", "a.xlsx"), "other", night.Add(time.Hour))
	writeFile(t, filepath.Join(inbox, "耒阳市", "副本.xlsx"), "first", night.Add(3*time.Hour))
	var got []string
	for _, r := range receive(t, h, inbox).New {
		got = append(got, fmt.Sprintf("%d %s %s", r.ID, r.Folder, r.File))
	}
	want := []string{"1 常宁市 常宁市/a.xlsx", "2 耒阳市 耒阳市/最终版.xlsx", "3 耒阳市 耒阳市/最终版(2).xlsx"}
	if !slices.Equal(got, want) {
		t.Errorf("receipts %q, want %q", got, want)
	}
	writeFile(t, filepath.Join(inbox, "常宁市", "放错.xlsx"), "first", night)
	if misplaced := receive(t, h, inbox).New; len(misplaced) != 1 || misplaced[0].Folder != "常宁市" {
		t.Errorf("the same bytes in another region's folder: %+v", misplaced)
	}
	again := receive(t, h, inbox)
	if len(again.New) != 0 || len(again.Known) != 5 {
		t.Errorf("the same inbox again: %d new, %d known", len(again.New), len(again.Known))
	}
}

func TestWhatIsReceivedComesBackByteForByteOrNotAtAll(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	writeFile(t, filepath.Join(inbox, "a.XLSX;rm"), "workbook", night)
	receipt := receive(t, h, inbox).New[0]
	if filepath.Ext(receipt.Stored) != ".bin" {
		t.Errorf("a sender's extension reached the archive: %s", receipt.Stored)
	}
	if data, _, err := h.Archived(receipt, 100); err != nil || string(data) != "workbook" {
		t.Errorf("read back %q, %v", data, err)
	}
	if _, tooLarge, err := h.Archived(receipt, 3); err != nil || !tooLarge {
		t.Errorf("larger than the limit: %v, %v", tooLarge, err)
	}
	stored := h.Path("archive", receipt.Stored)
	os.Chmod(stored, 0o644)
	writeFile(t, stored, "Workbook", night)
	if _, _, err := h.Archived(receipt, 100); err == nil || !strings.Contains(err.Error(), "与收到时不同") {
		t.Errorf("a changed archive: %v", err)
	}
}

func TestLinksLocksAndAttachmentsAreToldAndNotReceived(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	writeFile(t, filepath.Join(inbox, "耒阳市", "a.xlsx"), "a", night)
	writeFile(t, filepath.Join(inbox, "耒阳市", "盖章.pdf"), "scan", night)
	writeFile(t, filepath.Join(inbox, "常宁市", "只有.docx"), "document", night)
	writeFile(t, filepath.Join(inbox, "祁东县", "打开的报表.xlsx"), "open", night)
	writeFile(t, filepath.Join(inbox, "祁东县", "~$打开的报表.xlsx"), "owner", time.Now())
	writeFile(t, filepath.Join(inbox, ".DS_Store"), "finder", night)
	outside := filepath.Join(t.TempDir(), "secret.xlsx")
	writeFile(t, outside, "secret", night)
	if err := os.Symlink(outside, filepath.Join(inbox, "耒阳市", "link.xlsx")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(inbox, "衡东县")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(inbox, "祁东县", "读不出的_审核反馈.xlsx"), "ours, or not", night)
	h.Kind = func(file string, _ int64, _ func() (io.ReadCloser, error)) Kind {
		switch {
		case strings.HasSuffix(file, "_审核反馈.xlsx"):
			return Unread
		case filepath.Ext(file) == ".xlsx":
			return Version
		}
		return Attachment
	}
	arrivals := receive(t, h, inbox)
	var files []string
	for _, r := range arrivals.New {
		files = append(files, r.File)
	}
	if want := []string{"耒阳市/a.xlsx"}; !slices.Equal(files, want) {
		t.Errorf("received %q, want %q", files, want)
	}
	if want := []string{"常宁市/只有.docx", "耒阳市/盖章.pdf"}; !slices.Equal(arrivals.Attachments, want) {
		t.Errorf("attachments %q, want %q", arrivals.Attachments, want)
	}
	var deferred []string
	for _, d := range arrivals.Deferred {
		deferred = append(deferred, d.File)
	}
	slices.Sort(deferred)
	if want := []string{"祁东县/打开的报表.xlsx", "祁东县/读不出的_审核反馈.xlsx", "耒阳市/link.xlsx", "衡东县"}; !slices.Equal(deferred, want) {
		t.Errorf("deferred %q, want %q", deferred, want)
	}
}

func TestAFreshFileIsWaitedForAndAChangingOnePutOff(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	path := filepath.Join(inbox, "a.xlsx")
	writeFile(t, path, "half", time.Now())
	ledger, _ := h.Ledger()
	go func() {
		time.Sleep(50 * time.Millisecond)
		os.WriteFile(path, []byte("half and half"), 0o644)
	}()
	arrivals, err := h.Receive(context.Background(), ledger, inbox, "2021", 300*time.Millisecond, night)
	if err != nil || len(arrivals.New) != 0 || len(arrivals.Deferred) != 1 {
		t.Fatalf("a growing file: %+v, %v", arrivals, err)
	}
	arrivals, err = h.Receive(context.Background(), ledger, inbox, "2021", 10*time.Millisecond, night)
	if err != nil || len(arrivals.New) != 1 {
		t.Fatalf("the settled file: %+v, %v", arrivals, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	writeFile(t, filepath.Join(inbox, "b.xlsx"), "b", time.Now())
	if _, err := h.Receive(ctx, ledger, inbox, "2021", time.Hour, night); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted while waiting: %v", err)
	}
}

func TestLedgerCutsATornLineAndRefusesABrokenChain(t *testing.T) {
	h := open(t)
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := ledger.Append(night, "receipt", Receipt{ID: int64(i + 1), Period: "2021"}, Receipt{ID: 9, Period: "2020"}); err != nil {
			t.Fatal(err)
		}
	}
	path := h.Path("ledger.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(path, append(slices.Clone(whole), whole[:40]...), 0o644)
	ledger, err = h.Ledger()
	if err != nil || ledger.Torn != string(whole[:40]) || len(ledger.Entries) != 6 {
		t.Fatalf("a torn line: torn %q, %d entries, %v", ledger.Torn, len(ledger.Entries), err)
	}
	if err := ledger.Append(night, "receipt", Receipt{ID: 10}); err != nil {
		t.Fatal(err)
	}
	if ledger, err = h.Ledger(); err != nil || len(ledger.Entries) != 7 || ledger.Torn != "" {
		t.Fatalf("after the cut: %d entries, %v", len(ledger.Entries), err)
	}

	whole, _ = os.ReadFile(path)
	for at := range whole {
		damaged := slices.Clone(whole)
		damaged[at] ^= 1
		os.WriteFile(path, damaged, 0o644)
		if l, err := h.Ledger(); err == nil && l.Torn == "" {
			t.Fatalf("byte %d changed from %q to %q unnoticed", at, whole[at], damaged[at])
		}
	}
	lines := strings.SplitAfter(string(whole), "\n")
	os.WriteFile(path, []byte(strings.Join(append(slices.Clone(lines[:2]), lines[3:]...), "")), 0o644)
	if _, err := h.Ledger(); err == nil || !strings.Contains(err.Error(), "ledger.jsonl:3: 链条断了") {
		t.Errorf("a dropped line: %v", err)
	}
}

func TestPublishedGenerationsAreWholeNumberedOnceAndBounded(t *testing.T) {
	h := open(t)
	if m, damaged, err := h.Current(); m != nil || damaged != nil || err != nil {
		t.Fatalf("before the first publication: %v, %v, %v", m, damaged, err)
	}
	var reader *os.File
	for i := 1; i <= 6; i++ {
		staging, generation, err := h.Staging(0)
		if err != nil || generation != i {
			t.Fatalf("staging %d: %d, %v", i, generation, err)
		}
		writeFile(t, staging, fmt.Sprintf("database %d", i), night)
		manifest, err := h.Publish(staging, Manifest{Generation: generation, Inputs: fmt.Sprint(i)})
		if err := errors.Join(err, h.Alias(manifest), h.Forget(manifest)); err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			if reader, err = os.Open(h.Database()); err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
		}
	}
	current, damaged, err := h.Current()
	if err != nil || damaged != nil || current.Generation != 6 || current.Inputs != "6" {
		t.Fatalf("in force: %+v, %v", current, err)
	}
	if data, _ := os.ReadFile(h.Database()); string(data) != "database 6" {
		t.Errorf("published %q", data)
	}
	if data, _ := io.ReadAll(reader); string(data) != "database 2" {
		t.Errorf("an open reader now sees %q", data)
	}
	if info, _ := os.Stat(h.Database()); info.Mode().Perm() != 0o440 {
		t.Errorf("published with mode %v", info.Mode())
	}
	if kept, _ := h.generations(); !slices.Equal(kept, []int{4, 5, 6}) {
		t.Errorf("kept generations %v", kept)
	}

	share := filepath.Join(t.TempDir(), "share")
	for range 2 {
		if err := h.Deliver(*current, share); err != nil {
			t.Fatal(err)
		}
	}
	if data, _ := os.ReadFile(filepath.Join(share, "hengji.duckdb")); string(data) != "database 6" {
		t.Errorf("delivered %q", data)
	}
	if entries, _ := os.ReadDir(share); len(entries) != 1 {
		t.Errorf("%d files on the share", len(entries))
	}
	if err := h.Deliver(*current, h.Dir); err != nil {
		t.Errorf("delivered to itself: %v", err)
	}

	staging, _, _ := h.Staging(0)
	writeFile(t, staging, "left by a killed run", night)
	if again, generation, err := h.Staging(0); err != nil || generation != 7 {
		t.Errorf("staging after a killed run: %d, %v", generation, err)
	} else if _, err := os.Stat(again); !errors.Is(err, os.ErrNotExist) {
		t.Error("what a killed run left is still there")
	}

	writeFile(t, staging, "database 7", night)
	writeFile(t, staging+".wal", "not yet in the database", night)
	if _, err := h.Publish(staging, Manifest{Generation: 7}); err == nil {
		t.Error("published with a .wal beside it")
	}

	file := h.Path("generations", current.File)
	os.Chmod(file, 0o644)
	writeFile(t, file, "database six", night)
	if m, damaged, err := h.Current(); err != nil || m.Generation != 5 || len(damaged) != 1 || !strings.Contains(damaged[0], "与清单不符") {
		t.Errorf("a changed database: %+v, %q, %v", m, damaged, err)
	}
	if _, generation, err := h.Staging(9); err != nil || generation != 10 {
		t.Errorf("after generation 9 of the ledger: %d, %v", generation, err)
	}
}

func TestOneRunHoldsTheLock(t *testing.T) {
	h := open(t)
	unlock, err := h.Lock()
	if err != nil {
		t.Fatal(err)
	}
	other, _ := Open(h.Dir)
	if _, err := other.Lock(); !errors.Is(err, ErrLocked) {
		t.Errorf("a second run: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if unlock, err = other.Lock(); err != nil {
		t.Errorf("after the first ended: %v", err)
	} else {
		unlock()
	}
}

func TestEarlierFilesAreSetAsideAndNoneDeleted(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"new.xlsx", "old.xlsx", "notes.txt"} {
		writeFile(t, filepath.Join(folder, name), name, night)
	}
	if err := SetAside(folder, "before", func(name string) bool { return name == "old.xlsx" }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"new.xlsx", "notes.txt", "before/old.xlsx"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "old.xlsx")); err == nil {
		t.Error("the earlier file still stands beside the new one")
	}
}

func TestWriteFileLeavesTheOldWhereTheNewCannotBeMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b.txt")
	write := func(text string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			io.WriteString(w, text)
			return err
		}
	}
	if err := WriteFile(path, 0o644, write("old", nil)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(path)
	if err := WriteFile(path, 0o644, write("half", errors.New("no more"))); err == nil {
		t.Fatal("trouble was not told")
	}
	if err := WriteFile(path, 0o644, write("old", nil)); err != nil {
		t.Fatal(err)
	}
	after, _ := os.Stat(path)
	if !os.SameFile(before, after) {
		t.Error("the same bytes were written again")
	}
	if data, _ := os.ReadFile(path); string(data) != "old" {
		t.Errorf("holds %q", data)
	}
	entries, _ := os.ReadDir(filepath.Dir(path))
	if len(entries) != 1 {
		t.Errorf("%d files left beside it", len(entries)-1)
	}
}

func TestWhatAKilledRunLeftIsSweptWhereverItDelivers(t *testing.T) {
	h := open(t)
	for _, folder := range []string{".", "archive", "cache", "rules", "report", "report/2021", "exports"} {
		writeFile(t, h.Path(folder, ".hengji-123"), "half", night)
		writeFile(t, h.Path(folder, "whole"), "whole", night)
	}
	if err := h.Tidy(); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{".", "archive", "cache", "rules", "report", "report/2021", "exports"} {
		if exists(h.Path(folder, ".hengji-123")) || !exists(h.Path(folder, "whole")) {
			t.Errorf("%s is not swept, or swept of what is whole", folder)
		}
	}
}

// Both ways of laying periods out name the same region, and last year's files are known.
func TestFoldersOfAPeriodLieAboveOrBelowTheRegion(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	h.Period = func(folder string) string {
		if folder == "2020年度" {
			return "2020"
		}
		return ""
	}
	for _, file := range []string{"2020年度/耒阳市/a.xlsx", "常宁市/2020年度/深/b.xlsx", "祁东县/材料/c.xlsx", "2020年度/d.xlsx", "e.xlsx"} {
		writeFile(t, filepath.Join(inbox, filepath.FromSlash(file)), file, night)
	}
	var got []string
	for _, r := range receive(t, h, inbox).New {
		got = append(got, r.Period+" "+r.Folder+" "+filepath.Base(r.File))
	}
	slices.Sort(got)
	if want := []string{"2020  d.xlsx", "2020 常宁市 b.xlsx", "2020 耒阳市 a.xlsx", "2021  e.xlsx", "2021 祁东县 c.xlsx"}; !slices.Equal(got, want) {
		t.Errorf("received %q, want %q", got, want)
	}
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	next, err := h.Receive(context.Background(), ledger, inbox, "2022", 0, night)
	if err != nil || len(next.New) != 0 || len(next.Known) != 5 {
		t.Errorf("in the next year: %d new, %d known, %v", len(next.New), len(next.Known), err)
	}
}
