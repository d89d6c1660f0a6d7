package torture

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengji/samples/tier"
)

// nasty are names that somebody may give to a folder, a file or a project, by
// mistake or not: as much as a file system takes.
var nasty = []string{
	"-rf", "--home=elsewhere", "'; DROP TABLE stg.allocation; --", `"quoted" 'twice'`, "$(touch hacked)", "`touch hacked`", "%s%n%d",
	"<img src=x onerror=hacked()>", "<script>hacked()<", "&lt;b&gt;", "javascript:hacked()", "=HYPERLINK(\"x\",\"hacked\")", "+1+cmd|' -C hacked'!A0", "@SUM(1)",
	"两\n行", "回\r车", "制\t表", "\x1b[31m红\x1b[0m\x07", "反\u202eslx.gnp", "零\u200b宽\u2066隔\u2069", "\ufeff头", "坏\xff\xfe字节",
	"..", "...", "..\\..\\hacked", "C:\\hacked", "CON", "nul.txt", "尾点.", " 前后空格 ", "a;b,c", "{{.}}", "[x](javascript:hacked())", "😀🀄",
	"e\u0301te", "\u00e9te", "Case", "case", strings.Repeat("长", 80), "~$", "_审核反馈", "以前的退回单", "_未识别",
}

// words in which what was typed would do something or be taken for ours. A page
// holds them as text, a terminal never.
var (
	live    = regexp.MustCompile(`<img src=x|<script>hacked|href="?javascript:`)
	control = regexp.MustCompile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
)

// Folders, files and projects of every nasty name go through the whole run: what
// is good beside them is counted, what is theirs is handed back under names that
// any system takes, inside the returns; pages hold them as text, the terminal is
// sent no control character, and nothing is written elsewhere.
func TestNastyNamesStayNames(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	inbox, home := filepath.Join(place, "inbox"), filepath.Join(place, "var")
	if err := os.CopyFS(inbox, os.DirFS(inboxOf(t, some))); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(sample("珠晖区"))
	if err != nil {
		t.Fatal(err)
	}
	lay := func(parts ...string) bool {
		file := filepath.Join(append([]string{inbox}, parts...)...)
		if !strings.HasPrefix(file, inbox+"/") || os.MkdirAll(filepath.Dir(file), 0o755) != nil {
			return false // no such name can be
		}
		return os.WriteFile(file, append(slices.Clone(whole), parts[len(parts)-1]...), 0o644) == nil
	}
	laid := 0
	for i, name := range nasty {
		if !tier.Long && i%5 != 0 {
			continue
		}
		for _, did := range []bool{lay("珠晖区", name+".xlsx"), lay(name, name+".xlsx"), lay(name), lay("珠晖区", name, "深.xlsx")} {
			if did {
				laid++
			}
		}
		put(t, inbox, "耒阳市", "项目"+string(rune('a'+i%26))+string(rune('a'+i/26))+".xlsx", "耒阳市", map[string]any{"C8": name, "D8": name, "O8": name, "I8": 25})
	}
	age(t, inbox)
	// What counts holds nasty names too, and so does what is returned last.
	put(t, inbox, "南岳区", "数得上.xlsx", "南岳区", map[string]any{"C5": "<img src=x onerror=hacked()>", "C6": "=HYPERLINK(\"x\",\"hacked\")", "O6": "反\u202eslx.gnp\x1b[31m"})
	cells := map[string]any{"I8": 25}
	for row, name := range nasty[:9] {
		cells[fmt.Sprintf("C%d", 8+row)], cells[fmt.Sprintf("O%d", 8+row)] = nasty[row+9], name
	}
	put(t, inbox, "耒阳市", "最后.xlsx", "耒阳市", cells)
	later := lain.AddDate(0, 0, 1)
	for _, name := range []string{"耒阳市/最后.xlsx", "南岳区/数得上.xlsx"} {
		if err := os.Chtimes(filepath.Join(inbox, name), later, later); err != nil {
			t.Fatal(err)
		}
	}
	got := call(t, "run", "--inbox", inbox, "--home", home, "--now", firstNight)
	if got.code != 3 {
		t.Fatalf("exit %d: %s", got.code, got.stderr)
	}
	summary.add("files of nasty names", "", laid)
	if held := query(t, home, "SELECT count(*) || ' ' || sum(amount_wan) FROM core.allocation WHERE reporter IN ('南岳区', '耒阳市')"); held != "11 150.000000" {
		t.Errorf("南岳区 and 耒阳市 hold %s", held)
	}
	again := call(t, "run", "--inbox", inbox, "--home", home, "--now", firstNight, "--json")
	if again.code != 3 || !strings.Contains(again.stdout, `"changed":false`) {
		t.Errorf("again: exit %d: %.300s %s", again.code, again.stdout, again.stderr)
	}
	if verify := call(t, "ledger", "verify", "--home", home); verify.code != 0 {
		t.Errorf("ledger verify: %s", verify.stderr)
	}
	exported := call(t, "export", "--home", home, "--out", filepath.Join(place, "exports"))
	if exported.code != 0 {
		t.Errorf("export: exit %d: %s", exported.code, exported.stderr)
	}
	status := call(t, "status", "--home", home)
	asked := call(t, "query", "--home", home, "SELECT file, region FROM meta.submission ORDER BY submission")
	for what, text := range map[string]string{"run": got.stdout + got.stderr, "again": again.stderr, "status": status.stdout + status.stderr, "query": asked.stdout} {
		if at := control.FindStringIndex(text); at != nil {
			t.Errorf("%s sends a terminal %q", what, text[max(at[0]-40, 0):min(at[1]+20, len(text))])
		}
	}
	entries, err := os.ReadDir(place)
	if err != nil || len(entries) != 3 {
		t.Errorf("beside inbox, home and exports: %v, %v", entries, err)
	}
	err = filepath.WalkDir(place, func(path string, entry fs.DirEntry, err error) error {
		inside, _ := filepath.Rel(place, path)
		if err != nil || strings.HasPrefix(inside, "inbox") {
			return err
		}
		name := entry.Name()
		if control.MatchString(name) || strings.ContainsAny(name, "\n\r\t\\:*?\"<>|") || strings.TrimRight(name, ". ") != name || name == "hacked" {
			t.Errorf("%q is no name for a share", inside)
		}
		if entry.IsDir() {
			return nil
		}
		if ending := filepath.Ext(name); ending == ".html" || ending == ".svg" {
			text, err := os.ReadFile(path)
			if found := live.Find(text); found != nil {
				t.Errorf("%s holds %s as it was typed", inside, found)
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
