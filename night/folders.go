package night

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
)

// Check refuses settings that no run can work with: no inbox, folders that would take one
// another's files, a period that the calendar, where there is one, does not have. A
// mistake is a hengji.UsageError.
func (s Settings) Check() error {
	if s.Inbox == "" {
		return hengji.UsageError{Err: errors.New("请用 --inbox 指明收件目录")}
	}
	if err := s.checkInbox(); err != nil {
		return err
	}
	if err := checkFolders(s); err != nil {
		return err
	}
	var periods []string
	for _, p := range s.Periods {
		periods = append(periods, p.Period)
	}
	if len(periods) > 0 && !slices.Contains(periods, s.Period) {
		return hengji.UsageError{Err: fmt.Errorf("period=%q：配置文件的 periods 中没有这个报告期（有 %s）", s.Period, strings.Join(periods, "、"))}
	}
	return nil
}

// checkInbox refuses an inbox that is no folder. One that is gone after something was
// received, and one that cannot be looked at, is a share in trouble and no mistake.
func (s Settings) checkInbox() error {
	info, err := os.Stat(s.Inbox)
	if err == nil && info.IsDir() {
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) && IsHome(s.Home) {
		return fmt.Errorf("收件目录 %s 不见了（共享断开？）：%w", s.Inbox, err)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look into inbox: %w", err)
	}
	return hengji.UsageError{Err: fmt.Errorf("收件目录 %s 不存在或不是目录", s.Inbox)}
}

// IsHome tells whether a folder is the home of some run: it has a ledger, or an archive
// that lost it.
func IsHome(dir string) bool {
	for _, name := range []string{"ledger.jsonl", "archive"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}

// CheckHome refuses a folder that is none. The error is a hengji.UsageError.
func CheckHome(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return hengji.UsageError{Err: fmt.Errorf("数据目录 %s 不存在", dir)}
	}
	if !IsHome(dir) {
		return hengji.UsageError{Err: fmt.Errorf("%s 不是数据目录：其中没有台账，也没有档案", dir)}
	}
	return nil
}

// checkFolders refuses folders that would take one another's files: an inbox that holds what
// is written, or lies in it, would receive our own outputs as hand-ins; returns or
// a published copy above the home, or inside what the home keeps, would be swept with it. The
// defaults under the home stand. A mistake is a hengji.UsageError.
func checkFolders(s Settings) error {
	inbox, home := resolved(s.Inbox), resolved(s.Home)
	returns, publish := resolved(s.Returns), resolved(s.Publish)
	for _, written := range []struct{ name, path string }{
		{"home", home}, {"returns", returns}, {"publish", publish}, {"exports", filepath.Join(home, ExportsFolder)}, {"exports", filepath.Join(publish, ExportsFolder)},
	} {
		if within(inbox, written.path) || within(written.path, inbox) {
			return overlapping("inbox", inbox, written.name, written.path)
		}
	}
	for _, written := range []struct{ name, path string }{{"returns", returns}, {"publish", publish}} {
		if written.path != home && within(written.path, home) {
			return overlapping(written.name, written.path, "home", home)
		}
		for _, kept := range []string{"archive", "generations", "rules", "logs", "closed", "cache", "trouble", "report"} {
			if within(filepath.Join(home, kept), written.path) {
				return overlapping(written.name, written.path, kept, filepath.Join(home, kept))
			}
		}
	}
	if returns == home {
		return overlapping("returns", returns, "home", home)
	}
	return nil
}

func overlapping(one, path, other, beside string) error {
	return hengji.UsageError{Err: fmt.Errorf("%s=%q 与 %s=%q 一个在另一个里面：请分开放", one, path, other, beside)}
}

// within reports whether a path is a folder or lies in it.
func within(folder, path string) bool {
	way, err := filepath.Rel(folder, path)
	return err == nil && way != ".." && !strings.HasPrefix(way, ".."+string(filepath.Separator))
}

// resolved is a path as it is, behind links, as far as it exists.
func resolved(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rest := ""
	for at := absolute; ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if at == filepath.Dir(at) {
			return absolute
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}
