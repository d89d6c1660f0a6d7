package transform

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

// Plan is the rules made ready for reading workbooks: indexes of labels, sheet
// names and codes. It is made once a run and only read afterwards, so that any
// number of workbooks may be read with it at the same time.
type Plan struct {
	rules   *hengji.Rules
	forms   []*formPlan
	names   map[string]*formPlan // folded sheet names and titles; nil where two forms share one
	codes   map[string]*codeIndex
	regions *codeIndex

	senseWords []string // signs and words before a value, longest first
}

// formPlan is one form made ready.
type formPlan struct {
	form       *hengji.Form
	fields     []*fieldPlan
	columns    []hengji.FormColumn
	fieldAt    []int // field of each column
	labels     labelIndex
	names      []string // folded title and sheet names
	missing    map[string]bool
	longest    int // bytes of the longest text in missing
	totals     map[string]bool
	key        []int
	unique     []int     // fields whose values may not come twice
	identifies bool      // tells whose submission it is: the cover
	addsMoney  bool      // its total rows add up amounts
	inner      *formPlan // the table that stands inside this form's sheets; nil for none
	outer      *formPlan // the form whose sheets this table stands in; nil for sheets of its own
	gridRows   labelIndex
	gridCols   labelIndex
	ignored    map[string]bool // captions, folded, with and without their unit
}

// fieldPlan is one field made ready.
type fieldPlan struct {
	field     *hengji.Field
	index     int
	form      *formPlan
	unit      string // as unitWords calls it
	codes     *codeIndex
	key       bool
	codeLike  bool // spaces and width mean nothing in it: keys, credit codes, patterns
	free      bool // free text, whose paragraphs stay
	percent   bool // a percent number
	fraction  bool // a bare 0.98 means 98
	pattern   *regexp.Regexp
	enum      map[string]bool
	whenField int // field that BlankWhen looks at; -1 for none
	whenValue string
	gridRow   int // place in Form.GridRows; -1 where the value stands at the field's own label
	gridCol   int
	carried   int                      // field of the enclosing form that it is taken from; -1 for none
	unsought  bool                     // it has no label of its own in a sheet
	split     map[string]int           // part → field
	unitField int                      // the field that says the unit of this number; -1 for none
	facts     map[string]hengji.RuleID // fact → rule id
}

// Prepare makes the rules ready. They must be such as schema accepts; where a
// pattern does not compile it is left out, which vet tells.
func Prepare(rules *hengji.Rules) *Plan {
	p := &Plan{rules: rules, names: map[string]*formPlan{}, codes: map[string]*codeIndex{}}
	for name, list := range rules.CodeLists {
		if len(list.Codes) > 0 {
			p.codes[name] = newCodeIndex(list)
		}
	}
	if p.regions = p.codes["regions"]; p.regions == nil {
		p.regions = newCodeIndex(&hengji.CodeList{})
	}
	p.senseWords = prefixWords(p.codes["senses"])
	for _, form := range rules.Forms {
		f := p.prepareForm(form)
		p.forms = append(p.forms, f)
		if form.Within != "" {
			continue // no sheet is named for it
		}
		for _, name := range append([]string{form.Title}, form.SheetNames...) {
			key := foldName(name)
			if other, taken := p.names[key]; taken && other != f {
				p.names[key] = nil
				continue
			}
			p.names[key] = f
			f.names = append(f.names, key)
		}
	}
	for _, f := range p.forms {
		p.enclose(f)
	}
	return p
}

// enclose joins a table with the form whose sheets it stands in.
func (p *Plan) enclose(f *formPlan) {
	for _, outer := range p.forms {
		if f.form.Within == "" || outer.form.Name != f.form.Within || outer == f {
			continue
		}
		f.outer, outer.inner = outer, f
		for _, fp := range f.fields {
			for i, field := range outer.form.Fields {
				if fp.field.Carried == field.Name {
					fp.carried = i
				}
			}
		}
	}
}

