package main

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"
)

// company is a workbook with several faults, each of which a person could have made
// without the others.
type company struct {
	id     int
	seed   uint64
	sample string
	beside string // whose names and codes faults may take
	kinds  []kind
	file   string
	faults []*fault

	findings []finding
	alone    [][]finding // of the workbook that has the fault of this place only
	only     []string    // that workbook; "" where the fault needs what another one made
}

// fault is one of them: where it was planted, and what stood there then.
type fault struct {
	kind   kind
	places []string
	texts  []string
	row    [2]string   // code and name of the project of whom the first cell is
	filled [][2]string // those in whose rows something was filled
	isWord bool        // leaves no number in a cell
}

// is reports whether a fault is the same as another in another company: of the same records,
// with one text. One that is made of what others wrote, or where others moved the rows, is not.
func (f *fault) is(other *fault) bool {
	same := func(a, b [2]string) bool { return a == b || a[0] != "" && a[0] == b[0] || a[1] != "" && a[1] == b[1] }
	return same(f.row, other.row) && slices.EqualFunc(f.filled, other.filled, same) && slices.Equal(f.texts, other.texts)
}

// companyKinds are the faults that can stand beside others in one workbook, whose rows
// are there to be read.
func companyKinds() []kind {
	alone := map[string]bool{"nil_but_allotted": true, "sheet_missing": true, "indicators_sheet_missing": true, "sheet_emptied": true,
		"execution_emptied": true, "indicators_emptied": true, "header_missing": true, "cover_missing": true, "sheet_twice": true,
		"label_missing": true, "label_blanked": true} // what stands in a column that is not read is not to be found
	return slices.DeleteFunc(kinds(), func(k kind) bool {
		file := slices.ContainsFunc(slices.Concat(fileKinds, periodKinds, fieldKinds, peopleKinds, departmentKinds), func(f kind) bool { return f.name == k.name })
		return file || len(k.rules) == 0 || alone[k.name]
	})
}

// moves is true of the faults that move rows or columns, as those of a 自评表 may that stands
// in place of rows: they are planted first, and the workbook is read anew. Those that take a column away come last.
func moves(k kind) bool {
	return !takesColumn(k) && slices.ContainsFunc(slices.Concat(rowKinds, labelKinds, evaluationKinds), func(m kind) bool { return m.name == k.name })
}

func takesColumn(k kind) bool {
	return strings.HasPrefix(k.name, "label_missing") || k.name == "label_blanked"
}

// turn is when a fault is planted.
func turn(k kind) int {
	switch {
	case moves(k):
		return 0
	case takesColumn(k):
		return 2
	}
	return 1
}

// errUnfit says that these faults cannot stand in this workbook together.
var errUnfit = errors.New("unfit")

// gather plants n workbooks of least to most faults.
func gather(samples []string, folder string, n, least, most int, seed uint64) ([]*company, error) {
	all, failures := make([]*company, n), make([]error, n)
	parallel(n, func(i int) { all[i], failures[i] = gatherOne(i, samples, folder, least, most, seed) })
	return all, errors.Join(failures...)
}

