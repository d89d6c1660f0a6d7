package schema

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// City is what differs from one city to the next. The lists are CSV as they would lie
// in schema/codes.
type City struct {
	Bureau   string // its Science & Technology Bureau, which hands in the department's forms
	Fund     string // the fund as paper calls it; "" leaves the shipped one
	Regions  []byte // regions.csv
	Controls []byte // control_figures.csv; nil where there are none
}

// cityLists are the code lists of one city. Cases keep those that they were made for.
var cityLists = []string{"regions", "control_figures", "funds", figureList}

// Editable gives the files of a rules folder, by name, as they are written for editing:
// with the city's lists that the cases stand on beside them, so that the cases hold
// whatever city the folder is then changed for.
func Editable(fsys fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[name], err = readFile(fsys, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read rule files: %w", err)
	}
	for _, list := range cityLists {
		from, to := path.Join(codesFolder, list+".csv"), path.Join(fixtureCodes, list+".csv")
		if _, kept := files[to]; !kept && files[from] != nil {
			files[to] = files[from]
		}
	}
	return files, nil
}

// AnotherCity gives the files of another city's rules folder: the same forms, rules and
// cases, and its own lists. A report that was published elsewhere is not its own: there
// are no figures to be held against.
func AnotherCity(fsys fs.FS, city City) (map[string][]byte, error) {
	files, err := Editable(fsys)
	if err != nil {
		return nil, err
	}
	replace := func(list string, data []byte) { files[path.Join(codesFolder, list+".csv")] = data }
	replace("regions", withBureau(city.Regions, city.Bureau))
	replace("control_figures", slices.Clone(city.Controls))
	if city.Controls == nil {
		replace("control_figures", []byte("period*,region_code*,projects:integer>=0,amount_wan:number>=0\n"))
	}
	if city.Fund != "" {
		replace("funds", csvText([][]string{{"code", "name", "aliases"}, {"F01", city.Fund, ""}}))
	}
	header, _, _ := bytes.Cut(files[path.Join(codesFolder, figureList+".csv")], []byte("\n"))
	replace(figureList, append(slices.Clone(header), '\n'))
	return files, nil
}

// PeriodsOf lists the periods of control figures, each once.
func PeriodsOf(controls []byte) []string {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(controls, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	at := slices.IndexFunc(rows[0], func(name string) bool { return strings.TrimSuffix(name, "*") == "period" })
	if at < 0 {
		return nil
	}
	var periods []string
	for _, row := range rows[1:] {
		if !slices.Contains(periods, row[at]) {
			periods = append(periods, row[at])
		}
	}
	return periods
}

// withBureau puts the bureau behind the regions of a list that has none. A list that is
// no CSV is left for Read to complain of.
func withBureau(list []byte, bureau string) []byte {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(list, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 || bureau == "" {
		return list
	}
	kind := slices.Index(rows[0], "kind")
	if kind < 0 || slices.ContainsFunc(rows[1:], func(row []string) bool { return row[kind] == "department" }) {
		return list
	}
	row := make([]string, len(rows[0]))
	row[0], row[1], row[kind] = "BUREAU", bureau, "department"
	return csvText(append(rows, row))
}

type kindOfRegion struct {
	kind string
	ends *regexp.Regexp
}

// kindsOfRegions finds a region's kind by how its name ends, the first that fits.
var kindsOfRegions = []kindOfRegion{
	{"municipal", regexp.MustCompile(`(本级|市直)$`)},
	{"zone", regexp.MustCompile(`((高新|经开|开发|示范|园|新)区|科学城|管委会)$`)},
	{"county-level city", regexp.MustCompile(`市$`)},
	{"county", regexp.MustCompile(`[县旗]$`)},
	{"district", regexp.MustCompile(``)},
}

// RegionList makes regions.csv of names, in their order, which is that of the printed
// tables. Codes are R01, R02, …: a list of the city's own says better ones.
func RegionList(names []string) []byte {
	rows := [][]string{{"code", "name", "kind", "gb2260", "nbs_code", "aliases", "former_names_and_codes", "tile_row:integer", "tile_column:integer"}}
	for i, name := range names {
		at := slices.IndexFunc(kindsOfRegions, func(k kindOfRegion) bool { return k.ends.MatchString(name) })
		rows = append(rows, []string{fmt.Sprintf("R%02d", i+1), name, kindsOfRegions[at].kind, "", "", "", "", fmt.Sprint(1 + i/5), fmt.Sprint(1 + i%5)})
	}
	return csvText(rows)
}

func csvText(rows [][]string) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	_ = w.WriteAll(rows) // into memory: it cannot fail
	return text.Bytes()
}
