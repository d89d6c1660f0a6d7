package night

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// Published is a database that a home shows: the one in force, or that of an earlier
// moment.
type Published struct {
	DB   *load.DB
	File string // the database's, by a name that never means another

	// Of an earlier moment: its publication, the rules by which it was made, and the words
	// of its report. nil for the one in force.
	Then       *home.Manifest
	Rules      *hengji.Rules
	Evaluation *report.Evaluation

	manifest *home.Manifest // of the one in force
	folder   string         // of what was made for it, "" where it was there still
}

// Close lets go of it.
func (p *Published) Close() error {
	err := p.DB.Close()
	if p.folder != "" {
		err = errors.Join(err, os.RemoveAll(p.folder))
	}
	return err
}

// ReadRules reads the rules of a folder, "" being those of the program, where it is not known
// by which the database was made: with them are read the words of the report.
func (p *Published) ReadRules(dir string) error {
	if p.Rules != nil {
		return nil
	}
	rules, files, err := ReadRules(dir)
	if err == nil {
		p.Rules = rules
		p.Evaluation, err = ReadEvaluation(rules, files)
	}
	return err
}

// OpenPublished opens the database in force in a home, read-only. A run that publishes
// meanwhile changes nothing.
func OpenPublished(dir string) (*Published, error) {
	alias := filepath.Join(dir, "hengji.duckdb")
	if _, err := os.Stat(alias); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s 还没有发布数据库，请先运行 hengji run", dir)
	}
	p := &Published{File: alias}
	h := home.Home{Dir: dir}
	manifest, _, err := h.Current()
	if err != nil {
		return nil, err
	}
	if p.manifest = manifest; manifest != nil {
		p.File = h.Path("generations", manifest.File)
	}
	p.DB, err = load.Open(p.File)
	return p, err
}