func parallel(n int, do func(i int)) {
	work := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range work {
				do(i)
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	workers.Wait()
}

func gatherOne(id int, samples []string, folder string, least, most int, seed uint64) (*company, error) {
	random := rand.New(rand.NewPCG(seed, uint64(id)))
	known := companyKinds()
	for range tries {
		c := &company{id: id, seed: random.Uint64(), sample: samples[random.IntN(len(samples))], beside: samples[random.IntN(len(samples))]}
		for _, i := range random.Perm(len(known))[:least+random.IntN(most-least+1)] {
			c.kinds = append(c.kinds, known[i])
		}
		slices.SortStableFunc(c.kinds, func(a, b kind) int { return cmp.Compare(turn(a), turn(b)) })
		file, faults, err := c.write(folder, "", nil)
		if errors.Is(err, errUnfit) {
			continue
		}
		if c.file, c.faults = file, faults; err == nil {
			err = c.writeAlone(folder)
		}
		if !errors.Is(err, errUnfit) {
			return c, err
		}
	}
	return nil, fmt.Errorf("plant several faults: no workbook suits them")
}

// writeAlone writes each fault into a workbook of its own. Where one is another fault there,
// these do not stand together: it would be made of what the others wrote.
func (c *company) writeAlone(folder string) error {
	c.only = make([]string, len(c.faults))
	for i, f := range c.faults {
		file, faults, err := c.write(folder, fmt.Sprintf("_%d", i), func(k int) bool { return k != i })
		switch {
		case errors.Is(err, errUnfit):
		case err != nil:
			return err
		case !faults[0].is(f):
			return errUnfit
		default:
			c.only[i] = file
		}
	}
	return nil
}

// write writes the workbook with its faults, or without those that are left out. The
// choices of each come from a source of its own, so that it is the same in any company.
func (c *company) write(folder, suffix string, leftOut func(i int) bool) (string, []*fault, error) {
	b, err := open(c.sample)
	if err != nil {
		return "", nil, err
	}
	clean, err := open(c.sample)
	if err != nil {
		return "", nil, err
	}
	var faults []*fault
	whole := &draft{}
	for i, k := range c.kinds {
		if leftOut != nil && leftOut(i) {
			continue
		}
		d := &draft{book: b, Rand: rand.New(rand.NewPCG(c.seed, uint64(i))), other: c.beside}
		if fits := k.plant(d); d.unfit || !fits || c.sample == c.beside {
			return "", nil, errUnfit
		}
		if d.err != nil {
			return "", nil, fmt.Errorf("plant %s into %s: %w", k.name, filepath.Base(c.sample), d.err)
		}
		f := &fault{kind: k, places: d.planted, row: b.projectAt(d.planted), filled: d.projects, isWord: strings.Contains(k.name, "formula")}
		for _, place := range d.planted {
			text := textAt(b.File, place)
			f.texts = append(f.texts, text)
			f.isWord = f.isWord || !strings.ContainsAny(text, "0123456789０１２３４５６７８９")
		}
		faults = append(faults, f)
		whole.raw, whole.folder, whole.prefix = append(whole.raw, d.raw...), whole.folder+d.folder, whole.prefix+d.prefix
		if moves(k) {
			if b, err = b.again(); err != nil {
				return "", nil, err
			}
		}
	}
	if !apart(b, clean, faults) || len(faults) == 0 {
		return "", nil, errUnfit
	}
	for _, f := range faults {
		for i, place := range f.places {
			if textAt(b.File, place) != f.texts[i] { // a later one wrote over it, or moved it
				return "", nil, errUnfit
			}
		}
	}
	whole.book = b
	content, err := whole.bytes()
	if err != nil {
		return "", nil, err
	}
	path := filepath.Join(folder, whole.folder, fmt.Sprintf("%sc%05d%s.xlsx", whole.prefix, c.id, suffix))
	return path, faults, writeFile(path, content)
}

func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	return os.WriteFile(path, content, 0o600)
}

// again reads the book anew where rows or columns moved. One whose tables are no
// longer there is unfit for further faults.
func (b *book) again() (*book, error) {
	buffer, err := b.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	file, err := excelize.OpenReader(buffer)
	if err != nil {
		return nil, fmt.Errorf("read workbook again: %w", err)
	}
	next, err := read(file, b.path)
	if err != nil {
		return nil, errUnfit
	}
	for _, t := range next.tables {
		if len(t.rows) == 0 {
			return nil, errUnfit
		}
	}
	return next, nil
}

// apart reports whether no two faults were planted in one place, nor one hides the other from
// any reader: a header's unit what its column means, a word in a column what its total
// should be, a region by which the other is judged, a code or a row that is not there
// with what the project's other rows would be compared.
func apart(b, clean *book, faults []*fault) bool {
	seen := map[string]bool{}
	regions := 0
	for i, f := range faults {
		if strings.Contains(f.kind.name, "region") || f.kind.name == "cover_in_other_folder" {
			regions++
		}
		for k, other := range faults {
			if k != i && (f.kind.name == "label_unit" || takesColumn(f.kind) || strings.HasPrefix(f.kind.name, "total_") && other.isWord) && inOneColumn(f, other) {
				return false
			}
			if k != i && f.breaksProject() && other.comparesProject() && b.sharesProject(clean, f, other) {
				return false
			}
		}
		own := map[string]bool{}
		for _, place := range f.places {
			if seen[place] {
				return false
			}
			own[place] = true
		}
		for place := range own {
			seen[place] = true
		}
	}
	return regions < 2
}

// breaksProject is true of a fault after which a project's rows are not to be found.
func (f *fault) breaksProject() bool {
	return strings.HasPrefix(f.kind.name, "code") || strings.HasPrefix(f.kind.name, "row_missing") || slices.Contains([]string{"row_added", "name_blank", "name_ditto", "name_picture"}, f.kind.name)
}

