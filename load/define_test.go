package load

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// finished finishes a build of the published year and gives its content.
func finished(t *testing.T, b *Build, path string) Content {
	t.Helper()
	must(t, b.Submissions(publishedYear(t, b)))
	must(t, b.Finish(nil))
	counts := b.Counts()
	must(t, b.Close())
	db, err := Open(path)
	must(t, err)
	defer db.Close()
	_, err = db.Prove(context.Background(), counts)
	must(t, err)
	content, err := db.Content(context.Background())
	must(t, err)
	return content
}

func TestABuildContinuedFromACopyOfTheEmptyDatabaseHasTheSameContent(t *testing.T) {
	dir, rules, run := t.TempDir(), onlyMarts(t), aRun()
	if tier.More {
		rules = rulesOf(t)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	share(t, rules)
	must(t, os.WriteFile(at("copied"), empty[rules], 0o644))
	b, err := Continue(at("copied"), rules, run)
	must(t, err)
	copied := finished(t, b, at("copied"))
	b, err = Create(at("made"), rules, run)
	must(t, err)
	if made := finished(t, b, at("made")); made.Digest != copied.Digest {
		t.Errorf("made at once it is another in %v", copied.Others(made.Tables))
	}
	if _, err := Continue(at("nothing"), rules, run); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("continued nothing: %v", err)
	}
}

// A database that is only judged with holds no words, unless a check, or a view that a
// check reads, asks for them.
func TestADatabaseToJudgeWithHoldsTheWordsThatItsChecksAskFor(t *testing.T) {
	plain := *rulesOf(t)
	view := *plain.Base[0]
	view.SQL, view.Columns = "SELECT table_name FROM meta.dictionary", []string{"table_name"}
	asking := func(sql string) *hengji.Rules {
		rules := plain
		rule := *plain.Checks[0]
		rule.SQL = sql
		rules.Checks, rules.Base = []*hengji.Rule{&rule}, []*hengji.Mart{&view}
		return &rules
	}
	for name, c := range map[string]struct {
		rules *hengji.Rules
		words bool
	}{
		"checks of districts": {&plain, false},
		"a check":             {asking(`SELECT * FROM meta.dictionary`), true},
		"in quotes":           {asking(`SELECT * FROM "meta" . "Dictionary"`), true},
		"through a view":      {asking("SELECT * FROM base." + view.Name), true},
		"traces":              {asking(`SELECT * FROM meta.trace`), true},
	} {
		b, err := ToJudge("", c.rules, aRun())
		must(t, err)
		defer b.Close()
		result, err := b.query(t.Context(), "SELECT count(*) > 0 FROM meta.dictionary", 1)
		must(t, err)
		if got := result.rows[0][0]; got != c.words {
			t.Errorf("%s: words %v, want %v", name, got, c.words)
		}
	}
}
