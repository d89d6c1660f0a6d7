package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// makeBases writes n clean workbooks that are laid out unlike any sample, each with the
// content of one: two of three in a random layout, the others the product's own
// templates, filled in. Half of them hold a 自评表 or two besides.
func makeBases(program, folder string, samples []string, n int, seed uint64) ([]string, error) {
	templates := filepath.Join(folder, "templates")
	if out, err := exec.Command(program, "template", "--period", "2021", "--out", templates).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("write templates: %w\n%s", err, out)
	}
	files, failures := make([]string, n), make([]error, n)
	parallel(n, func(i int) {
		random := rand.New(rand.NewPCG(seed, 1<<32+uint64(i)))
		files[i], failures[i] = makeBase(i, samples[random.IntN(len(samples))], folder, templates, random)
	})
	return files, firstError(failures)
}

// makeDepartments writes n workbooks of departments, each with figures and a layout of its own.
func makeDepartments(folder string, n int, seed uint64) ([]string, error) {
	files, failures := make([]string, n), make([]error, n)
	parallel(n, func(i int) {
		file, err := rewrittenDepartment(rand.New(rand.NewPCG(seed, 2<<32+uint64(i))))
		var content []byte
		if err == nil {
			content, err = file.bytes()
		}
		files[i] = filepath.Join(folder, "bases", department, fmt.Sprintf("d%03d.xlsx", i))
		if failures[i] = err; err == nil {
			failures[i] = writeFile(files[i], content)
		}
	})
	return files, firstError(failures)
}

// isDepartment is true of a workbook of the department's.
func isDepartment(sample string) bool { return filepath.Base(filepath.Dir(sample)) == department }

func firstError(failures []error) error {
	if i := slices.IndexFunc(failures, func(err error) bool { return err != nil }); i >= 0 {
		return failures[i]
	}
	return nil
}

func makeBase(id int, sample, folder, templates string, random *rand.Rand) (string, error) {
	from, err := open(sample)
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "bases", from.region, fmt.Sprintf("b%03d_%s.xlsx", id, from.region))
	var file *draft
	if id%3 == 2 {
		file, err = filled(contentOf(from), filepath.Join(templates, from.region, filepath.Base(sample)), random)
	} else {
		file, err = rewritten(contentOf(from), random)
	}
	if err != nil {
		return "", fmt.Errorf("lay out %s anew: %w", filepath.Base(sample), err)
	}
	content, err := file.bytes()
	if err != nil {
		return "", fmt.Errorf("lay out %s anew: %w", filepath.Base(sample), err)
	}
	if err := writeFile(path, content); err != nil {
		return "", err
	}
	b, err := open(path)
	if err != nil {
		return "", err
	}
	for range random.IntN(3) {
		d := &draft{book: b, Rand: random}
		if d.evaluate(evaluationForms); d.unfit { // no project is left
			break
		}
		if d.err != nil {
			return "", fmt.Errorf("lay out %s anew: %w", filepath.Base(sample), d.err)
		}
		if b, err = b.again(); err != nil {
			return "", err
		}
	}
	if content, err = (&draft{book: b}).bytes(); err != nil {
		return "", fmt.Errorf("lay out %s anew: %w", filepath.Base(sample), err)
	}
	return path, os.WriteFile(path, content, 0o600)
}

// filled is a template of the product with a workbook's content typed in.
func filled(c *content, template string, random *rand.Rand) (*draft, error) {
	b, err := open(template)
	if err != nil {
		return nil, err
	}
	d := &draft{book: b, Rand: random}
	for field, cell := range b.fields {
		if value := c.cover[field]; value != nil && value != "" && field != "region" {
			d.write(b.cover, cell, value)
		}
	}
	for form, t := range b.tables {
		for i, record := range c.tables[form] {
			for field, column := range t.columns {
				if record[field] != nil {
					d.write(t.sheet, address(column, t.header+1+i), record[field])
				}
			}
		}
		for _, row := range t.totals {
			for _, field := range totalled[form] {
				var sum int64
				for _, record := range c.tables[form] {
					value, _ := record[field].(millionths)
					sum += int64(value)
				}
				cell := address(t.columns[field], row)
				formula, err := b.GetCellFormula(t.sheet, cell)
				d.keep(err)
				if formula != "" {
					d.raw = append(d.raw, rawCell{t.sheet, cell, strings.TrimPrefix(formula, "="), "", number(sum)})
				}
			}
		}
	}
	return d, d.err
}
