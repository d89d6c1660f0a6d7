package report

import (
	"fmt"
	"strings"
)

// findingsInPart bounds a page of findings: as many as a browser opens at once.
const findingsInPart = 500

// putInParts makes a page with a list of findings, and as many more as the list needs.
// On the first stands what else the page has.
func (w *pagesWriter) putInParts(name string, head linkedPage, lines []line) error {
	parts := max(1, (len(lines)+findingsInPart-1)/findingsInPart)
	for n := range parts {
		page := head
		part := lines[n*findingsInPart : min(len(lines), (n+1)*findingsInPart)]
		section := linkedSection{ID: "findings", Title: fmt.Sprintf("审核意见　%d 条", len(lines)), Rules: w.rulesOf(part)}
		if parts > 1 {
			section.Title += fmt.Sprintf("，第 %d～%d 条", n*findingsInPart+1, n*findingsInPart+len(part))
			section.Parts = partLinks(name, n, parts)
		}
		if len(lines) == 0 {
			section.Title, section.Note = "审核意见", "没有审核意见。"
		}
		for _, one := range part {
			section.Findings = append(section.Findings, w.findingRow(one))
		}
		page.Sections = append(append([]linkedSection{}, head.Sections...), section)
		if n > 0 {
			page.Sections = page.Sections[len(head.Sections):]
		}
		if err := w.put(partName(name, n), page); err != nil {
			return err
		}
	}
	return nil
}

// partName is the file of the n-th part of a page, from 0.
func partName(name string, n int) string {
	if n == 0 {
		return name
	}
	return fmt.Sprintf("%s~%d.html", strings.TrimSuffix(name, ".html"), n+1)
}

// partLinks lead from a part to the first, the last and its neighbours.
func partLinks(name string, n, parts int) []Fact {
	var links []Fact
	for _, to := range []struct {
		words string
		part  int
	}{{"第一页", 0}, {"上一页", n - 1}, {"下一页", n + 1}, {"最后一页", parts - 1}} {
		if to.part >= 0 && to.part < parts && to.part != n {
			links = append(links, Fact{to.words, partName(name, to.part)})
		}
	}
	return links
}

// findingRow is a finding on a page of the folder.
func (w *pagesWriter) findingRow(one line) findingRow {
	row := w.Index.findingRow(one)
	row.Link = w.ways.outward(one.link)
	row.Page, row.RulePage = w.ways.region(one.region), pageName("rule", string(one.f.Rule))
	if of := w.ofFinding(one); of != nil {
		row.Project = of.page
	}
	return row
}
