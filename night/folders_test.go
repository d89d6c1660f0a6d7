package night

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"hengji"
)

func TestFoldersThatWouldTakeOneAnothersFilesAreRefused(t *testing.T) {
	place := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{place}, parts...)...) }
	if err := os.MkdirAll(at("share", "inbox"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(at("share"), at("link")); err != nil {
		t.Skip("no symbolic links here")
	}
	usual := Settings{Inbox: at("share", "inbox"), Home: at("var"), Returns: at("var", "returns"), Publish: at("var")}
	with := func(change func(*Settings)) Settings {
		s := usual
		change(&s)
		return s
	}
	for name, one := range map[string]struct {
		s    Settings
		fine bool
	}{
		"the defaults":                  {usual, true},
		"beside one another on a share": {with(func(s *Settings) { s.Returns, s.Publish = at("share", "returns"), at("share", "publish") }), true},
		"a name that begins alike":      {with(func(s *Settings) { s.Returns = at("share", "inbox-returns") }), true},
		"an inbox in the home":          {with(func(s *Settings) { s.Inbox = at("var", "inbox") }), false},
		"a home in the inbox":           {with(func(s *Settings) { s.Home = at("share", "inbox", "var") }), false},
		"the inbox is the home":         {with(func(s *Settings) { s.Inbox = at("var") }), false},
		"returns in the inbox":          {with(func(s *Settings) { s.Returns = at("share", "inbox", "returns") }), false},
		"returns in it through a link":  {with(func(s *Settings) { s.Returns = at("link", "inbox", "returns") }), false},
		"an inbox in the returns":       {with(func(s *Settings) { s.Returns = at("share") }), false},
		"a publication in the inbox":    {with(func(s *Settings) { s.Publish = at("share", "inbox") }), false},
		"an inbox in exports":           {with(func(s *Settings) { s.Publish, s.Inbox = at("pub"), at("pub", "exports", "in") }), false},
		"returns above the home":        {with(func(s *Settings) { s.Returns = place; s.Inbox = filepath.Join(t.TempDir(), "inbox") }), false},
		"returns are the home":          {with(func(s *Settings) { s.Returns = at("var") }), false},
		"a publication above the home":  {with(func(s *Settings) { s.Home = at("var", "deep"); s.Returns = at("r"); s.Publish = at("var") }), false},
		"returns in the archive":        {with(func(s *Settings) { s.Returns = at("var", "archive", "returns") }), false},
		"a publication in generations":  {with(func(s *Settings) { s.Publish = at("var", "generations") }), false},
	} {
		err := checkFolders(one.s)
		var usage hengji.UsageError
		if one.fine && err != nil || !one.fine && !errors.As(err, &usage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
