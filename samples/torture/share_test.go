package torture

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A share that goes away in the middle of delivering, and is there again the next
// night: the publication stands, what is owed is told with exit 1, the next run
// delivers it. Nothing on the share is ever half.
func TestAShareThatFailsIsOwedAndMadeGood(t *testing.T) {
	t.Parallel()
	needsStrace(t)
	dice := chance(t)
	nights := scenes(t, some)
	s := *nights[len(nights)-1]
	s.shared = true
	for _, errno := range []string{"ESTALE", "ENOTCONN", "EROFS"}[:times(1, 3)] {
		points, _ := s.points(t, dice, []string{"openat", "write", "fsync", "renameat", "mkdirat", "fchmod"})
		points = slices.DeleteFunc(points, func(p point) bool { return !strings.Contains(p.kind, "/share/") })
		hits := 0
		for _, p := range points {
			if hits >= times(1, 5) {
				break
			}
			home := s.home(t)
			hit := false
			ok := t.Run(fmt.Sprintf("%s in %s %d", errno, p.call, p.n), func(t *testing.T) {
				got, events := s.under(t, home, fmt.Sprintf("%s:error=%s:when=%d", p.call, errno, p.n))
				for _, e := range events {
					if !e.injected {
						continue
					}
					if hit = strings.HasPrefix(e.path, share(home)+"/"); !hit { // another thread's call, elsewhere
						return
					}
				}
				if !hit {
					return
				}
				summary.count("faults of a share: "+errno, "")
				owed := got.code == 1 && strings.Contains(got.stdout, "未能交付")
				if !owed && got.code != s.told.code { // it could do without
					t.Errorf("exit %d: %s %s", got.code, got.stdout, got.stderr)
				}
				if now := probe(t, home); now != s.becomes {
					t.Error("the publication was kept back")
				}
				if database := filepath.Join(share(home), "hengji.duckdb"); owed {
					if _, err := os.Stat(database); err == nil && sumOf(t, database) != inForce(t, home).SHA256 {
						t.Error("half a database lies on the share")
					}
				}
				s.mended(t, home)
			})
			if hit {
				hits++
			}
			if ok {
				os.RemoveAll(filepath.Dir(home))
			} else {
				keep(t, home)
			}
		}
	}
}

