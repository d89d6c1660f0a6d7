package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Of runs that are started together one does the night, the others leave with 75
// or find nothing more to do.
func TestRunsAtTheSameTimeDoTheNightOnce(t *testing.T) {
	t.Parallel()
	nights := scenes(t, some)
	s := nights[len(nights)-1]
	home := s.home(t)
	var runs sync.WaitGroup
	codes := make([]int, 4)
	for i := range codes {
		runs.Go(func() { codes[i] = call(t, s.arguments(home)...).code })
	}
	runs.Wait()
	if !slices.Contains(codes, s.told.code) {
		t.Errorf("nobody did the night: exit codes %v", codes)
	}
	for _, code := range codes {
		if code != 75 && code != s.told.code {
			t.Errorf("exit codes %v", codes)
		}
	}
	s.mended(t, home)
}

// A clock that was set back changes no order: what is received later is the later
// version, and generations and the ledger go on.
func TestAClockSetBackChangesNoOrder(t *testing.T) {
	t.Parallel()
	s := scenes(t, some)[0]
	home := filepath.Join(fresh(t), "var")
	if err := copyHome(s.after, home); err != nil {
		t.Fatal(err)
	}
	inbox := inboxOf(t, some)
	put(t, inbox, "耒阳市", "再报.xlsx", "耒阳市", map[string]any{"O8": "第二版"})
	for _, now := range []string{"2021-06-01T02:00:00+08:00", "1999-01-01T00:00:00Z", secondNight} {
		if got := call(t, "run", "--inbox", inbox, "--home", home, "--now", now, "--rules", fewRules); got.code != 4 {
			t.Fatalf("at %s: exit %d: %s", now, got.code, got.stderr)
		}
		if got := query(t, home, "SELECT latest_version, effective_version FROM mart.submission_status WHERE region = '耒阳市'"); got != "2,2" {
			t.Errorf("at %s: versions %s", now, got)
		}
	}
	if verify := call(t, "ledger", "verify", "--home", home); verify.code != 0 {
		t.Errorf("ledger verify: %s", verify.stderr)
	}
	if got := len(receipts(t, home, false)["receipt"]); got != 4 {
		t.Errorf("%d receipts, want 4", got)
	}
	inForce(t, home)
	left(t, home)
}

