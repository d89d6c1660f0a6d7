package night

import (
	"fmt"
	"path/filepath"
	"strings"

	"hengji"
)

// CheckFolders refuses folders that would take one another's files: an inbox that holds what
// is written, or lies in it, would receive our own outputs as hand-ins; returns or
// a published copy above the home, or inside what the home keeps, would be swept with it. The
// defaults under the home stand. A mistake is a hengji.UsageError.
func CheckFolders(s Settings) error {
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
		for _, kept := range []string{"archive", "generations", "rules", "logs", "cache", "trouble", "report"} {
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
