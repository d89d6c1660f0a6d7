package load

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatAReaderWouldNotFindIsNotPublished(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.duckdb")
	b := begun(t, path, onlyMarts(t), aRun())
	stage(t, b, "allocation", 1, cells{"project_code": "P1"}, cells{"project_code": "P2"})
	must(t, b.Submissions(nil))
	must(t, b.Finish(nil))
	counts := b.Counts()
	must(t, b.Close())

	db, err := Open(path)
	must(t, err)
	defer db.Close()
	_, err = db.Prove(context.Background(), counts)
	must(t, err)
	counts["stg.allocation"]++
	if _, err := db.Prove(context.Background(), counts); err == nil || err.Error() != "stg.allocation holds 2 rows, 3 were loaded" {
		t.Errorf("a row fewer: %v", err)
	}
	counts["stg.allocation"]--
	counts["dq.finding"]++
	if _, err := db.Prove(context.Background(), counts); err == nil || !strings.Contains(err.Error(), "dq.finding") {
		t.Errorf("a finding fewer: %v", err)
	}
}

func TestAViewThatDoesNotAnswerIsNotPublished(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.duckdb")
	b := begun(t, path, onlyMarts(t), aRun())
	must(t, b.Submissions(nil))
	must(t, b.exec("CREATE VIEW mart.brittle AS SELECT error('brittle') AS x FROM meta.run"))
	must(t, b.Finish(nil))
	counts := b.Counts()
	must(t, b.Close())
	db, err := Open(path)
	must(t, err)
	defer db.Close()
	if _, err := db.Prove(context.Background(), counts); err == nil || !strings.Contains(err.Error(), "select mart.brittle") {
		t.Errorf("a view that fails: %v", err)
	}
}
