package night

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"hengji"
	"hengji/home"
	"hengji/schema"
)

// ReadRules reads the rule files of a folder, "" for the built-in ones. Mistakes of their
// authors are a hengji.UsageError; a disk that does not give them is none.
func ReadRules(folder string) (*hengji.Rules, fs.FS, error) {
	var files fs.FS = hengji.DefaultRules
	if folder != "" {
		files = os.DirFS(folder)
	}
	rules, err := schema.Read(files)
	if err == nil {
		err = schema.Current(rules, hengji.ReadingRules)
	}
	var disk *fs.PathError
	switch {
	case err == nil:
		return rules, files, nil
	case errors.As(err, &disk) && !errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("read rules of %s: %w", folder, err)
	}
	return nil, nil, hengji.UsageError{Err: fmt.Errorf("规则文件：\n%w", err)}
}

// WriteRules writes the files of a rules folder into a new or empty one: edited rules are
// somebody's work, and nothing is written over them.
func WriteRules(folder string, files map[string][]byte) error {
	if err := mustBeEmpty(folder); err != nil {
		return err
	}
	var list []home.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, home.File{Name: name, Content: files[name]})
	}
	if err := home.WriteFiles(folder, list); err != nil {
		return fmt.Errorf("write rules: %w", err)
	}
	return nil
}

func mustBeEmpty(folder string) error {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return hengji.UsageError{Err: fmt.Errorf("目录 %s 不是空的，不会覆盖其中的文件", folder)}
	}
	return nil
}

// Adoption is what another city says of itself.
type Adoption struct {
	City          schema.City
	Period, Inbox string
}

// ReadLists reads the files of the regions and of the control figures; "" for none of
// these. The period is that of the control figures where they are of one and nothing else
// named it.
func (a *Adoption) ReadLists(regions, controls string, periodGiven bool) (err error) {
	if a.City.Regions, err = readFile("县市区名单", regions); err != nil {
		return err
	}
	if err := a.ReadControls(controls); err != nil {
		return err
	}
	if periods := schema.PeriodsOf(a.City.Controls); !periodGiven && len(periods) == 1 {
		a.Period = periods[0]
	}
	return nil
}

// ReadControls reads the file of the control figures; "" for none.
func (a *Adoption) ReadControls(file string) (err error) {
	a.City.Controls, err = readFile("控制数", file)
	return err
}

// readFile reads a list that an operator names; nil where none is named.
func readFile(what, file string) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s：没有文件 %s", what, file)
	}
	if err != nil {
		return nil, fmt.Errorf("%s：读取 %s：%w", what, file, err)
	}
	return data, nil
}

// Write makes the city's rules, configuration, blank workbooks and inbox in a folder
// beside out, proves the rules, and puts it in its place. It gives the number of blanks.
// Lists that do not hold are a hengji.UsageError, and nothing is written.
func (a Adoption) Write(out string) (blanks int, err error) {
	if err := mustBeEmpty(out); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(out)), 0o755); err != nil {
		return 0, err
	}
	making, err := os.MkdirTemp(filepath.Dir(filepath.Clean(out)), ".hengji-init-")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(making))
		}
	}()
	if blanks, err = a.fill(making); err != nil {
		return 0, err
	}
	if err := os.Chmod(making, 0o755); err != nil {
		return 0, err
	}
	if err := os.Remove(out); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return 0, err
	}
	return blanks, os.Rename(making, out)
}

func (a Adoption) fill(folder string) (int, error) {
	files, err := schema.AnotherCity(hengji.DefaultRules, a.City)
	if err != nil {
		return 0, err
	}
	if err := WriteRules(filepath.Join(folder, "rules"), files); err != nil {
		return 0, err
	}
	rules, _, err := ReadRules(filepath.Join(folder, "rules"))
	if err != nil {
		return 0, fmt.Errorf("名单或控制数有误，没有写出任何文件：\n%w", err)
	}
	blanks, err := Blanks(rules, a.Period, "", filepath.Join(folder, "空白工作簿"))
	if err == nil {
		err = WriteBlanks(nil, blanks, nil)
	}
	if err == nil {
		err = home.WriteFile(filepath.Join(folder, "hengji.yaml"), 0o644, a.configure)
	}
	if err != nil || filepath.IsAbs(a.Inbox) {
		return len(blanks), err
	}
	for _, region := range rules.Regions(true) {
		if err := os.MkdirAll(filepath.Join(folder, a.Inbox, region.Name), 0o755); err != nil {
			return 0, err
		}
	}
	return len(blanks), nil
}

// configure writes hengji.yaml. Its paths count from the folder that it lies in.
func (a Adoption) configure(w io.Writer) error {
	fmt.Fprintln(w, "# 相对路径从本文件所在的文件夹算起。每一项的含义：hengji config")
	return schema.WriteConfig(w, schema.Config{Period: a.Period, Rules: "rules", Inbox: a.Inbox, Home: "var"})
}
