package home

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"hengji/home/disk"
)

// aFolder is what a delivery of such a name holds.
func aFolder(name string) func() ([]File, error) {
	return func() ([]File, error) {
		return []File{{"表.csv", []byte("tables " + name)}, {"csv/a.csv", []byte("a " + name)}, {"csv/" + name + ".csv", nil}}, nil
	}
}

// inFolder lists the files of a folder with what they hold, but for the sums.
func inFolder(t *testing.T, dir string) string {
	t.Helper()
	var held []string
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == Sums {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		held = append(held, fmt.Sprintf("%s=%s", name, text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(held)
	return strings.Join(held, "; ")
}

const wholeOne, wholeTwo = "csv/a.csv=a 一; csv/一.csv=; 表.csv=tables 一", "csv/a.csv=a 二; csv/二.csv=; 表.csv=tables 二"

func TestAFolderIsSwappedWholeAndOnlyWhereSomethingIsNew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "exports")
	never := func() ([]File, error) { t.Error("made without need"); return nil, nil }
	for _, step := range []struct {
		madeFrom string
		make     func() ([]File, error)
		want     string
	}{
		{"1", aFolder("一"), wholeOne},
		{"1", never, wholeOne},
		{"2", aFolder("二"), wholeTwo}, // what only 一 had is gone
		{"2", never, wholeTwo},
	} {
		if err := ReplaceFolder(dir, step.madeFrom, step.make); err != nil {
			t.Fatal(err)
		}
		if got := inFolder(t, dir); got != step.want {
			t.Errorf("made from %s it holds %s", step.madeFrom, got)
		}
	}
	for _, damage := range []string{"表.csv", "csv/a.csv"} { // taken away: made again
		if err := os.Remove(filepath.Join(dir, damage)); err != nil {
			t.Fatal(err)
		}
		if err := ReplaceFolder(dir, "2", aFolder("二")); err != nil || inFolder(t, dir) != wholeTwo {
			t.Errorf("%v, %s", err, inFolder(t, dir))
		}
	}
	if beside, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(beside) != 1 {
		t.Errorf("beside it lie %v, %v", beside, err)
	}
}

func TestWhatOthersPutOrChangedInAFolderMovesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "exports")
	for generation, name := range []string{"一", "二", "三"} {
		if err := ReplaceFolder(dir, name, aFolder(name)); err != nil {
			t.Fatal(err)
		}
		if generation < 2 {
			writeFile(t, filepath.Join(dir, "批注.txt"), name, night)
			writeFile(t, filepath.Join(dir, "表.csv"), "with a note", night)
		}
	}
	want := "csv/a.csv=a 三; csv/三.csv=; 以前的文件/批注(2).txt=二; 以前的文件/批注.txt=一; 以前的文件/表(2).csv=with a note; 以前的文件/表.csv=with a note; 表.csv=tables 三"
	if got := inFolder(t, dir); got != want {
		t.Errorf("it holds\n%s, want\n%s", got, want)
	}
}

func TestAnExportByHandStaysListed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "exports")
	if err := ReplaceFolder(dir, "1", aFolder("一")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "页.html"), "page", night)
	if err := WriteSums(dir, "by hand", []File{{"页.html", []byte("page")}}); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceFolder(dir, "2", aFolder("二")); err != nil || inFolder(t, dir) != wholeTwo {
		t.Errorf("%v, %s", err, inFolder(t, dir)) // nobody's but ours: nothing to keep
	}
}

// Whatever operation fails, and whether the disk recovers or the plug is pulled,
// the folder holds the old delivery or the new one, and the next puts it right.
func TestAFolderIsNeverHalfWhateverFails(t *testing.T) {
	steps := 0
	for _, pulled := range []bool{false, true} {
		for step := 1; ; step++ {
			dir := filepath.Join(t.TempDir(), "exports")
			if err := ReplaceFolder(dir, "1", aFolder("一")); err != nil {
				t.Fatal(err)
			}
			n := 0
			Disk = disk.Asked(disk.System{}, func(string, ...string) error {
				if n++; n == step || pulled && n > step {
					return syscall.EIO
				}
				return nil
			})
			err := ReplaceFolder(dir, "2", aFolder("二"))
			Disk = disk.System{}
			if n < step {
				break
			}
			steps++
			got := wholeOne // between the two renames nothing has the name
			if exists(dir) {
				got = inFolder(t, dir)
			} else if !pulled {
				t.Errorf("step %d: nothing is there", step)
			}
			if got != wholeOne && got != wholeTwo || err == nil && got != wholeTwo {
				t.Errorf("step %d: %v, it holds %s", step, err, got)
			}
			if err != nil && !errors.Is(err, syscall.EIO) {
				t.Errorf("step %d: %v", step, err)
			}
			if err := errors.Join(Sweep(filepath.Dir(dir)), ReplaceFolder(dir, "2", aFolder("二"))); err != nil || inFolder(t, dir) != wholeTwo {
				t.Errorf("step %d, after it: %v, it holds %s", step, err, inFolder(t, dir))
			}
			if beside, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(beside) != 1 {
				t.Errorf("step %d: beside it lie %v, %v", step, beside, err)
			}
		}
	}
	if steps < 30 {
		t.Errorf("only %d operations failed", steps)
	}
}
