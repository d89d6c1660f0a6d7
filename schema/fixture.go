package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"hengji"
)

const (
	fixtureFile  = casesFolder + "/fixed.yaml"
	fixtureCodes = casesFolder + "/codes"
	codesFolder  = "schema/codes"
)

// Fixture is what cases stand on whatever the settings say.
type Fixture struct {
	Period   string    // the period that they are of
	Region   string    // the base's own, for which submissions put another
	Received time.Time // when their workbooks came in: two o'clock in the morning, in Beijing
	Files    fs.FS     // the rule files, with the cases' own code lists in place of the folder's
}

// ReadFixture reads samples/cases/fixed.yaml. The error is Errors, or plain trouble of
// the machine.
func ReadFixture(fsys fs.FS) (Fixture, error) {
	mistakes := &mistakeList{}
	fixture, err := readFixture(fsys, mistakes)
	if err != nil {
		return fixture, err
	}
	return fixture, mistakes.err()
}

func readFixture(fsys fs.FS, mistakes *mistakeList) (Fixture, error) {
	fixture := Fixture{Files: fixedFiles{fsys}}
	data, err := readFile(fsys, fixtureFile)
	if errors.Is(err, fs.ErrNotExist) {
		mistakes.add(fixtureFile, 1, "缺少这个文件：案例的报告期和报送单位写在里面")
		return fixture, nil
	}
	if err != nil {
		return fixture, fmt.Errorf("read %s: %w", fixtureFile, err)
	}
	root := parseYAML(fixtureFile, data, mistakes)
	if root == nil {
		return fixture, nil
	}
	validate(casesProfile, fixtureFile, root, mistakes)
	day, err := time.ParseInLocation(time.DateOnly, text(root, "received"), hengji.Beijing)
	if err != nil && child(root, "received") != nil {
		mistakes.add(fixtureFile, lineOf(root, "received"), "received 的值 %q 不是日期，应如 2022-02-10", text(root, "received"))
	}
	fixture.Period, fixture.Region, fixture.Received = text(root, "period"), text(root, "region"), day.Add(2*time.Hour)
	return fixture, nil
}

// fixedFiles are rule files in which the cases' own code lists stand in place of those
// of the same name.
type fixedFiles struct{ fs.FS }

func (f fixedFiles) Open(name string) (fs.File, error) {
	if list, isList := strings.CutPrefix(name, codesFolder+"/"); isList {
		file, err := f.FS.Open(path.Join(fixtureCodes, list))
		if !errors.Is(err, fs.ErrNotExist) {
			return file, err
		}
	}
	return f.FS.Open(name)
}
