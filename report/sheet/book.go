// Package sheet writes workbooks that people read, fill in, print and sign. Texts,
// numbers and looks come in; a workbook of those sheets goes out, the same bytes for
// the same calls: no clock is looked at, and nothing of whoever made it is told. It
// refuses to let a text act: what is a text never becomes a formula, and hidden
// characters are dropped. It knows nothing of returns, templates or tables.
package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hengji/report/inert"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

// Theme is what all sheets of a book have in common.
type Theme struct {
	Font      string
	Charset   int     // characters that a font must have that is taken instead, as Windows counts them; 0 is not said
	Ink, Edge string  // RRGGBB of texts and of borders
	Side, End float64 // margins of a page left and right, above and below, in inches
}

// Book is a workbook being made. The first error is kept and what follows it does
// nothing of use; Bytes tells it.
type Book struct {
	theme  Theme
	file   *excelize.File
	styles map[Look]int
	names  []string // of its sheets
	sums   bool
	// formulas stand beside their results
	formulas bool
	err      error
}

// New begins a book.
func New(theme Theme) *Book {
	return &Book{theme: theme, file: excelize.NewFile(), styles: map[Look]int{}}
}

// Fail keeps an error, if it is the first, for Bytes to tell.
func (b *Book) Fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// Name makes a title fit to be a sheet's name: without the characters that it may not
// have, at most 31 long. It may be "".
func Name(title string) string {
	return first(31, strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, inert.OneLine(title)))
}

// first is so many characters of a text, or all of fewer.
func first(most int, text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}

// Sheet begins the next sheet. Where the title is no name, or taken, the name ends in a
// number.
func (b *Book) Sheet(title string) *Sheet {
	plain := Name(title)
	name := plain
	for n := 2; name == "" || slices.ContainsFunc(b.names, func(other string) bool { return strings.EqualFold(other, name) }); n++ {
		name = first(28, plain) + fmt.Sprint(n)
	}
	if len(b.names) == 0 {
		b.Fail(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.Fail(err)
	}
	b.names = append(b.names, name)
	return &Sheet{Name: name, book: b}
}

// Properties sets what a book says of itself. Without a time of making it has a fixed
// one.
func (b *Book) Properties(p excelize.DocProperties) {
	p.Creator = "hengji"
	if p.Created == "" {
		p.Created = "2000-01-01T00:00:00Z"
	}
	p.Modified = p.Created
	b.Fail(b.file.SetDocProps(&p))
}

// Property sets a property of our own, which survives whatever is done to the cells.
func (b *Book) Property(name, value string) {
	b.Fail(b.file.SetCustomProps(excelize.CustomProperty{Name: name, Value: value}))
}

var (
	// sumCell is a formula as excelize writes it: its result a text. A sum that was not
	// calculated yet would be an empty text to others.
	sumCell = regexp.MustCompile(`( t="str")(><f>SUM\([A-Z0-9:]+\)</f></c>)`)
	// formulaCell is one with the number that it gives, which excelize calls a text.
	formulaCell = regexp.MustCompile(`( t="str")(><f>[^<]*</f><v>)`)
	// partType is an entry of the list of types, which excelize writes in the order of a
	// map where there are charts; sorted, the same book has the same bytes.
	partType = regexp.MustCompile(`<(Default|Override) [^>]*>(</(Default|Override)>)?`)
)

// Bytes ends the book and gives it as a file, its first sheet in front.
func (b *Book) Bytes() ([]byte, error) {
	defer b.file.Close()
	b.file.SetActiveSheet(0)
	if b.sums {
		// Whoever fills it in by program leaves the sums as they were; the first program
		// that opens it calculates them anew.
		yes := true
		b.Fail(b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &yes}))
	}
	if b.err != nil {
		return nil, b.err
	}
	plain, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	p, err := ooxml.OpenParcel(plain.Bytes())
	if err != nil {
		return nil, err
	}
	types, err := p.Read(ooxml.ContentTypes)
	if err != nil {
		return nil, err
	}
	list := partType.FindAll(types, -1)
	slices.SortFunc(list, slices.Compare)
	next := -1
	p.Put(ooxml.ContentTypes, partType.ReplaceAllFunc(types, func([]byte) []byte {
		next++
		return list[next]
	}))
	for _, name := range p.Names() {
		if !b.sums && !b.formulas || !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		part, err := p.Read(name)
		if err != nil {
			return nil, err
		}
		part = sumCell.ReplaceAll(part, []byte("$2"))
		p.Put(name, formulaCell.ReplaceAll(part, []byte("$2")))
	}
	return p.Bytes()
}
