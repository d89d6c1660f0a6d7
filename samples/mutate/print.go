package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

func (r *result) print(w io.Writer, details bool) {
	fmt.Fprint(w, `| kind | No. | expected | planted | recall | exact cell | own cell | one cause | grouped | repeated | false | which |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|
`)
	for _, kind := range r.order {
		line(w, kind, r.rules[kind], *r.kinds[kind], r.others(kind))
	}
	line(w, "**all faults**", kind{}, r.faults, "")
	line(w, "**all harmless**", kind{}, r.harmless, "")

	fmt.Fprintf(w, "\nClean workbooks: %d, findings above notice: %d.\n", r.cleanOnes, r.notClean())
	for _, file := range slices.Sorted(maps.Keys(r.clean)) {
		for _, f := range r.clean[file] {
			fmt.Fprintf(w, "- %s %s %s %s!%s %s\n", file, f.Severity, f.Rule, f.Sheet, f.Cell, f.Message)
		}
	}
	r.noise(w)
	if details {
		r.details(w)
	}
}

func line(w io.Writer, name string, k kind, t tally, others string) {
	expected := strings.Join(k.rules, ", ")
	if len(k.rules) > 5 {
		expected = k.rules[0] + ", …"
	}
	fmt.Fprintf(w, "| %s | %s | %s | %d | %s | %s | %s | %s | %d | %d | %d | %s |\n", name, k.number, expected,
		t.planted, percent(t.found, t.planted), percent(t.exact, t.found), percent(t.own, t.found), percent(t.oneCause, t.found),
		t.grouped, t.repeated, t.wrong, others)
}

func percent(part, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", share(part, of))
}

// others counts by rule what came beside the finding that was expected.
func (r *result) others(kind string) string {
	counts := map[string]int{}
	for _, v := range r.verdicts {
		if v.m.kind.name != kind {
			continue
		}
		for prefix, list := range map[string][]finding{"": v.grouped, "repeated ": v.repeated, "false ": v.wrong} {
			for _, f := range list {
				counts[prefix+f.Rule]++
			}
		}
	}
	var words []string
	for _, rule := range slices.Sorted(maps.Keys(counts)) {
		words = append(words, fmt.Sprintf("%s %d", rule, counts[rule]))
	}
	return strings.Join(words, ", ")
}

// noise lists the 提示 that came with faults of another kind, for a person to
// judge.
func (r *result) noise(w io.Writer) {
	counts := map[string]int{}
	for _, v := range r.verdicts {
		for _, f := range v.notices {
			counts[v.m.kind.name+": "+f.Rule]++
		}
	}
	fmt.Fprintln(w, "\nFurther notices, by kind:")
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(w, "- %s %d\n", what, counts[what])
	}
}

func (r *result) details(w io.Writer) {
	fmt.Fprintln(w, "\nNot told well:")
	for _, v := range r.verdicts {
		if v.found && v.exact && v.oneCause && len(v.wrong) == 0 {
			continue
		}
		fmt.Fprintf(w, "- m%05d %s %s at %s: found %t, exact %t, one cause %t\n", v.m.id, v.m.kind.name, name(v.m.sample),
			strings.Join(v.m.planted, ", "), v.found, v.exact, v.oneCause)
		for _, f := range v.m.findings {
			fmt.Fprintf(w, "  - %s %s %s!%s %v cause %.6s %s\n", f.Severity, f.Rule, f.Sheet, f.Cell, f.Related, f.Cause, f.Message)
		}
	}
}