// A file that is written to while it is looked at waits for the next run; then it
// counts, whole.
func TestAFileThatChangesWaits(t *testing.T) {
	t.Parallel()
	s := scenes(t, some)[0]
	home := filepath.Join(fresh(t), "var")
	if err := copyHome(s.after, home); err != nil {
		t.Fatal(err)
	}
	inbox := inboxOf(t, some)
	whole, err := os.ReadFile(sample("耒阳市"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(inbox, "耒阳市", "正在上传.xlsx")
	stop, stopped := make(chan struct{}), make(chan error)
	var pause atomic.Int64 // the longest between two changes
	go func() {            // a share that is slow: some bytes every 20 ms, again and again
		last := time.Now()
		for n := 0; ; n = (n + 997) % len(whole) {
			pause.Store(max(pause.Load(), int64(time.Since(last))))
			last = time.Now()
			select {
			case <-stop:
				stopped <- os.WriteFile(file, append(slices.Clone(whole), 0), 0o644)
				return
			case <-time.After(20 * time.Millisecond):
				if err := os.WriteFile(file, whole[:n], 0o644); err != nil {
					stopped <- err
					return
				}
			}
		}
	}()
	for {
		if _, err := os.Stat(file); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	got := call(t, "run", "--inbox", inbox, "--home", home, "--now", secondNight, "--rules", fewRules, "--settle", "1s")
	if pause.Load() > int64(time.Second) {
		close(stop)
		<-stopped
		t.Skipf("NOT TESTED: this machine is so busy that the file stood still for %s", time.Duration(pause.Load()))
	}
	if got.code != 4 || !strings.Contains(got.stdout, `未收："耒阳市/正在上传.xlsx"`) {
		t.Errorf("while it was written: exit %d: %s %s", got.code, got.stdout, got.stderr)
	}
	if again := query(t, home, "SELECT count(*) FROM meta.submission"); again != "3" {
		t.Errorf("%s submissions, want 3", again)
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	put(t, inbox, "耒阳市", "正在上传.xlsx", "耒阳市", map[string]any{"O8": "到齐了"})
	got = call(t, "run", "--inbox", inbox, "--home", home, "--now", secondNight, "--rules", fewRules, "--settle", "300ms")
	if got.code != 4 || query(t, home, "SELECT count(*) FROM core.allocation WHERE remarks = '到齐了'") != "1" {
		t.Errorf("when it was whole: exit %d: %s", got.code, got.stderr)
	}
}

// A returns folder that cannot be written, and a share that is gone, keep no
// publication back: what could not be delivered is owed, told with exit 1, and
// made good by the next run.
func TestAFolderThatIsGoneIsMadeGoodLater(t *testing.T) {
	t.Parallel()
	nights := scenes(t, some)
	s := nights[len(nights)-1]
	home, share := s.home(t), fresh(t)
	blocked := filepath.Join(share, "returns", "珠晖区")
	if err := os.MkdirAll(filepath.Dir(blocked), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{blocked, filepath.Join(share, "publish")} { // a file where a folder should be
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	arguments := append(s.arguments(home), "--returns", filepath.Join(share, "returns"), "--publish", filepath.Join(share, "publish"))
	got := call(t, arguments...)
	if got.code != 1 || !strings.Contains(got.stdout, "未能交付") {
		t.Errorf("exit %d: %s %s", got.code, got.stdout, got.stderr)
	}
	if now := probe(t, home); now != s.becomes {
		t.Error("the publication was kept back")
	}
	if files(t, filepath.Join(share, "returns", "耒阳市")) == nil || len(files(t, filepath.Join(share, "returns", "耒阳市"))) == 0 {
		t.Error("another region's return was kept back")
	}
	for _, file := range []string{blocked, filepath.Join(share, "publish")} {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if got := call(t, arguments...); got.code != s.told.code {
		t.Errorf("the next run: exit %d: %s", got.code, got.stderr)
	}
	if len(files(t, blocked)) == 0 {
		t.Error("the return was not made good")
	}
	if sumOf(t, filepath.Join(share, "publish", "hengji.duckdb")) != inForce(t, home).SHA256 {
		t.Error("the copy for analysts was not made good")
	}
	missing := call(t, "run", "--inbox", filepath.Join(share, "nowhere"), "--home", home)
	if missing.code != 1 || !strings.Contains(missing.stderr, "不见了") { // a home that has received something: trouble, not usage
		t.Errorf("no inbox: exit %d: %s", missing.code, missing.stderr)
	}
}

// A real small disk fills up in the middle of the night. With more room the next
// run finishes.
func TestADiskThatFillsUpIsToldAndMadeGood(t *testing.T) {
	t.Parallel()
	s := scenes(t, some)[0]
	for _, room := range []int{1024, 64, 512, 2048, 3072}[:times(1, 5)] {
		t.Run(fmt.Sprintf("%d kB", room), func(t *testing.T) {
			disk := fresh(t)
			if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dk", room), "tmpfs", disk).CombinedOutput(); err != nil {
				t.Skipf("NOT TESTED: no small disk can be mounted here: %s", strings.TrimSpace(string(out)))
			}
			defer func() {
				if err := exec.Command("umount", disk).Run(); err != nil {
					t.Error(err)
				}
			}()
			home := filepath.Join(disk, "var")
			got := call(t, s.arguments(home)...)
			if got.code != 1 || !strings.Contains(got.stderr, "磁盘空间不足") {
				t.Errorf("exit %d: %s", got.code, got.stderr)
			}
			if _, err := os.Stat(filepath.Join(home, "hengji.duckdb")); err == nil {
				s.torn(t, home)
			} else if !errors.Is(err, os.ErrNotExist) {
				t.Error(err)
			}
			if out, err := exec.Command("mount", "-o", "remount,size=64m", disk).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			s.mended(t, home)
		})
	}
}
