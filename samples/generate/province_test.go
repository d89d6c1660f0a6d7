package main

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAProvinceIsTheSameEveryTime(t *testing.T) {
	written := func(size string) map[string]string {
		p, err := provinceOf(size)
		if err != nil {
			t.Fatal(err)
		}
		dir, files := t.TempDir(), map[string]string{}
		if err := p.write(dir); err != nil {
			t.Fatal(err)
		}
		err = fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := fs.ReadFile(os.DirFS(dir), path)
			files[path] = string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	once, again := written("3x5"), written("3x5")
	if len(once) != 5 || strings.Count(once["regions.csv"], ",county,") != 3 || strings.Count(once["control_figures.csv"], ",5,") != 3 {
		t.Errorf("%d files\n%s%s", len(once), once["regions.csv"], once["control_figures.csv"])
	}
	if diff := cmp.Diff(once, again); diff != "" {
		t.Error("another province the second time")
	}
	names := map[string]bool{}
	for i := range 5000 {
		names[province{}.county(i).name] = true
	}
	if len(names) != 5000 {
		t.Errorf("5000 counties have %d names", len(names))
	}
	for _, wrong := range []string{"", "122", "0x3", "3x-1", "3x5,colour"} {
		if p, err := provinceOf(wrong); err == nil {
			t.Errorf("%q is %+v", wrong, p)
		}
	}
}
