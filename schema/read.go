package schema

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"hengji"
)

// mostBytes bounds one rule file: a code list of a hundred thousand rows fits,
// a file put there by mistake does not take the memory.
const mostBytes = 16 << 20

// folders are where rule files lie and how their names end.
var folders = []struct{ folder, ext string }{
	{"schema/codes", ".csv"},
	{"schema/forms", ".yaml"},
	{"schema/report", ".md"},   // the words of the report: report reads them
	{"schema/report", ".docx"}, // and the model of its paper
	{"schema/schemes", ".yaml"},
	{"sql/base", ".sql"},
	{"sql/checks", ".sql"},
	{"sql/marts", ".sql"},
}

const catalogueFile = "schema/rules.yaml"

// Read reads the rule files of a folder that holds schema/ and sql/
// (hengji.DefaultRules or os.DirFS). The error is Errors, every mistake of every
// file with its line, or plain trouble of the machine; there are no Rules then.
// sql/checks, sql/marts and schema/schemes may be absent, and so may sql/base.
func Read(fsys fs.FS) (*hengji.Rules, error) {
	return read(fsys, &mistakeList{proven: fsys == fs.FS(hengji.DefaultRules)})
}

// ReadAgain reads files that were Read without a mistake before: they are not held to
// their profiles once more.
func ReadAgain(fsys fs.FS) (*hengji.Rules, error) { return read(fsys, &mistakeList{proven: true}) }

func read(fsys fs.FS, mistakes *mistakeList) (*hengji.Rules, error) {
	files, err := gather(fsys, mistakes)
	if err != nil {
		return nil, err
	}
	unreadable := &mistakeList{}
	for name, data := range files {
		if path.Ext(name) != ".docx" {
			encoding(name, data, unreadable)
		}
	}
	if err := unreadable.err(); err != nil { // what else is wrong would come of it
		return nil, err
	}
	rules := &hengji.Rules{
		Fingerprint: fingerprint(files),
		CodeLists:   map[string]*hengji.CodeList{},
		Catalogue:   map[hengji.RuleID]*hengji.Rule{},
	}
	readLists(rules, files, mistakes)
	readForms(rules, files, mistakes)
	inputs := figures(rules, files, mistakes)
	readChecks(rules, files, mistakes)
	base, err := readShared(files, rules, mistakes)
	if err != nil {
		return nil, err
	}
	var marts []viewFile
	for _, file := range in(files, "sql/marts") {
		marts = append(marts, readView(martLayer, file, files[file], mistakes))
	}
	orderViews(rules, append(base, inputs...), marts, mistakes)

	if err := mistakes.err(); err != nil {
		return nil, err
	}
	return rules, nil
}

// readLists reads the code lists and the schemes of scoring, which refer to them.
func readLists(rules *hengji.Rules, files map[string][]byte, mistakes *mistakeList) {
	lines := map[string][]int{}
	for _, file := range in(files, "schema/codes") {
		list, at := readCodes(file, files[file], mistakes)
		rules.CodeLists[list.Name], lines[list.Name] = list, at
	}
	references(rules.CodeLists, lines, mistakes)

	for _, file := range in(files, "schema/schemes") {
		if scheme := readScheme(file, files[file], rules.CodeLists, mistakes); scheme != nil {
			rules.Schemes = append(rules.Schemes, scheme)
		}
	}
	inForce(rules.Schemes, mistakes)
}

// readForms reads the catalogue and the forms, whose facts are rules of it.
func readForms(rules *hengji.Rules, files map[string][]byte, mistakes *mistakeList) {
	var facts map[string]fact
	if data, found := files[catalogueFile]; found {
		facts = readCatalogue(catalogueFile, data, rules.Catalogue, mistakes)
	} else {
		mistakes.add(catalogueFile, 1, "缺少这个文件：读取规则和字段规则的文字都写在里面")
	}

	for _, file := range in(files, "schema/forms") {
		if form := readForm(file, files[file], rules.CodeLists, mistakes); form != nil {
			rules.Forms = append(rules.Forms, form)
			factRules(form, facts, rules.Catalogue, mistakes)
		}
	}
	if len(in(files, "schema/forms")) == 0 {
		mistakes.add("schema/forms", 1, "文件夹里没有报表")
	}
	sheetNames(rules.Forms, mistakes)
	enclosing(rules.Forms, mistakes)
}

