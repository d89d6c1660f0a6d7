package night

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"hengji/home"
	"hengji/report"
)

// A file is laid beside the return of every region, each its own, and made again only
// where it is made from something else. That there is none is told once, and costs no
// delivery.
func TestAFileIsLaidBesideEveryReturn(t *testing.T) {
	h, err := home.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rules := aReviewer(t).Rules
	settings, from, made := Settings{Period: "2021", Returns: t.TempDir()}, "one", 0
	settings.Beside = func(region string) (BesideFile, error) {
		if from == "" {
			return BesideFile{}, errors.New("there is no kit")
		}
		return BesideFile{Name: "页.html", From: from, Write: func(w io.Writer) error {
			made++
			_, err := io.WriteString(w, from+" for "+region)
			return err
		}}, nil
	}
	deliver := func() (said string, owed int) {
		var log bytes.Buffer
		o := &outbox{settings: settings, home: h, rules: rules, delivered: h.Delivered(), log: zerolog.New(&log), outcome: &Outcome{}}
		o.deliverBeside()
		if err := o.delivered.Keep(); err != nil {
			t.Fatal(err)
		}
		return log.String(), len(o.outcome.Undelivered)
	}
	regions := len(rules.Regions(true))
	for i, step := range []struct {
		from string
		made int
	}{{"one", regions}, {"one", 0}, {"two", regions}} {
		from, made = step.from, 0
		if said, owed := deliver(); said != "" || owed != 0 || made != step.made {
			t.Errorf("%d: %d files are made, want %d; %d owed; %s", i, made, step.made, owed, said)
		}
	}
	for _, region := range []string{"南岳区", "市科技局"} {
		if got, err := os.ReadFile(filepath.Join(settings.Returns, region, "页.html")); string(got) != "two for "+region {
			t.Errorf("%s has %q, %v", region, got, err)
		}
	}
	from = ""
	if said, owed := deliver(); strings.Count(said, "there is no kit") != 1 || owed != 0 {
		t.Errorf("without a kit it says %q, and %d are owed", said, owed)
	}

	var told strings.Builder
	blank := &Blank{Template: report.Template{Rules: rules, Period: "2021", Region: rules.Regions(true)[0]}, File: filepath.Join(t.TempDir(), "空白.xlsx")}
	if err := WriteBlanks(&told, []*Blank{blank}, settings.Beside); err != nil || !strings.Contains(told.String(), "there is no kit") {
		t.Errorf("blank workbooks without a kit: %v, %q", err, told.String())
	}
	from = "three"
	if err := WriteBlanks(&told, []*Blank{blank}, settings.Beside); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(filepath.Dir(blank.File), "页.html")); string(got) != "three for "+blank.Region.Name {
		t.Errorf("beside the blank workbook lies %q, %v", got, err)
	}
}
