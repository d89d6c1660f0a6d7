package schema

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hengji"
)

const fixedText = "period: \"2021\"\nregion: 南岳区\nreceived: \"2022-02-10\"\n"

func TestCasesStandOnTheirOwnLists(t *testing.T) {
	files := fstest.MapFS{
		fixtureFile:                         {Data: []byte(fixedText)},
		fixtureCodes + "/regions.csv":       {Data: []byte("old")},
		codesFolder + "/regions.csv":        {Data: []byte("new")},
		codesFolder + "/categories.csv":     {Data: []byte("same")},
		"sql/checks/ALLOC-R01_amount.sql":   {Data: []byte("check")},
		fixtureCodes + "/not_in_schema.csv": {Data: []byte("unused")},
		"samples/cases/base/1_项目资金安排表.csv":  {Data: []byte("1\n")},
	}
	fixture, err := ReadFixture(files)
	if err != nil {
		t.Fatal(err)
	}
	if day := time.Date(2022, 2, 10, 2, 0, 0, 0, hengji.Beijing); fixture.Period != "2021" || fixture.Region != "南岳区" || !fixture.Received.Equal(day) {
		t.Errorf("got %+v", fixture)
	}
	for name, want := range map[string]string{
		codesFolder + "/regions.csv": "old", codesFolder + "/categories.csv": "same", "sql/checks/ALLOC-R01_amount.sql": "check",
	} {
		if got, err := fs.ReadFile(fixture.Files, name); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
	if _, err := fs.ReadFile(fixture.Files, codesFolder+"/not_in_schema.csv"); err == nil {
		entries, _ := fs.ReadDir(fixture.Files, codesFolder)
		if len(entries) != 2 {
			t.Errorf("a list that the rules do not have is listed: %v", entries)
		}
	}
	for text, want := range map[string]string{
		"":                   "文件是空的",
		"period: \"2021\"\n": "received",
		strings.Replace(fixedText, "02-10", "02-30", 1): "不是日期",
		strings.Replace(fixedText, "\"2021\"", "21", 1): "period",
		fixedText + "year: 1\n":                         "year",
	} {
		files[fixtureFile] = &fstest.MapFile{Data: []byte(text)}
		var list Errors
		if _, err := ReadFixture(files); !errors.As(err, &list) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestACaseMayAskForTheListsInForce(t *testing.T) {
	cases, err := ReadCases(folder("case fixed: 固定\nsubmission 珠晖区\nwant\ncase own: 本市\nlists own\nsubmission 珠晖区\nwant\n"))
	if err != nil {
		t.Fatal(err)
	}
	if cases[0].OwnLists || !cases[1].OwnLists {
		t.Errorf("got %+v", cases)
	}
	if _, err := ReadCases(folder("case late: 太晚\nsubmission 珠晖区\nlists own\nwant\n")); err == nil {
		t.Error("lists own behind a submission is accepted")
	}
}

// Another city's folder reads without a mistake, however little its list of regions
// says; and its lists are checked as the shipped ones are.
func TestAnotherCitysRulesAreRead(t *testing.T) {
	adopted := func(city City) (*hengji.Rules, error) {
		files, err := AnotherCity(hengji.DefaultRules, city)
		if err != nil {
			t.Fatal(err)
		}
		folder := fstest.MapFS{}
		for name, data := range files {
			folder[name] = &fstest.MapFile{Data: data}
		}
		return Read(folder)
	}
	regions := []byte("code,name,kind\nA1,市本级,municipal\nA2,东山县,county\n")
	rules, err := adopted(City{Bureau: "东州市科学技术局", Fund: "甲资金", Regions: regions, Controls: []byte("period,region_code,projects:integer,amount_wan:number\n2023,A2,1,10\n")})
	if err != nil {
		t.Fatal(err)
	}
	if err := Current(rules, hengji.ReadingRules); err != nil {
		t.Error(err)
	}
	if all, own := rules.Regions(true), rules.Regions(false); len(all) != 3 || len(own) != 2 || all[2].Name != "东州市科学技术局" || rules.Fund() != "甲资金" {
		t.Errorf("regions %v, fund %s", all, rules.Fund())
	}
	_, err = adopted(City{Regions: regions, Controls: []byte("period,region_code,projects:integer,amount_wan:number\n2023,A2,1,10\n2023,A2,1,10\n")})
	if err == nil || !strings.Contains(err.Error(), "control_figures.csv:3: period 2023、region_code A2 重复") {
		t.Errorf("a region's second control figure: %v", err)
	}
}

func TestRegionListTellsKindsFromNames(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(string(RegionList([]string{"市本级", "临江区", "高新区", "某某科学城", "安远县", "云山市", "北旗"})))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, row := range rows[1:] {
		kinds = append(kinds, row[2])
	}
	if got := strings.Join(kinds, " "); got != "municipal district zone zone county county-level city county" {
		t.Errorf("got %s", got)
	}
}
