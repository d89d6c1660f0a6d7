package torture

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What lies in the inbox under the name of a workbook and is none, of whatever
// kind and size, is told; nothing is waited for, and the others are counted.
func TestWhatIsNoFileIsToldAndNotWaitedFor(t *testing.T) {
	t.Parallel()
	inbox, home := inboxOf(t, some), filepath.Join(fresh(t), "var")
	in := func(name string) string { return filepath.Join(inbox, "珠晖区", name) }
	made := []string{}
	make := func(name string, err error) {
		if err != nil {
			t.Logf("NOT TESTED: %s: %v", name, err)
			return
		}
		made = append(made, name)
	}
	make("管道.xlsx", syscall.Mkfifo(in("管道.xlsx"), 0o644))
	make("设备.xlsx", syscall.Mknod(in("设备.xlsx"), syscall.S_IFCHR|0o666, 1<<8|5)) // zero: bytes without end
	make("链接.xlsx", os.Symlink("/etc/passwd", in("链接.xlsx")))
	make("自己.xlsx", os.Symlink("自己.xlsx", in("自己.xlsx")))
	short := filepath.Join(fresh(t), "s") // a socket's name may not be long
	listener, err := net.Listen("unix", short)
	if err == nil {
		defer listener.Close()
		err = os.Rename(short, in("接口.xlsx"))
	}
	make("接口.xlsx", err)
	for _, name := range []string{"空目录.xlsx", "目录.xlsx"} {
		if err := os.Mkdir(in(name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	put(t, inbox, "珠晖区/目录.xlsx", "里面.xlsx", "珠晖区", map[string]any{"O8": "目录里的"})
	for name, size := range map[string]int64{"空.xlsx": 0, "五个吉.xlsx": 5 << 30} { // sparse
		file, err := os.Create(in(name))
		if err == nil {
			err = file.Truncate(size)
		}
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	for _, name := range []string{"空.xlsx", "五个吉.xlsx"} {
		if err := os.Chtimes(in(name), lain.Add(-time.Hour), lain.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	got := call(t, "run", "--inbox", inbox, "--home", home, "--now", firstNight, "--rules", fewRules)
	if got.code != 4 {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
	for _, name := range append(made, "五个吉.xlsx") {
		if !strings.Contains(got.stdout, `未收："珠晖区/`+name+`"`) {
			t.Errorf("%s is not told: %s", name, got.stdout)
		}
	}
	if held := query(t, home, "SELECT count(*) || ' ' || sum(amount_wan) || ' ' || count(*) FILTER (remarks = '目录里的') FROM core.allocation"); held != "20 255.000000 1" {
		t.Errorf("held: %s", held)
	}
	var room int64
	for name := range files(t, filepath.Join(home, "archive")) {
		info, err := os.Stat(filepath.Join(home, "archive", name))
		if err != nil {
			t.Fatal(err)
		}
		room += info.Size()
	}
	if room > 1<<20 {
		t.Errorf("the archive holds %d bytes", room)
	}
}

// Ten thousand files, of one region and of nobody, cost time and nothing else.
func TestThousandsOfFilesAreReceivedAndKnownAgain(t *testing.T) {
	t.Parallel()
	inbox, home := inboxOf(t, some), filepath.Join(fresh(t), "var")
	count := times(100, 10000)
	for i := range count {
		folder := filepath.Join(inbox, "珠晖区")
		if i%100 == 0 {
			folder = filepath.Join(inbox, "不知道谁", fmt.Sprint(i))
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.xlsx", i)), fmt.Appendf(nil, "no workbook %d", i), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	age(t, inbox)
	night := func() outcome {
		return call(t, "run", "--inbox", inbox, "--home", home, "--now", firstNight, "--rules", fewRules)
	}
	first := night()
	if !strings.Contains(first.stdout, fmt.Sprintf("收到新文件 %d 个", count+3)) || first.code != 3 {
		t.Errorf("exit %d: %.300s %s", first.code, first.stdout, first.stderr)
	}
	if held := query(t, home, "SELECT count(*) || ' ' || sum(amount_wan) FROM core.allocation"); held != "20 255.000000" {
		t.Errorf("held: %s", held)
	}
	again := night()
	if !strings.Contains(again.stdout, fmt.Sprintf("已收过 %d 个", count+3)) || !strings.Contains(again.stdout, "没有新的变化") {
		t.Errorf("again: exit %d: %.300s %s", again.code, again.stdout, again.stderr)
	}
	summary.add("files in one inbox", "", count)
	t.Logf("%d files: %s, and %s when they were known", count, first.took, again.took)
}

// An inbox that vanishes in the middle of a night, or whose files do, takes
// nothing with it: what was received counts, the rest waits, and when it is back
// the next run finishes.
func TestAnInboxThatVanishesAndComesBack(t *testing.T) {
	t.Parallel()
	dice := chance(t)
	nights := scenes(t, some)
	s := *nights[len(nights)-1]
	for n := range times(2, 12) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			there := fresh(t)
			s := s
			s.inbox = filepath.Join(there, "inbox")
			if err := os.CopyFS(s.inbox, os.DirFS(nights[len(nights)-1].inbox)); err != nil {
				t.Fatal(err)
			}
			age(t, s.inbox)
			home := s.home(t)
			course := s.course(t, home)
			done := make(chan outcome)
			go func() { done <- finish(t, command(t.Context(), program, s.arguments(home)...)) }()
			time.Sleep(time.Duration(dice.Float64() * 1.3 * float64(s.parts[0])))
			in := course.phase()
			away := filepath.Join(there, "away")
			if err := os.Rename(s.inbox, away); err != nil {
				t.Fatal(err)
			}
			if n%2 == 1 { // the folder stays, and is empty: a share that is not mounted
				if err := os.Mkdir(s.inbox, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			got := <-done
			summary.count("inboxes that vanished, by phase", phases[in].name)
			if !(got.code == 0 || got.code == 3 || got.code == 4 || got.code == 2 && strings.Contains(got.stderr, "不存在") || got.code == 1 && strings.Contains(got.stderr, "inbox")) {
				t.Errorf("exit %d: %s", got.code, got.stderr)
			}
			if n%2 == 1 {
				if err := os.Remove(s.inbox); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Rename(away, s.inbox); err != nil {
				t.Fatal(err)
			}
			s.late(t, home)
			os.RemoveAll(filepath.Dir(home))
		})
	}
}

// What somebody wrote into the lock's file, a dead process's number or another
// machine's name, holds nobody back: the kernel's lock alone does.
func TestALockOfNobodyHoldsNobodyBack(t *testing.T) {
	t.Parallel()
	s := scenes(t, some)[0]
	home := filepath.Join(fresh(t), "var")
	if err := copyHome(s.after, home); err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(home, ".lock")
	if err := os.WriteFile(lock, []byte("4194303\nanother-host\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := call(t, s.arguments(home)...); got.code != s.told.code {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
	file, err := os.Open(lock)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if got := call(t, s.arguments(home)...); got.code != 75 {
		t.Errorf("while it is held: exit %d: %s", got.code, got.stderr)
	}
	file.Close()
	if got := call(t, s.arguments(home)...); got.code != s.told.code {
		t.Errorf("when it is free: exit %d: %s", got.code, got.stderr)
	}
}
