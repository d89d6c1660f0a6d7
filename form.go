package hengji

import (
	"cmp"
	"slices"
	"strings"
)

// Form is one sheet that should arrive: a file of schema/forms.
type Form struct {
	Name        string     // English, the name of stg.<name> and core.<name>
	Title       string     // 项目资金安排表
	Description string     // one line, the table's comment in the database
	Reporter    string     // who hands it in: "region" or "department"
	PeriodKinds []string   // the kinds of periods that ask for it and for nothing else: 现场抽查; none for all others
	Layout      Layout     // table or form
	SheetNames  []string   // sheet names that mean this form, besides Title
	Required    bool       // a submission without this sheet is returned
	Key         []string   // field names that name one record
	Missing     []string   // texts that mean blank: —, /, 无 …
	TotalLabels []string   // 合计, 小计 …: rows that are checked and excluded
	Repeats     bool       // form layouts: any number of sheets, one record each
	Within      string     // tables: the form inside whose sheets this one stands; "" for a sheet of its own
	Ignored     []string   // captions that mean nothing by themselves: 项目资金（万元）, 绩效指标
	GridRows    [][]string // the row labels that fields of GridRow stand at, each with its aliases behind it
	GridColumns [][]string // the column labels, likewise
	Fields      []*Field   // in the order of the official form
	Source      FilePlace  // where it is declared
}

// Layout says how a sheet carries records.
type Layout string

const (
	// LayoutTable has a header and one record a row.
	LayoutTable Layout = "table"
	// LayoutForm has one record, each value beside or below its label.
	LayoutForm Layout = "form"
)

// Field is one column of a table or one labelled cell of a form layout.
type Field struct {
	Name        string
	Label       string   // as the official form prints it, unit included
	Aliases     []string // other labels that mean the same
	Description string
	Kind        Kind
	Unit        string   // 万元, % …; "" where the label needs none
	Required    bool     // a blank is a finding
	Unique      bool     // no two records of a submission may have the same value
	Minimum     *Decimal // numbers only, inclusive
	Maximum     *Decimal
	MaxLength   int      // runes; 0 is unlimited
	Pattern     string   // regular expression over the whole text
	Enum        []string // the only texts allowed
	Codes       string   // name of a CodeList; the column <name>_code is added
	Format      string   // "uscc", or ""
	BlankAs     string   // value read for a blank, told as a notice ("0")
	BlankWhen   string   // "field=value": only where another field of the row has this (canonical) value
	FillDown    bool     // a cell merged down counts for each row that it covers
	Inherits    bool     // a blank is the value above, as in a column of groups; told as a notice
	Totalled    bool     // 合计 rows carry the sum of this field
	GridRow     string   // the value stands where this row label and GridColumn meet; "" where it stands at its label
	GridColumn  string
	Below       bool                // a form layout's value that stands below its label
	Carried     string              // the field of the enclosing form that every record takes this value from
	Split       map[string]string   // part (code, sense, unit) → field that takes it where it stands in this one's text
	Identifies  string              // "region", "period", "version", "nil": what it tells of the whole submission
	Personal    string              // "phone", "identity", "account": masked before it enters the database
	Severity    map[string]Severity // fact → severity, where it is not the fact's usual one
	Message     map[string]string   // fact → message, likewise
	Source      FilePlace
}

// Kind is the type of a field's values.
type Kind uint8

const (
	Text    Kind = iota // VARCHAR
	Integer             // BIGINT
	Number              // DECIMAL(18,6)
	Date                // DATE
	Boolean             // BOOLEAN; 是 / 否 in a workbook
)

// String gives the name used in form files.
func (k Kind) String() string {
	return [...]string{"string", "integer", "number", "date", "boolean"}[k]
}

// FormColumn is a column of a form's batches and of its table in the database.
type FormColumn struct {
	Name  string
	Kind  Kind
	Field *Field
	Code  bool // holds the canonical code of a field with a code list, NULL where unresolved
}

