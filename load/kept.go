package load

import (
	"fmt"

	"hengji"
)

// Some views of base are read by many checks: where one says `stored: checks`, it is a
// table while checks are asked, and the view that it was when they are done.

// written is the name that such a view has meanwhile.
func written(view *hengji.Mart) string { return name(view.Name + " as written") }

// keep makes tables of what a check reads of such views, in the order in which they
// read each other, and notes them in kept, which holds those that are tables already.
func (b *Build) keep(rule *hengji.Rule, kept map[*hengji.Mart]bool) error {
	read := b.reach.read(rule.SQL).views
	for _, view := range b.views {
		if !view.Kept || kept[view] || !read[view] {
			continue
		}
		if err := b.exec("ALTER VIEW " + viewName(view) + " RENAME TO " + written(view)); err != nil {
			return fmt.Errorf("keep %s: %w", viewName(view), err)
		}
		kept[view] = true
		if err := b.exec("CREATE TABLE " + viewName(view) + " AS FROM base." + written(view)); err != nil {
			return fmt.Errorf("%s:%d: keep %s: %w", view.Source.File, view.Source.Line, viewName(view), err)
		}
	}
	return nil
}

// unkeep makes views again of what was kept: they show what is staged from then on.
func (b *Build) unkeep(kept map[*hengji.Mart]bool) error {
	for view := range kept {
		for _, change := range []string{"DROP TABLE " + viewName(view), "ALTER VIEW base." + written(view) + " RENAME TO " + name(view.Name)} {
			if err := b.exec(change); err != nil {
				return fmt.Errorf("make %s a view again: %w", viewName(view), err)
			}
		}
	}
	return nil
}
