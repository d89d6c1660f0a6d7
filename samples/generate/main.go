// Command generate writes the sample workbooks: samples/2021/inbox, one clean
// workbook for each of the seventeen regions and the department's with its
// published figures, samples/2021-CC/inbox, its record of checks on site, and samples/faults, the same workbooks with known faults
// planted. In go the tables of this folder (projects.csv and kinds.yaml, what is
// told; looks.yaml, how each region lays it out; faults.yaml, what is then changed)
// and the code lists of the product; out come files that are byte for byte the same
// on every run. It refuses a table that does not give the published counts and
// amounts.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", "samples", "folder to write 2021/inbox and faults into")
	size := flag.String("province", "", "write instead an invented province for measuring: counties x projects, such as 122x200; 122x200,name repeats the name")
	flag.Parse()
	work := generate
	if *size != "" {
		work = func(out string) error {
			p, err := provinceOf(*size)
			if err != nil {
				return err
			}
			return p.write(out)
		}
	}
	if err := work(*out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// file is one sample as it will be written, path relative to the samples folder.
type file struct {
	path string
	data []byte
}

func generate(out string) error {
	files, err := samples()
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(out, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("create folder of %s: %w", f.path, err)
		}
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return fmt.Errorf("write sample %s: %w", f.path, err)
		}
	}
	return nil
}

// samples makes every file, in a fixed order.
func samples() ([]file, error) {
	regions, err := readRegions()
	if err != nil {
		return nil, err
	}
	var files []file
	for _, r := range regions {
		data, err := workbook(r, looks[r.name])
		if err != nil {
			return nil, fmt.Errorf("make workbook of %s: %w", r.name, err)
		}
		files = append(files, file{inboxPath(r.name), data})
	}
	data, err := department()
	if err != nil {
		return nil, fmt.Errorf("make workbook of %s: %w", departmentName, err)
	}
	files = append(files, file{departmentPath(), data})
	if data, err = spotCheck(); err != nil {
		return nil, fmt.Errorf("make record of checks on site: %w", err)
	}
	files = append(files, file{spotCheckPath(), data})
	for _, f := range faults {
		data, err := f.make(regions)
		if err != nil {
			return nil, err
		}
		files = append(files, file{"faults/" + f.Name + ".xlsx", data})
	}
	return append(files, file{"faults/README.md", []byte(faultsReadme())}), nil
}

func inboxPath(region string) string {
	return "2021/inbox/" + region + "/2021年度市级科技专项资金绩效自评_" + region + ".xlsx"
}