func (p *Plan) prepareForm(form *hengji.Form) *formPlan {
	f := &formPlan{
		form: form, columns: form.Columns(),
		missing: map[string]bool{"": true}, totals: map[string]bool{},
	}
	f.prepareWords()
	for i, field := range form.Fields {
		fp := p.prepareField(f, i, field)
		f.fields = append(f.fields, fp)
		f.identifies = f.identifies || field.Identifies != ""
		f.addsMoney = f.addsMoney || field.Totalled && moneyYuan[fp.unit] != 0
	}
	for i, column := 0, 0; i < len(form.Fields); i++ {
		for ; column < len(f.columns) && f.columns[column].Field == form.Fields[i]; column++ {
			f.fieldAt = append(f.fieldAt, i)
		}
	}
	f.prepareGrid()
	f.prepareLabels()
	f.prepareKey()
	f.prepareUnits()
	f.prepareBlanks()
	return f
}

// prepareWords folds the texts that stand for a blank and those that name a total.
func (f *formPlan) prepareWords() {
	for _, text := range f.form.Missing {
		for _, text := range []string{text, trimText(text), norm.NFKC.String(text), fullWidth(text)} {
			f.missing[text] = true
			f.longest = max(f.longest, len(text))
		}
	}
	for _, label := range f.form.TotalLabels {
		f.totals[flatten(foldSpaces(label))] = true
	}
}

// prepareLabels notes the labels by which fields are found.
func (f *formPlan) prepareLabels() {
	lists := make([][]string, len(f.fields))
	for i, fp := range f.fields {
		if !fp.unsought {
			lists[i] = append([]string{fp.field.Label}, fp.field.Aliases...)
		}
	}
	f.labels = indexLabels(lists)
}

// indexLabels finds of each label the number of its list, whose first is the label and
// the rest its aliases: whole labels first, then labels without their unit, so that the
// latter never take a name from the former.
func indexLabels(lists [][]string) labelIndex {
	index := labelIndex{}
	each := func(note func(l label, list int, r rank)) {
		for i, list := range lists {
			for n, text := range list {
				note(readLabel(text), i, labelRank(n))
			}
		}
	}
	each(func(l label, list int, r rank) { index.add(l.whole, list, r) })
	each(func(l label, list int, r rank) {
		if taken, found := index[l.base]; !found || taken.field == list {
			index.add(l.base, list, r)
		}
	})
	return index
}

// prepareBlanks finds the field whose value says that a blank stands for another.
func (f *formPlan) prepareBlanks() {
	for _, fp := range f.fields {
		fp.whenField = -1
		name, value, found := strings.Cut(fp.field.BlankWhen, "=")
		if !found {
			continue
		}
		for _, other := range f.fields {
			if other.field.Name == name {
				fp.whenField, fp.whenValue = other.index, value
			}
		}
	}
}

// prepareGrid indexes the labels of the grid's rows and columns, and the captions
// that mean nothing; fields find their place in the grid, and the fields that
// parts of their text go to.
func (f *formPlan) prepareGrid() {
	f.gridRows, f.gridCols = indexLabels(f.form.GridRows), indexLabels(f.form.GridColumns)
	f.ignored = map[string]bool{}
	for _, text := range f.form.Ignored {
		l := readLabel(text)
		f.ignored[l.whole], f.ignored[l.base] = true, true
	}
	for _, fp := range f.fields {
		fp.gridRow, fp.gridCol, fp.carried = -1, -1, -1
		for i, list := range f.form.GridRows {
			if len(list) > 0 && list[0] == fp.field.GridRow {
				fp.gridRow = i
			}
		}
		for i, list := range f.form.GridColumns {
			if len(list) > 0 && list[0] == fp.field.GridColumn {
				fp.gridCol = i
			}
		}
		fp.unsought = fp.field.GridRow != "" || fp.field.Carried != ""
		for part, name := range fp.field.Split {
			for i, field := range f.form.Fields {
				if field.Name == name && fp.field != field {
					if fp.split == nil {
						fp.split = map[string]int{}
					}
					fp.split[part] = i
				}
			}
		}
	}
}

