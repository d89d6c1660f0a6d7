package load

import (
	"errors"
	"fmt"
	"slices"

	"hengji"
)

// Some views of base are read by many checks: where one says `stored: checks`, it is a
// table while checks are asked, and a view when they are done. Where nothing is done but
// asking, views are not made before something that is asked reads them: making one costs
// as much as a small check.

// BrokenView is a view that the engine refuses: the mistake of its author, whoever handed
// in what.
type BrokenView struct {
	View *hengji.Mart
	Err  error
}

func (e *BrokenView) Error() string {
	return fmt.Sprintf("%s:%d: create view %s.%s: %v", e.View.Source.File, e.View.Source.Line, e.View.Schema(), e.View.Name, e.Err)
}

// Unwrap gives what the engine says.
func (e *BrokenView) Unwrap() error { return e.Err }

// later reports whether views wait until they are asked for: where only checks of
// submissions and periods read, and neither words, marts nor traces.
func (b *Build) later() bool {
	return b.wordless() && !b.asked["trace"] && len(b.rules.Marts) == 0 &&
		!slices.ContainsFunc(b.rules.Checks, func(rule *hengji.Rule) bool { return rule.Scope == "history" })
}

// show makes those of some views that are not there, in the order in which they read
// each other.
func (b *Build) show(asked func(*hengji.Mart) bool) error {
	for _, view := range b.views {
		if b.shown[view] || !asked(view) {
			continue
		}
		if err := b.view(view); err != nil {
			return &BrokenView{view, err}
		}
		b.shown[view] = true
	}
	return nil
}

// written is the name that a kept view has meanwhile, where it was there before.
func written(view *hengji.Mart) string { return name(view.Name + " as written") }

// keep makes what a check reads, in the order in which views read each other: tables of
// those that are kept, which it notes in kept, and the other views.
func (b *Build) keep(rule *hengji.Rule, kept map[*hengji.Mart]bool) error {
	read := b.reach.read(rule.SQL).views
	for _, view := range b.views {
		switch {
		case !read[view] || kept[view]:
			continue
		case !view.Kept:
			if err := b.show(func(other *hengji.Mart) bool { return other == view }); err != nil {
				return err
			}
			continue
		}
		if err := b.keepView(view, kept); err != nil {
			if broken := new(BrokenView); errors.As(err, &broken) {
				return err
			}
			return &Failed{rule, err}
		}
	}
	return nil
}

// keepView makes a table of what a kept view gives now, and notes it in kept.
func (b *Build) keepView(view *hengji.Mart, kept map[*hengji.Mart]bool) error {
	rows := "(\n" + statement(view.SQL) + "\n)"
	if b.shown[view] {
		if err := b.exec("ALTER VIEW " + viewName(view) + " RENAME TO " + written(view)); err != nil {
			return fmt.Errorf("keep %s: %w", viewName(view), err)
		}
		rows = "base." + written(view)
	} else if err := b.oneSelect(view); err != nil {
		return &BrokenView{view, err}
	}
	kept[view] = true
	if err := b.exec("CREATE TABLE " + viewName(view) + " AS FROM " + rows); err != nil {
		return fmt.Errorf("%s:%d: keep %s: %w", view.Source.File, view.Source.Line, viewName(view), err)
	}
	return nil
}

// unkeep makes views again of what was kept: they show what is staged from then on.
func (b *Build) unkeep(kept map[*hengji.Mart]bool) error {
	for view := range kept {
		changes := []string{"DROP TABLE " + viewName(view)}
		if b.shown[view] {
			changes = append(changes, "ALTER VIEW base."+written(view)+" RENAME TO "+name(view.Name))
		}
		for _, change := range changes {
			if err := b.exec(change); err != nil {
				return fmt.Errorf("make %s a view again: %w", viewName(view), err)
			}
		}
	}
	return nil
}
