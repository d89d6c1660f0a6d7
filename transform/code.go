package transform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hengji"
)

// How says in which way a text named a code.
type How uint8

const (
	Unknown   How = iota // none; candidates may be suggested
	Ambiguous            // it may mean several, and is asked
	ByName               // the canonical name
	ByAlias
	ByCode   // our own code, or one of the public ones
	ByFormer // a former name or code
)

// Match is what a text said about a code: how it named it, or which ones it may
// have meant. Candidates only suggest.
type Match struct {
	How        How
	Candidates []string // canonical names
}

// Decides reports whether the text names one code.
func (m Match) Decides() bool { return m.How >= ByName }

// codeMatch is the place of a code in its list.
type codeMatch struct {
	index int32
	how   How
}

// codeIndex finds the codes of one list by anything that names them.
type codeIndex struct {
	list    *hengji.CodeList
	codes   []hengji.Code
	matches map[string]codeMatch // texts as declared, and folded
	names   []foldedName
}

// foldedName is a name that an unknown text may have meant.
type foldedName struct {
	folded string
	index  int32
}

// publicCodes are the columns of a code list that hold codes of public registers
// (GB/T 2260, 统计用区划代码): people write them in place of a name.
var publicCodes = []string{"gb2260", "nbs_code"}

func newCodeIndex(list *hengji.CodeList) *codeIndex {
	c := &codeIndex{list: list, codes: list.Codes, matches: map[string]codeMatch{}}
	// Canonical names win over aliases, those over codes, those over former names.
	for i, code := range c.codes {
		c.add(code.Name, i, ByName)
	}
	for i, code := range c.codes {
		for _, alias := range code.Aliases {
			c.add(alias, i, ByAlias)
		}
	}
	for i, code := range c.codes {
		c.add(code.Code, i, ByCode)
		for _, column := range publicCodes {
			for _, public := range strings.Split(code.Extra[column], "|") {
				c.add(public, i, ByCode)
			}
		}
	}
	for i, code := range c.codes {
		for _, former := range code.Former {
			c.add(former, i, ByFormer)
		}
	}
	return c
}

func (c *codeIndex) add(text string, index int, how How) {
	if text == "" {
		return
	}
	folded := foldCode(text)
	if how != ByCode {
		c.names = append(c.names, foldedName{folded: folded, index: int32(index)})
	}
	for _, key := range []string{text, folded} {
		old, known := c.matches[key]
		switch {
		case !known:
			c.matches[key] = codeMatch{index: int32(index), how: how}
		case old.index != int32(index) && old.how == how:
			c.matches[key] = codeMatch{index: -1, how: Ambiguous}
		}
	}
}

// choices names the codes of a list that a person can take in at a glance; of a longer
// one its first few.
func (c *codeIndex) choices() string {
	const most, few = 12, 6
	shown := c.codes
	if len(shown) > most {
		shown = shown[:few]
	}
	names := make([]string, len(shown))
	for i, code := range shown {
		names[i] = code.Name
	}
	if len(shown) < len(c.codes) {
		return strings.Join(names, "、") + "等 " + strconv.Itoa(len(c.codes)) + " 种"
	}
	return strings.Join(names, "、")
}

// foldCode brings a text to the form in which codes are compared.
func foldCode(text string) string { return foldSpaces(text) }

// find looks a trimmed text up. The first look needs no folding, as nearly all
// cells hold a name as declared.
func (c *codeIndex) find(text string) (codeMatch, bool) {
	if hit, ok := c.matches[text]; ok {
		return hit, hit.how >= ByName
	}
	if len(text) > longestLabel {
		return codeMatch{index: -1}, false
	}
	hit, ok := c.matches[foldCode(text)]
	if !ok {
		return codeMatch{index: -1}, false
	}
	return hit, hit.how >= ByName
}

var (
	province = regexp.MustCompile(`^[\p{Han}]{2,7}?(?:省|自治区)`)
	// organ is what stands behind the name of a place where one of its offices reports.
	organ = regexp.MustCompile(`^(?:(?:人民)?政府|管委会|管理委员会|[^县区市镇乡村]{1,12}(?:局|委|委员会|办|办公室|中心))(?:[^县区市镇乡村]{1,8}[科股室])?$`)
)

