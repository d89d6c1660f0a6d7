package main

import (
	_ "embed"
	"fmt"

	"hengji"
)

//go:embed projects.csv
var projectsCSV []byte

// region is one of the seventeen with what it hands in.
type region struct {
	name     string
	place    string // first place code of its organisations
	projects []*project
}

// project is one row of A1 with what A2 and A3 say about it.
type project struct {
	seq          int
	code         string
	name         string
	organisation string
	owner        string // firm, cooperative, institute, society
	creditCode   string
	region       string
	kind         string // which indicators and costs are plausible
	category     string
	amount       hengji.Decimal
	amountBlank  bool // a 指导性计划 without a figure
	document     string
	allocated    day
	starts, ends day
	stage        string
	remarks      string

	execution  execution
	indicators []indicator
}

// codePrefix is what the project codes of a region begin with, behind the year.
var codePrefix = map[string]string{
	"市本级": "SB", "珠晖区": "ZH", "雁峰区": "YF", "石鼓区": "SG", "蒸湘区": "ZX", "南岳区": "NY",
	"高新区": "GX", "白沙工业园区": "BS", "松木经开区": "SM", "衡山科学城": "KX", "衡南县": "HN",
	"衡阳县": "HX", "衡山县": "HS", "衡东县": "HD", "常宁市": "CN", "祁东县": "QD", "耒阳市": "LY",
}

// zonePlace gives the place code of regions that have none in GB/T 2260: the
// district that a zone lies in, else the city.
var zonePlace = map[string]string{
	"白沙工业园区": "430406", "松木经开区": "430407",
}

// readRegions gives the regions in published order with their projects.
func readRegions() ([]*region, error) {
	codes, err := readCSV("schema/codes/regions.csv")
	if err != nil {
		return nil, err
	}
	var regions []*region
	byName := map[string]*region{}
	for _, code := range codes {
		if code["kind"] == "department" {
			continue
		}
		place := code["gb2260"]
		if place == "" {
			place = zonePlace[code["name"]]
		}
		if place == "" {
			place = "430400"
		}
		r := &region{name: code["name"], place: place}
		regions = append(regions, r)
		byName[r.name] = r
	}

	rows, err := rowsByName(projectsCSV)
	if err != nil {
		return nil, fmt.Errorf("read projects.csv: %w", err)
	}
	creditCodes := map[string]string{} // organisation → code: one code wherever it appears
	for i, row := range rows {
		r := byName[row["region"]]
		if r == nil {
			return nil, fmt.Errorf("read projects.csv: line %d: no region %q", i+2, row["region"])
		}
		p := &project{
			seq: len(r.projects) + 1, name: row["name"], organisation: row["organisation"],
			owner: row["owner"], region: r.name, kind: row["kind"], category: row["category"],
			stage: row["stage"], amountBlank: row["amount_wan"] == "",
		}
		p.code = fmt.Sprintf("2021%s%03d", codePrefix[r.name], p.seq)
		if !p.amountBlank {
			if p.amount, _, err = hengji.ParseDecimal(row["amount_wan"]); err != nil {
				return nil, fmt.Errorf("read projects.csv: line %d: amount: %w", i+2, err)
			}
		}
		if creditCodes[p.organisation] == "" {
			creditCodes[p.organisation] = creditCode(p.owner, r.place, len(creditCodes)+1)
		}
		p.creditCode = creditCodes[p.organisation]
		invent(p)
		r.projects = append(r.projects, p)
	}
	return regions, control(regions)
}

// control refuses projects that do not give the published counts and amounts.
func control(regions []*region) error {
	figures, err := readCSV("schema/codes/control_figures.csv")
	if err != nil {
		return err
	}
	published := map[string]string{}
	for _, figure := range figures {
		if figure["period"] == "2021" {
			published[figure["region_code"]] = figure["projects"] + " projects, " + figure["amount_wan"] + " 万元"
		}
	}
	for i, r := range regions {
		var sum hengji.Decimal
		for _, p := range r.projects {
			sum += p.amount
		}
		got := fmt.Sprintf("%d projects, %s 万元", len(r.projects), sum)
		if want := published[fmt.Sprintf("HY%02d", i)]; got != want {
			return fmt.Errorf("projects.csv gives %s %s, published are %s", r.name, got, want)
		}
	}
	return nil
}
