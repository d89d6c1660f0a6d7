//go:build !js

package selfcheck

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night"
	"hengji/schema"
	"hengji/transform"
)

// Maker makes pages of one kit by one set of rules: for whoever opens them, or for a
// region alone.
type Maker struct {
	kit      *Kit
	rules    *hengji.Rules
	files    map[string][]byte // of the rules
	settings Settings
}

// NewMaker reads the kit of a folder ("" is Folder), for pages by the rules that were read
// of files. Mistakes are a hengji.UsageError.
func NewMaker(kitFolder string, s night.Settings, rules *hengji.Rules, files fs.FS) (*Maker, error) {
	kit, err := ReadKit(cmp.Or(kitFolder, Folder))
	if err != nil {
		return nil, err
	}
	if err := load.Portable(rules); err != nil {
		return nil, hengji.UsageError{Err: err}
	}
	m := &Maker{kit: kit, rules: s.RulesIn(rules), settings: Settings{
		Version: hengji.Version, Program: hengji.ProgramDigest(), Rules: rules.Fingerprint,
		Period: s.Period, Periods: s.Periods, Words: hengji.PeriodWords(s.Period), Limits: s.Limits,
	}}
	if m.files, err = schema.Files(files); err != nil {
		return nil, err
	}
	maps.DeleteFunc(m.files, func(name string, _ []byte) bool { return strings.HasPrefix(name, "schema/report/") }) // of the bureau's paper
	for _, period := range s.Periods {
		if period.Period == s.Period {
			m.settings.Due = period.DueOn
		}
	}
	return m, nil
}

// Page makes the page of a region ("" for all), which has the control figures of that
// region alone.
func (m *Maker) Page(region string) (*Page, error) {
	s, files := m.settings, m.files
	if region != "" {
		code, match := transform.Prepare(m.rules).Region(region)
		if !match.Decides() {
			return nil, hengji.UsageError{Err: fmt.Errorf("--region %s：不认识这个县市区%s", region, candidates(match.Candidates))}
		}
		s.Region = code.Name
		var err error
		if files, err = withFiguresOf(files, code.Code); err != nil {
			return nil, err
		}
	}
	rules, err := pack(files)
	if err != nil {
		return nil, err
	}
	return newPage(m.kit, s, rules)
}

// Make writes the page into a folder, for a region or, with "", for all, and says on told
// what it wrote. rulesFolder is "" for the rules that the program carries.
func Make(told io.Writer, kitFolder string, s night.Settings, rulesFolder, out, region string) error {
	if out == "" {
		return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个目录")}
	}
	rules, files, err := night.ReadRules(rulesFolder)
	if err != nil {
		return err
	}
	m, err := NewMaker(kitFolder, s, rules, files)
	if err != nil {
		return err
	}
	page, err := m.Page(region)
	if err != nil {
		return err
	}
	desk := night.NewDesk(s, rules, "") // a broken rule is told here, and not to every clerk
	if err := desk.Prepare(s.Now); err != nil {
		return err
	}
	if err := desk.Close(); err != nil {
		return err
	}
	file := filepath.Join(out, FileName)
	var size int64
	if err := home.WriteFile(file, 0o644, func(w io.Writer) error {
		size, err = page.WriteTo(w)
		return err
	}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(told, "已写出 %s（%.1f MB，编号 %s）。\n", file, float64(size)/1e6, page.Settings.Page)
	return err
}

// Beside lays pages beside blank workbooks and returns, each for its region; nil where no
// folder of a kit is told. The kit is read when the first page is asked for.
func Beside(kitFolder string, s night.Settings, rules *hengji.Rules, files fs.FS) night.Beside {
	if kitFolder == "" {
		return nil
	}
	maker := sync.OnceValues(func() (*Maker, error) { return NewMaker(kitFolder, s, rules, files) })
	return func(region string) (night.BesideFile, error) {
		m, err := maker()
		if err != nil {
			return night.BesideFile{}, err
		}
		page, err := m.Page(region)
		if err != nil {
			return night.BesideFile{}, err
		}
		return night.BesideFile{Name: FileName, From: page.Settings.Page, Write: func(w io.Writer) error {
			_, err := page.WriteTo(w)
			return err
		}}, nil
	}
}

func candidates(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "，可能是 " + strings.Join(names, "、")
}

const figuresFile = "schema/codes/control_figures.csv"

// withFiguresOf leaves of the control figures those of one region.
func withFiguresOf(files map[string][]byte, code string) (map[string][]byte, error) {
	data, has := files[figuresFile]
	if !has {
		return files, nil
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", figuresFile, err)
	}
	column := slices.IndexFunc(rows[0], func(head string) bool { return strings.TrimRight(head, "*") == "region_code" })
	if column < 0 {
		return nil, fmt.Errorf("read %s: there is no column region_code", figuresFile)
	}
	kept := slices.DeleteFunc(rows[1:], func(row []string) bool { return row[column] != code })
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(append(rows[:1], kept...)); err != nil {
		return nil, fmt.Errorf("write %s: %w", figuresFile, err)
	}
	files = maps.Clone(files)
	files[figuresFile] = out.Bytes()
	return files, nil
}

// pack makes a zip of rule files, of the same bytes whenever it is made.
func pack(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := archive.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("pack rules: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("pack rules: %w", err)
	}
	return out.Bytes(), nil
}
