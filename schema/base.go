package schema

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var baseName = regexp.MustCompile(`^([0-9]{1,3})_(.+)\.csv$`)

// cleanSheets are what cases begin from: sheets without a fault.
type cleanSheets struct {
	base   []CaseSheet            // the regions' workbook
	region string                 // whose workbook that is
	period string                 // and of which
	own    map[string][]CaseSheet // by reporter: the workbook of one who hands in other forms
	more   map[string][]CaseSheet // by name: further sheets, which a case asks for
}

// readCleanSheets reads the folders of samples/cases.
func readCleanSheets(fsys fs.FS, entries []fs.DirEntry, mistakes *mistakeList) (clean cleanSheets, err error) {
	clean = cleanSheets{own: map[string][]CaseSheet{}, more: map[string][]CaseSheet{}}
	if clean.base, err = readBase(fsys, baseFolder, mistakes); err != nil {
		return clean, err
	}
	for _, entry := range entries {
		folder := path.Join(casesFolder, entry.Name())
		if !entry.IsDir() || folder == baseFolder || folder == fixtureCodes {
			continue
		}
		reporter, isOwn := strings.CutPrefix(entry.Name(), ownBase)
		name, isMore := strings.CutPrefix(entry.Name(), moreSheets)
		switch {
		case isOwn:
			clean.own[reporter], err = readBase(fsys, folder, mistakes)
		case isMore:
			clean.more[name], err = readBase(fsys, folder, mistakes)
		default:
			mistakes.add(folder, 1, "这里的文件夹只能是 %s<报送单位> 或 %s<名称>；案例写在 %s/<规则>.txt", ownBase, moreSheets, casesFolder)
		}
		if err != nil {
			return clean, err
		}
	}
	return clean, nil
}

// readBase reads clean sheets of one folder: one CSV a sheet, 2_项目资金安排表.csv,
// in the order of the numbers.
func readBase(fsys fs.FS, folder string, mistakes *mistakeList) ([]CaseSheet, error) {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", folder, err)
	}
	type numbered struct {
		number int
		sheet  CaseSheet
	}
	var sheets []numbered
	for _, entry := range entries {
		if entry.IsDir() || path.Ext(entry.Name()) != ".csv" {
			continue
		}
		file := path.Join(folder, entry.Name())
		match := baseName.FindStringSubmatch(entry.Name())
		if match == nil {
			mistakes.add(file, 1, "文件名应为 <序号>_<工作表名>.csv")
			continue
		}
		data, err := readFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		number, _ := strconv.Atoi(match[1])
		if other := slices.IndexFunc(sheets, func(s numbered) bool { return s.number == number || s.sheet.Name == match[2] }); other >= 0 {
			mistakes.add(file, 1, "工作表“%s”已用了这个序号或名称", sheets[other].sheet.Name)
		}
		sheets = append(sheets, numbered{number, CaseSheet{Name: match[2], Rows: baseRows(file, data, mistakes)}})
	}
	if len(sheets) == 0 {
		mistakes.add(folder, 1, "文件夹里没有工作表（CSV 文件）")
	}
	slices.SortStableFunc(sheets, func(a, b numbered) int { return cmp.Compare(a.number, b.number) })
	var base []CaseSheet
	for _, one := range sheets {
		base = append(base, one.sheet)
	}
	return base, nil
}

// baseRows reads a sheet's CSV. A blank line is a blank row (the CSV reader skips
// it), so that rows keep their numbers.
func baseRows(file string, data []byte, mistakes *mistakeList) [][]string {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	var rows [][]string
	for behind := 1; ; { // the line behind the row before
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			mistakes.add(file, csvLine(err), "不是正确的 CSV：%s", csvCause(err))
			return nil
		}
		line, _ := reader.FieldPos(0)
		for range line - behind {
			rows = append(rows, nil)
		}
		rows = append(rows, row)
		if len(rows) > mostRows {
			mistakes.add(file, line, "案例的工作表最多 %d 行", mostRows)
			return nil
		}
		behind = 1 + bytes.Count(data[:reader.InputOffset()], []byte("\n"))
	}
}
