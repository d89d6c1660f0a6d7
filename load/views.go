package load

import (
	"context"
	"fmt"
	"slices"

	"hengji"
)

// traced lists the views whose figures are followed: each once, whatever names it has; none
// where only checks read, and none of them asks.
func (b *Build) traced() []*hengji.Mart {
	if b.asked != nil && !b.asked["trace"] {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(b.views), func(view *hengji.Mart) bool { return len(view.Traces) == 0 || view.Shows != "" })
}

// viewName is a view as SQL names it.
func viewName(view *hengji.Mart) string { return view.Schema() + "." + name(view.Name) }

// view makes one view. It is parsed by itself first, or a bracket and a semicolon
// in the file could end the view and begin another statement; and it stands on
// lines of its own, so that a comment at its end ends with it.
func (b *Build) view(view *hengji.Mart) error {
	if err := b.oneSelect(view); err != nil {
		return err
	}
	shown := "(\n" + statement(view.SQL) + "\n)"
	if view.Stored {
		if err := b.exec("CREATE TABLE stored." + name(view.Name) + " AS SELECT * FROM " + shown + " LIMIT 0"); err != nil {
			return err
		}
		shown = "(SELECT * FROM stored." + name(view.Name) + ")"
	}
	shown, err := b.signedToo(view, shown)
	if err != nil {
		return err
	}
	return b.exec("CREATE VIEW " + viewName(view) + " AS " + shown)
}

// oneSelect proves that a view is exactly one SELECT.
func (b *Build) oneSelect(view *hengji.Mart) error {
	text := statement(view.SQL)
	if !b.parsed(text) {
		return nil
	}
	_, err := parse(context.Background(), b.conn, text)
	return err
}

// allShown notes that every view is there.
func (b *Build) allShown() error {
	for _, view := range b.views {
		b.shown[view] = true
	}
	return nil
}

// everyView asks show, or store, for all.
func everyView(*hengji.Mart) bool { return true }

// store calculates the views that are stored, in their order: scoring is long, and read
// by marts that are read by marts. Their views show what is stored. Of only some, where
// not all are asked for.
func (b *Build) store(only func(*hengji.Mart) bool) error {
	if err := b.flush(); err != nil {
		return err
	}
	for _, view := range b.views {
		if !view.Stored || !only(view) {
			continue
		}
		if err := b.storeView(view); err != nil {
			return err
		}
	}
	return nil
}

func (b *Build) storeView(view *hengji.Mart) error {
	for _, text := range []string{
		"DELETE FROM stored." + name(view.Name),
		"INSERT INTO stored." + name(view.Name) + " SELECT * FROM (\n" + statement(view.SQL) + "\n)",
	} {
		if err := b.exec(text); err != nil {
			return fmt.Errorf("%s:%d: store %s: %w", view.Source.File, view.Source.Line, viewName(view), err)
		}
	}
	return nil
}

// calculate asks every view once for all that the night holds, in the order in which they
// read each other: what is stored is stored, what checks keep is kept until the others have
// read it, and the rest is read to its end. So a view that fails on this night's data
// fails here, and not at an analyst's desk.
func (b *Build) calculate() error {
	if err := b.flush(); err != nil {
		return err
	}
	kept := map[*hengji.Mart]bool{}
	for _, view := range b.views {
		var err error
		switch {
		case view.Shows != "": // another name of one that is asked
		case view.Stored:
			err = b.storeView(view)
		case view.Kept:
			err = b.keepView(view, kept)
		default:
			err = eachRow(context.Background(), b.conn, "SELECT * FROM "+viewName(view), func([]resultColumn, []any) error { return nil })
			if err != nil {
				err = fmt.Errorf("%s:%d: select %s: %w", view.Source.File, view.Source.Line, viewName(view), err)
			}
		}
		if err != nil {
			return err
		}
	}
	return b.unkeep(kept)
}