// readChecks reads the checks, and finds the rules that each yields to.
func readChecks(rules *hengji.Rules, files map[string][]byte, mistakes *mistakeList) {
	yieldsToLines := map[hengji.RuleID]int{}
	for _, file := range in(files, "sql/checks") {
		rule, line := readCheck(file, files[file], rules, mistakes)
		if rule == nil {
			continue
		}
		enter(rules.Catalogue, rule, mistakes)
		rules.Checks = append(rules.Checks, rule)
		yieldsToLines[rule.ID] = line
	}
	slices.SortStableFunc(rules.Checks, func(a, b *hengji.Rule) int { return cmp.Compare(a.ID, b.ID) })
	yields(rules, yieldsToLines, mistakes)
}

// Files gives the bytes of every rule file, by name: all that Read looks at.
func Files(fsys fs.FS) (map[string][]byte, error) {
	mistakes := &mistakeList{}
	files, err := gather(fsys, mistakes)
	if err != nil {
		return nil, err
	}
	return files, mistakes.err()
}

// Fingerprint is that of the Rules that Read makes of the files.
func Fingerprint(files map[string][]byte) string { return fingerprint(files) }

// gather reads the bytes of every rule file, by name.
func gather(fsys fs.FS, mistakes *mistakeList) (map[string][]byte, error) {
	files := map[string][]byte{}
	take := func(name string) error {
		data, err := readFile(fsys, name)
		if errors.Is(err, errTooLarge) {
			mistakes.add(name, 1, "文件大于 %d MB", mostBytes>>20)
			return nil
		}
		files[name] = data
		return err
	}
	if err := take(catalogueFile); err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read %s: %w", catalogueFile, err)
		}
		delete(files, catalogueFile)
	}
	for _, place := range folders {
		entries, err := fs.ReadDir(fsys, place.folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", place.folder, err)
		}
		for _, entry := range entries {
			name := path.Join(place.folder, entry.Name())
			ext := path.Ext(name)
			switch {
			case entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "~"):
			case ext == place.ext:
				if err := take(name); err != nil {
					return nil, fmt.Errorf("read %s: %w", name, err)
				}
			case strings.EqualFold(ext, place.ext) || strings.EqualFold(ext, ".yml"):
				mistakes.add(name, 1, "这个文件不会被读取：文件名应以 %s 结尾", place.ext)
			}
		}
	}
	return files, nil
}

var errTooLarge = errors.New("file too large")

func readFile(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	if err == nil && len(data) > mostBytes {
		return nil, errTooLarge
	}
	return data, err
}

// in lists the files of a folder by name.
func in(files map[string][]byte, folder string) []string {
	var names []string
	for name := range files {
		if path.Dir(name) == folder {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// fingerprint is SHA-256 over the sorted names and bytes of all rule files, each
// with its length in front, so that bytes cannot move from one to the next.
func fingerprint(files map[string][]byte) string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := sha256.New()
	write := func(data []byte) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(data)))
		sum.Write(length[:])
		sum.Write(data)
	}
	for _, name := range names {
		write([]byte(name))
		write(files[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// sheetNames proves that no sheet name of a reporter means two forms.
func sheetNames(forms []*hengji.Form, mistakes *mistakeList) {
	first := map[string]*hengji.Form{}
	for _, form := range forms {
		for _, name := range append([]string{form.Title}, form.SheetNames...) {
			key := form.Reporter + " " + fold(name)
			if other := first[key]; other != nil && other != form {
				mistakes.add(form.Source.File, form.Source.Line, "工作表名 %q 已是报表 %s 的", name, other.Name)
				continue
			}
			first[key] = form
		}
	}
}