// Columns lists the typed columns of the form: one a field in form order, and
// after a field with a code list the column <name>_code. The field's own column
// then holds the canonical name, or the text as typed where it is unresolved.
func (f *Form) Columns() []FormColumn {
	var columns []FormColumn
	for _, field := range f.Fields {
		columns = append(columns, FormColumn{Name: field.Name, Kind: field.Kind, Field: field})
		if field.Codes != "" {
			columns = append(columns, FormColumn{Name: field.Name + "_code", Kind: Text, Field: field, Code: true})
		}
	}
	return columns
}

// Field finds a field by name; nil where there is none.
func (f *Form) Field(name string) *Field {
	for _, field := range f.Fields {
		if field.Name == name {
			return field
		}
	}
	return nil
}

// IsCode reports whether a field of the form holds codes: spaces and width mean nothing
// in them, and digits are nobody's. 项目编号 is one wherever it stands, and so is what
// must match a pattern, and what alone names a record; a name is none. nil is none.
func (f *Form) IsCode(field *Field) bool {
	if field == nil || field.Kind != Text || field.Personal != "" {
		return false
	}
	return field.Format == "uscc" || field.Pattern != "" || strings.HasSuffix(field.Name, "_code") ||
		len(f.Key) == 1 && f.Key[0] == field.Name && !strings.HasSuffix(field.Name, "_name")
}

// CodeList is a list of allowed values: a CSV file of schema/codes, and the
// table ref.<name> of the database. The first columns are code and name where
// the list is one that fields refer to.
type CodeList struct {
	Name    string
	Columns []CodeColumn
	Rows    [][]string // as written, one text a column
	Lines   []int      // of the file, one a row
	Codes   []Code     // the rows as codes, where the list has code and name
	Source  FilePlace
}

// CodeColumn is a column of a code list. The header of the file may name a type
// behind a colon (amount_wan:number); without one it is text. A star behind the name
// (period*) makes the column a part of the key, and
// >=0 behind a type refuses numbers below 0.
type CodeColumn struct {
	Name        string
	Kind        Kind
	NotNegative bool // its numbers are 0 or more
	Key         bool // of the columns that name a row: no two rows have the same in all of them
}

// Code is one entry of a code list that fields refer to.
type Code struct {
	Code    string
	Name    string
	Aliases []string          // other names that mean the same today
	Former  []string          // former names and codes: read, and told as a notice
	Kind    string            // the column kind, where there is one
	Extra   map[string]string // every other column, by name

	ValidFrom, ValidTo string // days as YYYY-MM-DD, inclusive; "" is no bound
	Successor          string // the code that takes its place, "" for none
}

// Fund is what paper calls the money whose use is judged: the names of the code list
// funds, one or several.
func (r *Rules) Fund() string {
	var names []string
	if list := r.CodeLists["funds"]; list != nil {
		for _, one := range list.Codes {
			names = append(names, one.Name)
		}
	}
	return cmp.Or(strings.Join(names, "、"), "专项资金")
}

// AskedIn names the forms that a period of a kind asks for: those that are named for it,
// else those that are made for its kind alone; nil is every form that is made for none.
func (r *Rules) AskedIn(kind string, named []string) []string {
	if len(named) > 0 {
		return named
	}
	var own []string
	for _, form := range r.Forms {
		if slices.Contains(form.PeriodKinds, kind) {
			own = append(own, form.Name)
		}
	}
	return own
}

// Asks says whether a form is asked for in the period that the rules are of.
func (r *Rules) Asks(f *Form) bool {
	if len(r.Asked) == 0 {
		return len(f.PeriodKinds) == 0
	}
	return slices.Contains(r.Asked, f.Name)
}

// AsksRegions says whether the period that the rules are of asks regions for anything.
func (r *Rules) AsksRegions() bool {
	return slices.ContainsFunc(r.Forms, func(f *Form) bool { return f.Reporter != "department" && r.Asks(f) })
}

// Regions lists the reporters in published order. With department false the
// department's own entry (kind department) is left out: the seventeen.
func (r *Rules) Regions(department bool) []Code {
	list := r.CodeLists["regions"]
	if list == nil {
		return nil
	}
	var regions []Code
	for _, code := range list.Codes {
		if code.Kind != "department" || department {
			regions = append(regions, code)
		}
	}
	return regions
}
