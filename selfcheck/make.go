package selfcheck

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night"
	"hengji/schema"
	"hengji/transform"
)

// Make writes the page into a folder, for a region or, with "", for all, by the rules of
// a folder ("" for those that the program carries), and says on told what it wrote.
// Mistakes are a hengji.UsageError.
func Make(told io.Writer, s night.Settings, rulesFolder, out, region string) error {
	if out == "" {
		return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个目录")}
	}
	kit, err := ReadKit(Folder)
	if err != nil {
		return err
	}
	rules, files, err := night.ReadRules(rulesFolder)
	if err != nil {
		return err
	}
	if err := load.Portable(rules); err != nil {
		return hengji.UsageError{Err: err}
	}
	settings := Settings{
		Version: hengji.Version, Program: hengji.ProgramDigest(), Rules: rules.Fingerprint,
		Period: s.Period, Periods: s.Periods, Words: hengji.PeriodWords(s.Period), Limits: s.Limits,
	}
	for _, period := range s.Periods {
		if period.Period == s.Period {
			settings.Due = period.DueOn
		}
	}
	if region != "" {
		code, match := transform.Prepare(rules).Region(region)
		if !match.Decides() {
			return hengji.UsageError{Err: fmt.Errorf("--region %s：不认识这个县市区%s", region, candidates(match.Candidates))}
		}
		settings.Region = code.Name
	}
	// A broken rule is told here, and not to every clerk.
	desk := night.NewDesk(s, rules, settings.Region)
	if err := desk.Prepare(s.Now); err != nil {
		return err
	}
	if err := desk.Close(); err != nil {
		return err
	}
	var packed []byte
	if rulesFolder != "" {
		if packed, err = pack(files); err != nil {
			return err
		}
	}
	var page bytes.Buffer
	if err := Write(&page, kit, settings, packed); err != nil {
		return err
	}
	file := filepath.Join(out, FileName)
	if err := home.WriteFile(file, 0o644, func(w io.Writer) error {
		_, err := w.Write(page.Bytes())
		return err
	}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(told, "已写出 %s（%.1f MB）。\n", file, float64(page.Len())/1e6)
	return err
}

func candidates(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "，可能是 " + strings.Join(names, "、")
}

// pack makes a zip of the rule files, of the same bytes whenever it is made.
func pack(files fs.FS) ([]byte, error) {
	all, err := schema.Files(files)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := archive.Create(name)
		if err == nil {
			_, err = w.Write(all[name])
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
