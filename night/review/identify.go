package review

import (
	"slices"
	"strings"

	"hengji"
)

// regionCount is how many rows of a workbook name each region.
type regionCount map[string]int

// add counts the rows of a batch of a table.
func (c *regionCount) add(batch *hengji.Batch) {
	if batch.Form.Layout != hengji.LayoutTable {
		return
	}
	for i, column := range batch.Form.Columns() {
		if !column.Code || column.Field.Codes != "regions" {
			continue
		}
		if *c == nil {
			*c = regionCount{}
		}
		for row, code := range batch.Columns[i].Texts {
			if !batch.Columns[i].Null[row] {
				(*c)[code]++
			}
		}
	}
}

// most is the region of more than half of the rows; "" where there is none.
func (c regionCount) most() string {
	all := 0
	for _, n := range c {
		all += n
	}
	for code, n := range c {
		if 2*n > all {
			return code
		}
	}
	return ""
}

// A claim of whose workbook it is: the folder, the cover, the file name, the rows.
type claim struct {
	what string
	says hengji.Code // zero: nothing
}

// The four claims, in the order in which they decide where none has another
// on its side.
const (
	folderClaim = iota
	coverClaim
	nameClaim
	rowsClaim
)

// identify decides whose workbook it is, by all that says so. What stands alone
// against two is accused: the cover, the folder, a row by its own rule; a file name is
// only reported. A workbook in a wrong folder, and one of which two say one region and two
// another, is nobody's until that is mended.
func (v *Reviewer) identify(r Reading) Reading {
	claims := v.claims(r)
	r.region = first(claims)
	majority, disputed := agreed(claims)
	switch {
	case r.refused != "": // what cannot be read is reported as that alone
		return r
	case disputed:
		r.region = hengji.Code{}
		r.Findings = append(r.Findings, v.Rules.Finding(disputedRegion(claims)))
		return r
	case majority.Code != "":
		r.region = majority
	}
	with := names(claims, r.region.Code)
	if folder := claims[folderClaim].says; folder.Code != "" && folder.Code != r.region.Code {
		remark := hengji.Remark{Rule: hengji.RuleRegionMisplaced, Got: folder.Name, Want: r.region.Name, More: with, Key: folder.Name + "|" + r.region.Name}
		r.Findings, r.region = append(r.Findings, v.Rules.Finding(remark)), hengji.Code{}
		return r
	}
	if cover := claims[coverClaim].says; cover.Code != "" && cover.Code != r.region.Code {
		remark := v.atCover(r)
		remark.Rule, remark.Got, remark.Want, remark.More = hengji.RuleRegionFolder, strings.TrimSpace(r.RegionTyped), r.region.Name, with
		r.Findings = append(r.Findings, v.Rules.Finding(remark))
	}
	if name := claims[nameClaim].says; name.Code != "" && name.Code != r.region.Code {
		r.Findings = append(r.Findings, v.Rules.Finding(hengji.Remark{Rule: hengji.RuleRegionName, Got: name.Name, Want: r.region.Name, More: with, Key: name.Name}))
	}
	known := slices.ContainsFunc(r.Findings, func(f hengji.Finding) bool {
		return f.Rule == hengji.RuleRegionUnknown || f.Rule == hengji.RuleRegionBlank || f.Rule == hengji.RuleRegionAmbiguous
	})
	if r.region.Code == "" && !known {
		remark := v.atCover(r)
		remark.Rule, remark.Got = hengji.RuleRegionBlank, hengji.BlankShown
		if remark.Sheet == "" {
			remark.Got = hengji.WorkbookName(r.File)
		}
		r.Findings = append(r.Findings, v.Rules.Finding(remark))
	}
	return r
}

// claims are what folder, cover, file name and rows say of a workbook.
func (v *Reviewer) claims(r Reading) [4]claim {
	claims := [4]claim{{what: "文件夹"}, {what: "封面", says: r.Region}, {what: "文件名", says: v.planOf(r.Period).RegionInName(r.File)}, {what: "各行县市区"}}
	if code, ok := v.Region(r.Period, r.Folder); ok {
		claims[folderClaim].says = code
	}
	for _, code := range v.Rules.Regions(true) {
		if code.Code == r.rowRegions.most() {
			claims[rowsClaim].says = code
		}
	}
	return claims
}

// first is the region that folder, cover or file name say, in this order: rows alone may
// be of several.
func first(claims [4]claim) hengji.Code {
	for _, one := range claims[:rowsClaim] {
		if one.says.Code != "" {
			return one.says
		}
	}
	return hengji.Code{}
}

// agreed is the region that at least two say and more than any other; disputed where two
// say one and two another.
func agreed(claims [4]claim) (majority hengji.Code, disputed bool) {
	votes := map[string]int{}
	for _, one := range claims {
		if one.says.Code != "" {
			votes[one.says.Code]++
		}
	}
	for _, one := range claims {
		switch n := votes[one.says.Code]; {
		case n >= 2 && majority.Code == "":
			majority = one.says
		case n >= 2 && one.says.Code != majority.Code:
			return hengji.Code{}, true
		}
	}
	return majority, false
}

// names lists who says a region: 文件夹、封面.
func names(claims [4]claim, code string) string {
	var list []string
	for _, one := range claims {
		if one.says.Code == code {
			list = append(list, one.what)
		}
	}
	return strings.Join(list, "、")
}

// disputedRegion says who says what, and proposes nothing.
func disputedRegion(claims [4]claim) hengji.Remark {
	var parts, regions []string
	for _, one := range claims {
		if !slices.Contains(regions, one.says.Name) {
			regions = append(regions, one.says.Name)
			parts = append(parts, names(claims, one.says.Code)+"是“"+one.says.Name+"”")
		}
	}
	return hengji.Remark{Rule: hengji.RuleRegionDisputed, Got: strings.Join(parts, "，"), Key: strings.Join(regions, "|")}
}

// atCover is a remark at the cell of the cover that should tell the region; without a
// sheet where there is none.
func (v *Reviewer) atCover(r Reading) (remark hengji.Remark) {
	for _, at := range r.Cells {
		form := v.Rules.Form(at.Form)
		if form == nil || form.Layout != hengji.LayoutForm {
			continue
		}
		if field := form.Field(at.Field); field != nil && field.Identifies == "region" {
			remark.Form, remark.Field, remark.Label = form.Name, field.Name, field.Label
			remark.Sheet, remark.Row, remark.Column = at.Sheet, max(at.CellRow, at.Row), at.Column
			break
		}
	}
	return remark
}

// settled takes from the board what was nobody's and was settled since: the same bytes came
// again and are somebody's, or the region whose folder it lay in handed in its own.
func (v *Reviewer) settled(standings []hengji.Standing, folder func(int) string) {
	for i := range standings {
		stray := &standings[i]
		if stray.RegionCode != "" {
			continue
		}
		lies, _ := v.Region(stray.Period, folder(i))
		for _, later := range standings {
			again := later.SHA256 == stray.SHA256 && later.Submission > stray.Submission && later.ReceivedAt.After(stray.ReceivedAt) // a copy beside it settles nothing
			own := later.RegionCode == lies.Code && later.Submission > stray.Submission
			if later.Period == stray.Period && later.RegionCode != "" && (again || own) {
				stray.Latest = false
			}
		}
	}
}
