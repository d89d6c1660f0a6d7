package report

import (
	"fmt"
	"slices"
	"strconv"

	"hengji"
)

// regionPages makes the page of each reporter: where it stands, its money, its
// projects, its findings.
func (w *pagesWriter) regionPages() error {
	byRegion := map[string][]*project{}
	for _, p := range w.projects {
		byRegion[p.region] = append(byRegion[p.region], p)
	}
	var tables []regionTable
	for _, t := range slices.Concat([]hengji.Table{w.Index.Reconciliation}, w.Index.Printed, w.Index.Others) {
		if of := byRegionName(t); of.rows != nil {
			tables = append(tables, of)
		}
	}
	returns := map[string]IndexReturn{}
	for _, r := range w.Index.Returns {
		returns[r.Region] = r
	}
	for _, line := range slices.Concat(w.Index.Board, w.Index.Apart) {
		page := linkedPage{Title: short(line.Region, 40)}
		page.Sections = append(page.Sections, w.standing(line, returns[line.Region]))
		if money := moneyOf(tables, line.Region); len(money.Facts) > 0 {
			page.Sections = append(page.Sections, money)
		}
		if projects := byRegion[line.Code]; len(projects) > 0 {
			page.Sections = append(page.Sections, w.projectsOf(projects))
		}
		if err := w.putInParts(pageName("region", line.Code), page, w.findings[regionName(line.Region)]); err != nil {
			return err
		}
	}
	return nil
}

// standing says where a reporter stands and whom to ask.
func (w *pagesWriter) standing(line BoardLine, back IndexReturn) linkedSection {
	s := linkedSection{ID: "standing", Title: "报送", Facts: []linkedFact{{Name: "状态", Value: line.State.Chinese(), Class: "chip " + string(line.State)}}}
	add := func(name, value, link string) {
		if value != "" {
			s.Facts = append(s.Facts, linkedFact{Name: name, Value: short(value, 200), Link: link})
		}
	}
	if line.Latest > 0 {
		add("最近一次", "第 "+strconv.Itoa(line.Latest)+" 次报送，"+line.Received+" 收到", "")
		if line.Effective > 0 {
			add("采用", "第 "+strconv.Itoa(line.Effective)+" 次报送", "")
		} else {
			add("采用", "没有一次可以采用", "")
		}
	}
	if line.DaysLate != "0" && line.DaysLate != "" {
		add("迟报", line.DaysLate+" 天", "")
	}
	if line.Link != "" {
		add("退回单", line.File, w.ways.outward(line.Link))
	}
	add("怎样改", back.Mending, "")
	add("与上一次相比", back.Changes, "")
	add("联系", w.Index.Contacts[line.Region], "")
	return s
}

// regionTable is a table with its row of each region.
type regionTable struct {
	hengji.Table
	rows map[string][]string // nil where a region has several, or the table is of projects
}

func byRegionName(t hengji.Table) regionTable {
	of := regionTable{Table: t}
	region := columnOf(t, "region")
	if region < 0 || columnOf(t, "project_code") >= 0 {
		return of
	}
	rows := map[string][]string{}
	for _, row := range t.Rows {
		if rows[at(row, region)] != nil {
			return of
		}
		rows[at(row, region)] = row
	}
	of.rows = rows
	return of
}

// moneyOf gathers what the tables have in the row of a region.
func moneyOf(tables []regionTable, region string) linkedSection {
	s := linkedSection{ID: "money", Title: "资金和绩效"}
	said := map[string]string{}
	for _, t := range tables {
		row := t.rows[region]
		for i, column := range t.Columns {
			text := at(row, i)
			if column.Unprinted || text == "" || column.Name == "region" || said[column.Name] == text {
				continue
			}
			said[column.Name] = text
			s.Facts = append(s.Facts, linkedFact{Name: short(heading(column), 60), Value: short(text, 200)})
		}
	}
	return s
}

// projectsOf lists projects of a region with how many findings each has.
func (w *pagesWriter) projectsOf(projects []*project) linkedSection {
	t := w.list
	t.Columns = append(slices.Clone(t.Columns), hengji.TableColumn{Name: "findings", Label: "待处理意见", Number: true})
	t.Rows, t.Total = nil, false
	for _, p := range projects {
		open := 0
		for _, one := range p.findings {
			if settled(one.f) == 0 {
				open++
			}
		}
		t.Rows = append(t.Rows, append(slices.Clone(p.row), strconv.Itoa(open)))
	}
	t = without(t, "region", "why", "reasons") // which the page of the project says
	return linkedSection{ID: "projects", Title: fmt.Sprintf("项目　%d 个", len(projects)), Searched: true, Table: w.ways.figures(t, w.toProject(t))}
}