// isCaption is true of a text that stands between the labels and means nothing alone. What
// its block is worth may stand behind it: 年度绩效目标（80分）.
func (f *formPlan) isCaption(l label) bool {
	if worth, ok := strings.CutSuffix(l.whole, "分"); ok && f.ignored[strings.TrimRight(worth, "0123456789")] {
		return true
	}
	return l.whole != "" && (f.ignored[l.whole] || l.base != "" && f.ignored[l.base])
}

func labelRank(n int) rank {
	if n == 0 {
		return labelMatch
	}
	return aliasMatch
}

// prepareUnits finds the numbers whose unit stands beside them: those that declare none,
// in a form with one field of the code list of units.
func (f *formPlan) prepareUnits() {
	unit := -1
	for i, fp := range f.fields {
		fp.unitField = -1
		if fp.field.Codes == "units" {
			unit = i
		}
	}
	for _, fp := range f.fields {
		if unit >= 0 && f.form.Layout == hengji.LayoutTable && fp.field.Kind == hengji.Number && fp.field.Unit == "" {
			fp.unitField = unit
		}
	}
}

// prepareKey finds the fields that name a record, and those whose values may not
// come twice.
func (f *formPlan) prepareKey() {
	for _, name := range f.form.Key {
		for i, fp := range f.fields {
			if fp.field.Name != name {
				continue
			}
			fp.key, fp.free = true, false
			f.key = append(f.key, i)
		}
	}
	for i, fp := range f.fields {
		if fp.facts["unique"] != "" && (fp.field.Kind == hengji.Text || fp.field.Kind == hengji.Integer) {
			f.unique = append(f.unique, i)
		}
	}
}

// facts are the names of all facts; each field has rules for some of them.
var facts = []string{"required", "number", "integer", "date", "boolean", "minimum", "maximum", "maxLength", "pattern", "enum", "code", "unique", "uscc"}

func (p *Plan) prepareField(form *formPlan, index int, field *hengji.Field) *fieldPlan {
	f := &fieldPlan{field: field, index: index, form: form, codes: p.codes[field.Codes], facts: map[string]hengji.RuleID{}}
	f.unit = unitWords[norm.NFKC.String(field.Unit)]
	f.percent = f.unit == "%" && field.Kind == hengji.Number
	f.fraction = f.percent && (field.Minimum == nil || *field.Minimum >= 0)
	if field.Pattern != "" {
		f.pattern, _ = regexp.Compile(`^(?:` + field.Pattern + `)$`)
	}
	if len(field.Enum) > 0 {
		f.enum = map[string]bool{}
		for _, text := range field.Enum {
			f.enum[text] = true
		}
	}
	f.codeLike = form.form.IsCode(field)
	f.free = field.Kind == hengji.Text && !field.Required && !f.codeLike && field.Codes == "" && len(field.Enum) == 0
	for _, fact := range facts {
		id := hengji.FactRule(form.form.Name, field.Name, fact)
		if p.rules.Catalogue[id] != nil {
			f.facts[fact] = id
		}
	}
	return f
}

// isMissing reports whether a trimmed text stands for a blank.
func (f *formPlan) isMissing(text string) bool {
	if len(text) == 0 {
		return true
	}
	if len(text) > f.longest {
		return false
	}
	return f.missing[text]
}

// fullWidth is the text as people type it with a Chinese keyboard: － for -.
func fullWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			return r + 0xFEE0
		}
		return r
	}, text)
}

// tooLong reports whether a text has more characters than allowed, counting them
// only where that can be.
func tooLong(text string, most int) (runes int, long bool) {
	if most <= 0 || len(text) <= most {
		return 0, false
	}
	runes = utf8.RuneCountInString(text)
	return runes, runes > most
}
