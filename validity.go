package hengji

import (
	"slices"
	"strings"
)

// This file says which rows of a code list hold on the days of a period. A row may carry
// valid_from and valid_to, both inclusive, and the successor that takes it over; each code
// stands once.

// In gives the rules as a period has them: code lists with the rows of its days (as
// YYYY-MM-DD), and of the forms only those asked for where forms names them. Where that
// changes nothing it is the rules themselves.
//
// A row that ended is read as its successor, told as a former name; without one it still
// holds where it did on some day of the period. One that begins later is read as what it
// succeeds. Lists keep their rows (ref.<list> has them all); only their codes change.
func (r *Rules) In(first, last string, forms []string) *Rules {
	in := *r
	in.Asked = forms
	in.CodeLists = map[string]*CodeList{}
	changed := len(forms) > 0
	for name, list := range r.CodeLists {
		in.CodeLists[name] = list
		if slices.ContainsFunc(list.Codes, func(c Code) bool { return c.ValidFrom+c.ValidTo != "" }) {
			cut := *list
			from := first
			if name == "regions" {
				from = last // who reports is told by the last day: a region that ended has no row in any table
			}
			cut.Codes = codesIn(list.Codes, from, last)
			in.CodeLists[name], changed = &cut, true
		}
	}
	in.Forms = slices.Clone(r.Forms)
	for i, form := range r.Forms {
		if form.Required && len(forms) > 0 && !slices.Contains(forms, form.Name) {
			unasked := *form
			unasked.Required = false
			in.Forms[i] = &unasked
		}
	}
	if !changed {
		return r
	}
	return &in
}

// HoldsOn says whether a row holds on a day.
func (c Code) HoldsOn(day string) bool {
	return c.ValidFrom <= day && (c.ValidTo == "" || c.ValidTo >= day)
}

// Meets says whether two rows hold on one day.
func (c Code) Meets(other Code) bool {
	return (c.ValidTo == "" || other.ValidFrom <= c.ValidTo) && (other.ValidTo == "" || c.ValidFrom <= other.ValidTo)
}

func codesIn(codes []Code, first, last string) []Code {
	byCode := map[string]Code{}
	for _, c := range codes {
		byCode[c.Code] = c
	}
	// leads follows a row's successors up to one that is asked for.
	leads := func(from Code, to func(Code) bool) (Code, bool) {
		for range codes { // as many steps as there are rows: a circle ends
			next, known := byCode[from.Successor]
			if !known {
				return Code{}, false
			}
			if to(next) {
				return next, true
			}
			from = next
		}
		return Code{}, false
	}
	former := map[string][]string{} // by code: texts of other rows that mean it
	var in []Code
	for _, c := range codes {
		texts := slices.Concat([]string{c.Code, c.Name}, c.Aliases, c.Former)
		for _, public := range []string{"gb2260", "nbs_code"} {
			texts = append(texts, strings.Split(c.Extra[public], "|")...)
		}
		switch {
		case c.HoldsOn(last):
			in = append(in, c)
		case c.ValidFrom > last:
			for _, before := range codes {
				if _, follows := leads(before, func(to Code) bool { return to.Code == c.Code }); follows && before.HoldsOn(last) {
					former[before.Code] = append(former[before.Code], texts...)
				}
			}
		default: // it ended
			if heir, there := leads(c, func(to Code) bool { return to.HoldsOn(last) }); there {
				former[heir.Code] = append(former[heir.Code], texts...)
			} else if c.ValidTo >= first {
				in = append(in, c)
			}
		}
	}
	for i := range in {
		if more := former[in[i].Code]; more != nil {
			in[i].Former = slices.Concat(in[i].Former, more)
		}
	}
	return in
}
