package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"hengji"
)

// describe prints rules for golden texts, everything but the fingerprint.
func describe(rules *hengji.Rules) string {
	var b strings.Builder
	for _, form := range rules.Forms {
		fmt.Fprintf(&b, "form %s\n", describeForm(form))
	}
	for _, name := range slices.Sorted(maps.Keys(rules.CodeLists)) {
		list := rules.CodeLists[name]
		fmt.Fprintf(&b, "list %s %v %d rows (%s:%d)\n", name, list.Columns, len(list.Rows), list.Source.File, list.Source.Line)
		for _, code := range list.Codes {
			fmt.Fprintf(&b, "  %+v\n", code)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rules.Catalogue)) {
		b.WriteString(describeRule(rules.Catalogue[id]))
	}
	for _, mart := range rules.Marts {
		traces := []string{}
		for _, trace := range mart.Traces {
			traces = append(traces, trace.Text)
		}
		fmt.Fprintf(&b, "mart %s %s | %s | printed %d | %v %v | %q (%s:%d)\n", mart.Name, mart.Title, mart.Grain,
			mart.Printed, mart.Columns, mart.Labels, traces, mart.Source.File, mart.Source.Line)
		if !reflect.ValueOf(mart.Paper).IsZero() {
			fmt.Fprintf(&b, "  %+v\n", mart.Paper)
		}
	}
	return b.String()
}

func describeForm(form *hengji.Form) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s | %s | %s %s required=%v sheets=%v key=%v missing=%q totals=%v (%s:%d)\n", form.Name, form.Title, form.Description,
		form.Reporter, form.Layout, form.Required, form.SheetNames, form.Key, form.Missing, form.TotalLabels, form.Source.File, form.Source.Line)
	for _, f := range form.Fields {
		fmt.Fprintf(&b, "  %s %s %s %v", f.Name, f.Kind, f.Label, f.Aliases)
		for _, one := range []struct {
			name  string
			value any
		}{
			{"description", f.Description}, {"unit", f.Unit}, {"required", f.Required}, {"unique", f.Unique},
			{"minimum", f.Minimum}, {"maximum", f.Maximum}, {"maxLength", f.MaxLength}, {"pattern", f.Pattern},
			{"enum", f.Enum}, {"codes", f.Codes}, {"format", f.Format}, {"blankAs", f.BlankAs}, {"blankWhen", f.BlankWhen},
			{"fillDown", f.FillDown}, {"totalled", f.Totalled}, {"identifies", f.Identifies}, {"personal", f.Personal},
			{"severity", f.Severity}, {"message", f.Message}, {"inherits", f.Inherits}, {"row", f.GridRow}, {"column", f.GridColumn},
			{"below", f.Below}, {"carried", f.Carried}, {"split", f.Split},
		} {
			if !reflect.ValueOf(one.value).IsZero() {
				fmt.Fprintf(&b, " %s=%v", one.name, one.value)
			}
		}
		fmt.Fprintf(&b, " :%d\n", f.Source.Line)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func describeRule(r *hengji.Rule) string {
	line := fmt.Sprintf("rule %s %s shadow=%v %s %s.%s %s | %s | %s | %s yields=%v (%s:%d)\n", r.ID, r.Severity, r.Shadow, r.Scope,
		r.Form, r.Field, r.Type, r.Title, r.Description, r.Message, r.YieldsTo, r.Source.File, r.Source.Line)
	if r.SQL != "" {
		line += "  " + strings.ReplaceAll(r.SQL, "\n", "\n  ") + "\n"
	}
	return line
}
