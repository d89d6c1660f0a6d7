package main

import (
	"math"
	"slices"
	"strconv"
)

// says is true of rows in which a field, or the row above it, holds one of some words.
func (t *table) says(field string, words ...string) func(int) bool {
	return func(row int) bool { return slices.Contains(words, t.inherited(row, field)) }
}

// spotOf is where something stands; a draft that does not have it is unfit.
func (d *draft) spotOf(key string) spot {
	s := d.spots[key]
	if s == (spot{}) {
		d.unfit = true
	}
	return s
}

// figure is what stands there, in millionths. A draft where nothing stands is unfit.
func (d *draft) figure(key string) int64 {
	s := d.spotOf(key)
	if d.unfit {
		return 1
	}
	value, err := strconv.ParseFloat(textAt(d.File, s.sheet+"!"+s.cell), 64)
	if err != nil || value == 0 {
		d.unfit = true
		return 1
	}
	return int64(math.Round(value * 1e6))
}

// rateOf is a rate in per cent, which may stand as a fraction.
func (d *draft) rateOf(key string) int64 {
	rate := d.figure(key)
	if rate < 2e6 {
		rate *= 100
	}
	return rate
}

// setSpot types a value over something and marks it as planted.
func (d *draft) setSpot(key string, value any) {
	if s := d.spotOf(key); !d.unfit {
		d.mark(s.sheet, s.cell)
		d.write(s.sheet, s.cell, value)
	}
}

// fillSpot types over what goes with the fault.
func (d *draft) fillSpot(key string, value int64) {
	if s := d.spotOf(key); !d.unfit {
		d.write(s.sheet, s.cell, millionths(value))
	}
}

func (d *draft) add(key string, more int64) { d.setSpot(key, millionths(d.figure(key)+more)) }

// addRate types another rate, as a plain number of per cents.
func (d *draft) addRate(key string, more int64) {
	rate := d.rateOf(key) + more
	if s := d.spotOf(key); !d.unfit {
		d.plain(s.sheet, s.cell)
		d.setSpot(key, millionths(rate))
	}
}

// typeOver types what stands there with something behind it.
func (d *draft) typeOver(key, behind string) { d.setSpot(key, number(d.figure(key))+behind) }

// fillText types a text that says the same.
func (d *draft) fillText(key, text string) {
	if s := d.spotOf(key); !d.unfit {
		d.write(s.sheet, s.cell, text)
	}
}

// indicatorRate types over the value of an indicator of 部门整体支出绩效自评表.
func (d *draft) indicatorRate(name, value string) {
	t := d.tables["rates"]
	row := d.pick(t, t.says("level3", name))
	d.unfit = d.unfit || t.text(row, "actual") == value
	d.set(t, row, "actual", value)
}

// blank empties a random row's field.
func (d *draft) blank(form, field string) {
	t := d.tables[form]
	d.set(t, d.pick(t, t.filled(field)), field, nil)
}
