package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one mistake of a rule author.
type Error struct {
	File string
	Line int // from 1
	What string
}

// Error prints `file:line: what`, which editors and terminals make clickable.
func (e Error) Error() string {
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What)
}

// Errors are all mistakes found in one reading, sorted by file and line.
type Errors []Error

// Error prints one mistake a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find a single Error.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i, one := range e {
		list[i] = one
	}
	return list
}

// mistakeList gathers mistakes while reading goes on, so that an author is told
// all of them in one run.
type mistakeList struct {
	list   Errors
	proven bool // the files were held to their profiles before; those that the program carries, by its tests
}

func (c *mistakeList) add(file string, line int, format string, values ...any) {
	what := strings.Join(strings.Fields(fmt.Sprintf(format, values...)), " ") // one mistake, one line
	if len(what) > mostLetters {
		what = strings.ToValidUTF8(what[:mostLetters], "") + " …"
	}
	c.list = append(c.list, Error{File: file, Line: max(line, 1), What: what})
}

// mostLetters cuts a message short that repeats a value of pages.
const mostLetters = 1000

// err gives the mistakes in order, each once; nil where there are none.
func (c *mistakeList) err() error {
	if len(c.list) == 0 {
		return nil
	}
	slices.SortStableFunc(c.list, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(c.list)
}

// among is the end of a message: the nearest choice as a guess, then all of
// them. A long list is cut, because a terminal line is read, not searched.
func among(got string, choices []string) string {
	if len(choices) == 0 {
		return ""
	}
	var b strings.Builder
	if guess := nearest(got, choices); guess != "" {
		fmt.Fprintf(&b, "；是不是 %q？", guess)
	}
	const shown = 24
	rest := ""
	if len(choices) > shown {
		rest = fmt.Sprintf("…，另有 %d 个", len(choices)-shown)
		choices = choices[:shown]
	}
	fmt.Fprintf(&b, "（可选：%s%s）", strings.Join(choices, "、"), rest)
	return b.String()
}

// nearest finds the choice that differs from got by the fewest letters; "" where
// none is near enough to be worth a guess.
func nearest(got string, choices []string) string {
	if len(got) > 64 || got == "" {
		return ""
	}
	best, least := "", 1+max(1, len([]rune(got))/3)
	for _, choice := range choices {
		if d := distance(got, choice); d < least {
			best, least = choice, d
		}
	}
	return best
}

// distance is the edit distance in letters, upper and lower case alike; two
// neighbours swapped (titel) count once.
func distance(a, b string) int {
	from, to := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	above, row, next := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		next[0] = i + 1
		for j := range to {
			cost := row[j]
			if from[i] != to[j] {
				cost++
			}
			next[j+1] = min(cost, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				next[j+1] = min(next[j+1], above[j-1]+1)
			}
		}
		above, row, next = row, next, above
	}
	return row[len(to)]
}
