package load

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// finished finishes a build of the published year and gives its content's digest.
func finished(t *testing.T, b *Build, path string) string {
	t.Helper()
	must(t, b.Submissions(publishedYear(t, b)))
	must(t, b.Finish(nil))
	counts := b.Counts()
	must(t, b.Close())
	db, err := Open(path)
	must(t, err)
	defer db.Close()
	must(t, db.Prove(context.Background(), counts))
	digest, err := db.Digest(context.Background())
	must(t, err)
	return digest
}

func TestABuildContinuedFromACopyOfTheEmptyDatabaseHasTheSameContent(t *testing.T) {
	dir, rules, run := t.TempDir(), rulesOf(t), aRun()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, Empty(at("empty"), rules))
	empty, err := os.ReadFile(at("empty"))
	must(t, err)
	must(t, os.WriteFile(at("copied"), empty, 0o644))
	b, err := Continue(at("copied"), rules, run)
	must(t, err)
	copied := finished(t, b, at("copied"))
	b, err = Create(at("made"), rules, run)
	must(t, err)
	if made := finished(t, b, at("made")); made != copied {
		t.Errorf("content %s, made at once it is %s", copied, made)
	}
	if _, err := Continue(at("nothing"), rules, run); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("continued nothing: %v", err)
	}
}
