package transform

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mostCandidates bounds a list of suggestions: a district reads it.
const mostCandidates = 4

// candidates lists the canonical names that an unknown text may have meant:
// those whose names it contains, is contained in, or misses by one character. A
// name inside a longer name that is also there does not count (衡山 in
// 衡山科学城). The nearest come first.
func (c *codeIndex) candidates(text string) []string {
	if len(text) > longestLabel {
		return nil
	}
	s := foldCode(text)
	runes := utf8.RuneCountInString(s)
	if runes < 2 {
		return nil
	}
	type candidate struct {
		index    int32
		distance int
	}
	var found []candidate
	for _, name := range c.names {
		n := utf8.RuneCountInString(name.folded)
		distance := 1
		switch {
		case n < 2 || negations(s) != negations(name.folded):
			continue
		case strings.Contains(s, name.folded):
			if c.insideLonger(s, name) {
				continue
			}
		case name.folded == s+foldCode(c.codes[name.index].Name) && c.codes[name.index].Kind != "municipal":
			continue // 衡阳 is where 高新区 lies, and no name of it
		case strings.Contains(name.folded, s):
			distance = n - runes
		case n >= 3 && runes >= 3 && editDistance(s, name.folded, 1) <= 1:
		default:
			continue
		}
		at := slices.IndexFunc(found, func(f candidate) bool { return f.index == name.index })
		switch {
		case at < 0:
			found = append(found, candidate{name.index, distance})
		case found[at].distance > distance:
			found[at].distance = distance
		}
	}
	// 耒阳市科技局 speaks of a place before it speaks of our own department.
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(f candidate) bool { return c.codes[f.index].Kind == "department" })
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	var names []string
	for _, f := range found[:min(len(found), mostCandidates)] {
		if f.distance > found[0].distance+2 {
			break // 衡阳 is near to 衡阳县, and only a part of 衡阳市珠晖区
		}
		names = append(names, c.codes[f.index].Name)
	}
	return names
}

// negations counts the words that turn a meaning round: 未完成 is not 已完成, nor is
// 有偿 无偿. Nothing is proposed, and no label read, over a difference of one.
func negations(text string) int {
	n := 0
	for _, r := range text {
		if strings.ContainsRune("未不非无没否勿免", r) {
			n++
		}
	}
	return n
}

// insideLonger reports whether a name that occurs in the text does so only as a
// part of a longer name of another code.
func (c *codeIndex) insideLonger(text string, name foldedName) bool {
	rest := text
	for _, other := range c.names {
		if other.index != name.index && len(other.folded) > len(name.folded) && strings.Contains(other.folded, name.folded) {
			rest = strings.ReplaceAll(rest, other.folded, "\x00")
		}
	}
	return !strings.Contains(rest, name.folded)
}

// suggestion words the candidates for a message: “可能是“耒阳市”。”, "" for none.
func suggestion(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "可能是“" + strings.Join(names, "”或“") + "”。"
}

// editDistance counts the characters to insert, delete or replace; above most it
// may return any number greater than most.
func editDistance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		least := row[0]
		for j, s := range y {
			cost := diagonal
			if r != s {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
			least = min(least, cost)
		}
		if least > most {
			return most + 1
		}
	}
	return row[len(y)]
}