// Where the database on a share cannot be replaced, as one that is open on a share
// of Windows, the new one lies beside it and the pointer leads to it; readers of
// either find a whole one. Once it can be replaced it is again the newest.
func TestWhereTheOldOneCannotBeReplacedThePointerLeadsToTheNew(t *testing.T) {
	t.Parallel()
	s := *scenes(t, some)[0]
	s.shared = true
	home := s.home(t)
	if got := call(t, s.arguments(home)...); got.code != s.told.code {
		t.Fatalf("exit %d: %s", got.code, got.stderr)
	}
	target := filepath.Join(share(home), "hengji.duckdb")
	if out, err := exec.Command("chattr", "+i", target).CombinedOutput(); err != nil {
		t.Skipf("NOT TESTED: no file can be made unchangeable here: %s", strings.TrimSpace(string(out)))
	}
	free := func() { _ = exec.Command("chattr", "-i", target).Run() }
	defer free()
	old := sumOf(t, target)
	newest := func() string {
		t.Helper()
		name, err := os.ReadFile(filepath.Join(share(home), "hengji.当前.txt"))
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Join(share(home), strings.TrimSpace(string(name)))
	}
	inbox := inboxOf(t, some)
	s.inbox = inbox
	for version := 1; version <= times(2, 6); version++ {
		put(t, inbox, "耒阳市", "再报.xlsx", "耒阳市", map[string]any{"O8": fmt.Sprintf("第%d版", version)})
		s.now = fmt.Sprintf("2022-02-%02dT02:00:00+08:00", 11+version)
		for range 2 { // again: nothing more is owed, nothing is made twice
			if got := call(t, s.arguments(home)...); got.code != s.told.code {
				t.Fatalf("night %d: exit %d: %s", version, got.code, got.stderr)
			}
		}
		if sumOf(t, newest()) != inForce(t, home).SHA256 {
			t.Errorf("night %d: the pointer leads to %s, which is not the database in force", version, newest())
		}
		if sumOf(t, target) != old {
			t.Errorf("night %d: the one that could not be replaced was changed", version)
		}
		// Whoever opens the share as a home's reader would, reads the newest.
		held := finish(t, command(t.Context(), program, "query", "--home", home, "--format", "csv", "SELECT max(remarks) FILTER (remarks LIKE '第%版') FROM core.allocation"))
		if !strings.Contains(held.stdout, fmt.Sprintf("第%d版", version)) {
			t.Errorf("night %d: %s", version, held.stdout)
		}
	}
	if dated, _ := filepath.Glob(filepath.Join(share(home), "hengji-*.duckdb")); len(dated) > 3 {
		t.Errorf("%d dated copies stay", len(dated))
	}
	free()
	s.now = "2022-03-01T02:00:00+08:00"
	put(t, inbox, "耒阳市", "再报.xlsx", "耒阳市", map[string]any{"O8": "最后一版"})
	if got := call(t, s.arguments(home)...); got.code != s.told.code {
		t.Fatalf("exit %d: %s", got.code, got.stderr)
	}
	if newest() != target || sumOf(t, target) != inForce(t, home).SHA256 {
		t.Errorf("once it can be replaced the pointer leads to %s", newest())
	}
	summary.add("nights with a database that could not be replaced", "", times(2, 6))
}

// A folder that may only be read ends the run with 1 and advice, or leaves a
// delivery owed; when it may be written again the next run makes it good. For the
// account of root every folder may be written, so another one runs it.
func TestAFolderThatMayOnlyBeReadIsMadeGoodLater(t *testing.T) {
	t.Parallel()
	nights := scenes(t, some)
	s := *nights[len(nights)-1]
	s.shared = true
	for name, where := range map[string]func(home string) string{
		"home":        func(home string) string { return home },
		"archive":     func(home string) string { return filepath.Join(home, "archive") },
		"generations": func(home string) string { return filepath.Join(home, "generations") },
		"publish":     share,
		"returns":     func(home string) string { return filepath.Join(share(home), "returns", "珠晖区") },
	} {
		t.Run(name, func(t *testing.T) {
			home := s.home(t)
			place := filepath.Dir(home)
			asNobody := func() outcome {
				cmd := command(t.Context(), program, s.arguments(home)...)
				if os.Geteuid() == 0 {
					cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
				}
				return finish(t, cmd)
			}
			if os.Geteuid() == 0 {
				for _, path := range []string{place, s.inbox} {
					if out, err := exec.Command("chmod", "-R", "a+rX", path).CombinedOutput(); err != nil {
						t.Fatal(string(out))
					}
				}
				if out, err := exec.Command("chown", "-R", "65534:65534", place).CombinedOutput(); err != nil {
					t.Fatal(string(out))
				}
			}
			if err := os.Chmod(where(home), 0o555); err != nil {
				t.Fatal(err)
			}
			got := asNobody()
			if got.code != 1 || !strings.Contains(got.stderr, "没有权限") {
				t.Errorf("exit %d: %s %s", got.code, got.stdout, got.stderr)
			}
			summary.count("folders that may only be read", name)
			if now := probe(t, home); now != s.becomes && (name == "publish" || name == "returns" || now != s.was) {
				t.Errorf("published: %s", now)
			}
			if err := os.Chmod(where(home), 0o755); err != nil {
				t.Fatal(err)
			}
			if got := asNobody(); got.code != s.told.code {
				t.Errorf("the next run: exit %d: %s", got.code, got.stderr)
			}
			s.mended(t, home)
		})
	}
}
