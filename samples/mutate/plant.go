package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutation is one workbook with one fault.
type mutation struct {
	id       int
	kind     kind
	sample   string // the clean workbook
	file     string
	beside   string // a clean workbook of another region handed in with it
	planted  []string
	findings []finding
}

// tries is how many workbooks are tried for a fault that the first does not
// suit: few have a project below 80 %, one has 小计.
const tries = 200

// plant writes n mutated workbooks. The kinds take turns, so that each is
// measured; the workbook, the row and the wording are random.
func plant(samples []string, folder string, o options) ([]*mutation, error) {
	kinds := slices.DeleteFunc(kinds(), func(k kind) bool {
		return o.only != "" && k.name != o.only && !(strings.HasSuffix(o.only, "_") && strings.HasPrefix(k.name, o.only))
	})
	if len(kinds) == 0 {
		return nil, fmt.Errorf("no kind of fault is called %s", o.only)
	}
	mutations := make([]*mutation, o.n)
	failures := make([]error, o.n)
	parallel(o.n, func(i int) { mutations[i], failures[i] = mutate(i, kinds[i%len(kinds)], samples, folder, o.seed) })
	return mutations, errors.Join(failures...)
}

func mutate(id int, k kind, samples []string, folder string, seed uint64) (*mutation, error) {
	random := rand.New(rand.NewPCG(seed, uint64(id)))
	regions := slices.DeleteFunc(slices.Clone(samples), isDepartment)
	from := regions
	if k.ofDepartment() {
		from = slices.DeleteFunc(slices.Clone(samples), func(sample string) bool { return !isDepartment(sample) })
	}
	order := random.Perm(len(from)) // each is tried, however few suit
	for try := range tries {
		sample, beside := from[order[try%len(order)]], regions[random.IntN(len(regions))]
		if filepath.Base(filepath.Dir(sample)) == filepath.Base(filepath.Dir(beside)) { // of one region
			continue
		}
		b, err := open(sample)
		if err != nil {
			return nil, err
		}
		d := &draft{book: b, Rand: random, other: beside}
		if fits := k.plant(d); d.unfit || !fits {
			continue
		}
		d.spelling = random
		file, err := d.bytes()
		if err == nil {
			err = d.err
		}
		m := &mutation{id: id, kind: k, sample: sample, planted: d.planted}
		if d.beside {
			m.beside = beside
		}
		if k.ofDepartment() { // its folder, its file's name or its forms tell whose it is
			d.folder, d.prefix = one(d, department, ""), one(d, "2021年度市科技局部门整体支出绩效自评_", "")
		}
		m.file = filepath.Join(folder, d.folder, fmt.Sprintf("%sm%05d.xlsx", d.prefix, id))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(m.file), 0o755)
		}
		if err == nil {
			err = os.WriteFile(m.file, file, 0o600)
		}
		if err != nil {
			return nil, fmt.Errorf("plant %s into %s: %w", k.name, filepath.Base(sample), err)
		}
		return m, nil
	}
	return nil, fmt.Errorf("plant %s: no workbook suits it", k.name)
}