// comparesProject is true of a fault that only another row of the project shows.
func (f *fault) comparesProject() bool {
	return slices.ContainsFunc(f.kind.rules, func(rule string) bool {
		return strings.HasPrefix(rule, "CROSS-") || strings.HasPrefix(rule, "IND-R04") || strings.HasPrefix(rule, "EVAL-")
	})
}

// sharesProject reports whether two faults are about one project: by its code, or where that
// is gone by its name, or by what stood there in the clean workbook.
func (b *book) sharesProject(clean *book, f, g *fault) bool {
	names := func(of *fault) map[string]bool {
		found := map[string]bool{of.row[0]: of.row[0] != "", of.row[1]: of.row[1] != ""}
		for _, place := range of.places {
			sheet, at, _ := strings.Cut(place, "!")
			row, _ := strconv.Atoi(strings.TrimLeft(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
			for _, tables := range []map[string]*table{b.tables, clean.tables} {
				for _, t := range tables {
					if t.sheet != sheet || row == 0 || row > len(t.cells) {
						continue
					}
					for _, text := range []string{t.text(row, "code"), t.text(row, "name"), t.codeOf(row)} {
						found[fold(text)] = text != ""
					}
				}
			}
		}
		for _, t := range b.tables { // a project by another of its names
			for _, row := range t.rows {
				if code, name := fold(t.text(row, "code")), fold(t.text(row, "name")); found[code] || found[name] {
					found[code], found[name] = code != "", name != ""
				}
			}
		}
		return found
	}
	other := names(g)
	for name, there := range names(f) {
		if there && other[name] {
			return true
		}
	}
	return false
}

// projectOf is the code and the name in a row.
func (t *table) projectOf(row int) [2]string {
	return [2]string{fold(t.codeOf(row)), fold(t.text(row, "name"))}
}

// projectAt is the code and the name of the project in whose row of a table, or on whose
// 自评表, the first of some places lies; the sheet where no project is named there.
func (b *book) projectAt(places []string) [2]string {
	if len(places) == 0 {
		return [2]string{}
	}
	sheet, at, _ := strings.Cut(places[0], "!")
	n, _ := strconv.Atoi(strings.TrimLeft(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	for _, t := range b.tables {
		if t.sheet == sheet {
			if slices.Contains(t.rows, n) {
				return t.projectOf(n)
			}
			return [2]string{sheet}
		}
	}
	a := b.tables["allocation"]
	rows, _ := b.GetRows(sheet)
	for _, row := range a.rows {
		if name := fold(a.text(row, "name")); name != "" && slices.ContainsFunc(slices.Concat(rows...), func(text string) bool { return fold(text) == name }) {
			return a.projectOf(row)
		}
	}
	return [2]string{sheet}
}

// inOneColumn reports whether two faults stand in one column of a sheet.
func inOneColumn(a, b *fault) bool {
	return slices.ContainsFunc(a.places, func(p string) bool {
		whole, _, in := strings.Cut(p, "!")
		return slices.ContainsFunc(b.places, func(q string) bool {
			sheet, _, _ := strings.Cut(q, "!")
			return columnOf(p) == columnOf(q) || !in && sheet == whole
		})
	})
}

// textAt is what a place holds: a cell, a row; of a column or a sheet its name.
func textAt(file *excelize.File, place string) string {
	sheet, at, in := strings.Cut(place, "!")
	raw := excelize.Options{RawCellValue: true}
	if _, _, err := excelize.CellNameToCoordinates(at); err == nil {
		text, err := file.GetCellValue(sheet, at, raw)
		if err != nil {
			return err.Error()
		}
		return text
	}
	if !in { // another fault may stand in the sheet
		return sheet
	}
	rows, err := file.GetRows(sheet, raw)
	if err != nil {
		return err.Error()
	}
	if row, err := strconv.Atoi(at); err == nil {
		if row > len(rows) {
			return ""
		}
		return strings.Join(rows[row-1][:min(4, len(rows[row-1]))], "\x00")
	}
	column, err := excelize.ColumnNameToNumber(at)
	if err != nil || !slices.ContainsFunc(rows, func(row []string) bool { return len(row) >= column && row[column-1] != "" }) {
		return "" // what stood in it went with its row
	}
	return at
}