// findPlace is find for a list of places, as people fill them in: behind the names of
// the province and the city, before that of an office (湖南省衡阳市石鼓区科学技术局). What
// is no known place and an office, and nothing else, is not found: 衡山高新区 is neither
// 衡山 nor 高新区. An office of the city itself (衡阳市财政局) reports for nobody.
func (c *codeIndex) findPlace(text string) (codeMatch, bool) {
	hit, ok := c.find(text)
	if ok || len(text) > longestLabel {
		return hit, ok
	}
	rest := foldCode(text)
	for _, cut := range []func(string) string{
		func(s string) string { return s },
		func(s string) string { return province.ReplaceAllString(s, "") },
		c.withoutCity,
	} {
		rest = cut(rest)
		if found, ok := c.find(rest); ok {
			return found, true
		}
		if found, ok := c.beforeOrgan(rest); ok {
			return found, true
		}
	}
	return hit, false
}

// withoutCity cuts the name of the city off the front: what stands before a place's own
// name in one of its aliases (衡阳市珠晖区).
func (c *codeIndex) withoutCity(folded string) string {
	for _, name := range c.names {
		city, ok := strings.CutSuffix(name.folded, foldCode(c.codes[name.index].Name))
		if rest, cut := strings.CutPrefix(folded, city); ok && cut && strings.HasSuffix(city, "市") {
			return rest
		}
	}
	return folded
}

// beforeOrgan finds the longest name before that of an office.
func (c *codeIndex) beforeOrgan(folded string) (codeMatch, bool) {
	best := foldedName{}
	for _, name := range c.names {
		if strings.HasPrefix(folded, name.folded) && len(name.folded) > len(best.folded) {
			best = name
		}
	}
	if best.folded == "" || !organ.MatchString(folded[len(best.folded):]) {
		return codeMatch{index: -1}, false
	}
	hit, ok := c.find(best.folded)
	if kind := c.codes[best.index].Kind; kind == "municipal" || kind == "department" {
		ok = false
	}
	return hit, ok
}

// Region says which region (or the department) a text names: folder names, file
// names, covers. Width, spaces and radicals are folded; then the canonical name,
// an alias, a code, a former name or code decide. Anything else only suggests:
// 衡阳 may be several, 衡山高新区 is neither 高新区 nor 衡山县.
func (p *Plan) Region(text string) (hengji.Code, Match) {
	hit, ok := p.regions.findPlace(trimText(text))
	if ok {
		return p.regions.codes[hit.index], Match{How: hit.how}
	}
	candidates := p.regions.candidates(text)
	how := Unknown
	if len(candidates) > 1 || hit.how == Ambiguous {
		how = Ambiguous
	}
	return hengji.Code{}, Match{How: how, Candidates: candidates}
}

// RegionInName looks for a region among the parts of a file's name
// ("2021年度…自评_耒阳市(2).xlsx"); the zero code where none or two
// different ones are named.
func (p *Plan) RegionInName(file string) hengji.Code {
	name := file[strings.LastIndexByte(file, '/')+1:]
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		name = name[:dot]
	}
	var found hengji.Code
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return isGap(r) || strings.ContainsRune("_-—－＿.()（）[]【】", r) }) {
		hit, ok := p.regions.find(part)
		if !ok {
			continue
		}
		code := p.regions.codes[hit.index]
		if found.Code != "" && found.Code != code.Code {
			return hengji.Code{}
		}
		found = code
	}
	if found.Code == "" {
		found = p.regions.within(name)
	}
	return found
}

// onlyRegionOf is the one region of a kind; the zero code where there is none or several.
func (p *Plan) onlyRegionOf(kind string) hengji.Code {
	var found hengji.Code
	for i := range p.regions.codes {
		if code := &p.regions.codes[i]; code.Kind == kind {
			if found.Code != "" {
				return hengji.Code{}
			}
			found = *code
		}
	}
	return found
}

// within is the one code whose name, of three characters at least, stands in a text:
// 2021年度市科技局部门整体支出绩效自评. A place comes before the city that it lies in and
// before our own department; the zero code where two are named.
func (c *codeIndex) within(text string) hengji.Code {
	folded := foldCode(text)
	var found []hengji.Code
	for _, name := range c.names {
		code := c.codes[name.index]
		if utf8.RuneCountInString(name.folded) >= 3 && strings.Contains(folded, name.folded) && !c.insideLonger(folded, name) &&
			!slices.ContainsFunc(found, func(f hengji.Code) bool { return f.Code == code.Code }) {
			found = append(found, code)
		}
	}
	for _, kind := range []string{"department", "municipal"} {
		if len(found) > 1 {
			found = slices.DeleteFunc(found, func(f hengji.Code) bool { return f.Kind == kind })
		}
	}
	if len(found) != 1 {
		return hengji.Code{}
	}
	return found[0]
}
