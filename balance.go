package hengji

import (
	"cmp"
	"slices"
)

// Balance prints parts in another unit so that they still add up (舍位平衡, by
// largest remainder): each part over divisor is cut to places decimals, and the
// units of the last place that total is short of are given to the largest
// remainders. No part is moved by a whole unit of the last place, and one that
// needs no rounding is not moved at all, so a 0 stays 0. Of equal remainders the
// larger part comes first, then the earlier.
//
// ok is false, and every part merely rounded half away from zero, where total is
// no sum of the parts to begin with (each may be off by its own last millionth):
// what rounding did not cause, rounding shall not hide.
func Balance(parts []Decimal, total Decimal, divisor int64, places int) (balanced []Decimal, ok bool) {
	last := Decimal(1) // one unit of the last place, in millionths of the new unit
	for range DecimalPlaces - min(max(places, 0), DecimalPlaces) {
		last *= 10
	}
	balanced = make([]Decimal, len(parts))
	if divisor < 1 || divisor > int64(MaxDecimal/last) {
		return balanced, false
	}
	unit := last * Decimal(divisor) // the same, in millionths of the old unit

	rests := make([]Decimal, len(parts))
	var sum, floors Decimal // of the parts; of their whole units
	inRange := true
	for i, part := range parts {
		rest := (part%unit + unit) % unit // never negative: -0.5649 is -0.57 and a rest
		rests[i] = rest
		balanced[i] = (part - rest) / unit * last
		floors += (part - rest) / unit
		var fits bool
		sum, fits = sum.Add(part)
		inRange = inRange && fits
	}
	short := rounded(total, unit) - floors
	order := make([]int, 0, len(parts))
	for i, rest := range rests {
		if rest > 0 {
			order = append(order, i)
		}
	}
	off := magnitude(sum - total)
	if !inRange || off > uint64(len(parts)) || short < 0 || short > Decimal(len(order)) {
		for i, part := range parts {
			balanced[i] = rounded(part, unit) * last
		}
		return balanced, false
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if rests[a] != rests[b] {
			return cmp.Compare(rests[b], rests[a])
		}
		return cmp.Compare(magnitude(parts[b]), magnitude(parts[a]))
	})
	for _, i := range order[:short] {
		balanced[i] += last
	}
	return balanced, true
}

// rounded counts the whole units in d, half away from zero.
func rounded(d, unit Decimal) Decimal {
	count, rest := d/unit, d%unit
	switch {
	case rest >= unit-rest:
		count++
	case -rest >= unit+rest:
		count--
	}
	return count
}
