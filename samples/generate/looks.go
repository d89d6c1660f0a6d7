package main

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed looks.yaml
var looksYAML []byte

// look is how one region's workbook is made: an entry of looks.yaml.
type look struct {
	Reporter   string // the region as this clerk writes it
	Hand       hand
	Dates      string // number format of dates, or the number of a built-in one
	Epoch1904  bool
	Points     string    // 一级指标 with its points: full, broken, short or ""
	Senses     [4]string // how ≥ ≤ = 定性 are written
	Guide      bool      // a 填表说明 sheet in front
	EmptyLast  string    `yaml:"empty_last"` // name of an empty sheet at the end
	Cover      coverLook
	Allocation sheetLook
	Execution  sheetLook
	Indicators sheetLook
	Evaluation *evaluationLook // nil where no sheets of single projects are handed in
}

// looks are the ways in which the regions fill the same forms, by region.
var looks = readLooks()

func readLooks() map[string]*look {
	table := embedded[struct {
		Notes   map[string]string // named for the regions' notes
		Regions map[string]*look
	}]("looks.yaml", looksYAML)
	for region, l := range table.Regions {
		l.complete(region)
	}
	return table.Regions
}

// complete fills in what a clerk keeps as the form has it.
func (l *look) complete(region string) {
	ifBlank(&l.Reporter, region)
	ifBlank(&l.Senses, [4]string{"≥", "≤", "=", "定性"})
	ifBlank(&l.Cover.Name, "封面")
	ifBlank(&l.Cover.Shape, "list")
	l.setColumns("", "", "")
	if e := l.Evaluation; e != nil {
		ifBlank(&e.Title, "项目支出绩效自评表")
		ifBlank(&e.Funds, officialFunds)
		ifBlank(&e.Sources, officialSources)
		ifBlank(&e.Totalled, "总分")
	}
}

// setColumns gives the three tables these columns; "" leaves a table the columns of
// its look, which are by default the official ones.
func (l *look) setColumns(allocation, execution, indicators string) {
	for _, t := range []struct {
		table             *sheetLook
		columns, official string
	}{
		{&l.Allocation, allocation, officialAllocation},
		{&l.Execution, execution, officialExecution},
		{&l.Indicators, indicators, officialIndicators},
	} {
		ifBlank(&t.columns, t.table.Columns)
		ifBlank(&t.columns, t.official)
		t.table.Columns = strings.NewReplacer("{official}", t.official, "{costs}", costsInTwoRows).Replace(t.columns)
	}
}

func ifBlank[T comparable](value *T, otherwise T) {
	var blank T
	if *value == blank {
		*value = otherwise
	}
}

// dateFace is the number format of the clerk's dates.
func (l *look) dateFace() face {
	if id, err := strconv.Atoi(l.Dates); err == nil {
		return face{format: id}
	}
	return face{custom: l.Dates}
}
