package main

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// Whatever the layout, a department's figures are found where they were written.
func TestEveryFigureOfADepartmentIsFoundByItsLabels(t *testing.T) {
	folder := t.TempDir()
	files, err := makeDepartments(folder, 12, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		b, err := open(file)
		if err != nil {
			t.Fatal(err)
		}
		d := &draft{book: b}
		content := newDepartment(sameDepartment(7, i))
		for key, value := range content.values {
			want, isNumber := value.(millionths)
			if !isNumber || want == 0 || filepath.Ext(key) == ".last_budget" && b.spots[key] == (spot{}) { // a column that not all have
				continue
			}
			got := d.figure(key)
			if d.unfit {
				t.Errorf("%s: no %s", filepath.Base(file), key)
			} else if got != int64(want) && got*100 != int64(want) { // a rate as a fraction
				t.Errorf("%s: %s is %d, want %d", filepath.Base(file), key, got, want)
			}
			d.unfit = false
		}
		for form, records := range content.tables {
			if got := len(b.tables[form].rows); got != len(records) {
				t.Errorf("%s: %d rows of %s, want %d", filepath.Base(file), got, form, len(records))
			}
		}
	}
}

func sameDepartment(seed uint64, i int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 2<<32+uint64(i)))
}
