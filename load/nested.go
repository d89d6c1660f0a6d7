package load

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"hengji/load/engine"
)

// isNested tells whether the values of a kind, as the engine names it, are read as JSON.
func isNested(kind string) bool {
	return strings.HasSuffix(kind, "]") || slices.ContainsFunc([]string{"STRUCT(", "MAP(", "UNION("}, func(of string) bool { return strings.HasPrefix(kind, of) })
}

// scalar is a value that holds no others as people read it, by the engine's name of its kind.
// Without one it is read by its type of Go alone.
func scalar(kind string, value any) string {
	switch v := value.(type) {
	case time.Time:
		switch {
		case kind == "DATE" && v.Equal(afterAll):
			return "infinity"
		case kind == "DATE" && v.Equal(beforeAll):
			return "-infinity"
		case kind == "DATE":
			return v.Format(time.DateOnly)
		case strings.HasPrefix(kind, "TIMESTAMP") && v.UnixMicro() == math.MaxInt64:
			return "infinity"
		case strings.HasPrefix(kind, "TIMESTAMP") && v.UnixMicro() == -math.MaxInt64:
			return "-infinity"
		case kind == "TIME":
			return v.Format("15:04:05.999999999")
		case kind == "TIMETZ":
			return v.Format("15:04:05.999999999-07:00")
		case kind == "TIMESTAMPTZ":
			return v.Format("2006-01-02 15:04:05.999999-07:00")
		case kind == "TIMESTAMP_NS":
			return v.Format("2006-01-02 15:04:05.999999999")
		}
	case []byte:
		if kind == "UUID" && len(v) == 16 {
			return fmt.Sprintf("%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:])
		}
	case engine.Interval:
		return duration(v)
	}
	return plain(value)
}

// The engine's infinite days, as they come.
var (
	afterAll  = time.Unix(math.MaxInt32*86_400, 0)
	beforeAll = time.Unix(-math.MaxInt32*86_400, 0)
)

// duration is an interval as ISO 8601 writes it: P1Y2M3DT4.5S.
func duration(v engine.Interval) string {
	text := "P"
	for _, part := range []struct {
		n    int32
		unit string
	}{{v.Months / 12, "Y"}, {v.Months % 12, "M"}, {v.Days, "D"}} {
		if part.n != 0 {
			text += fmt.Sprint(part.n) + part.unit
		}
	}
	if v.Micros != 0 || text == "P" {
		seconds := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%06d", abs(v.Micros)%1_000_000), "0"), ".")
		if seconds != "" {
			seconds = "." + seconds
		}
		sign := ""
		if v.Micros < 0 {
			sign = "-"
		}
		text += fmt.Sprintf("T%s%d%sS", sign, abs(v.Micros)/1_000_000, seconds)
	}
	return text
}

func abs(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// asJSON writes a value of a kind as JSON: lists, structs and unions as they are declared,
// maps as objects in their order, numbers with their exact digits. What is no number of JSON
// (NaN, infinity), and every other value, is the text that it has outside of a list.
func asJSON(b *strings.Builder, kind string, value any) {
	switch v := value.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		fmt.Fprint(b, v)
	case []any:
		of := ""
		if at := strings.LastIndexByte(kind, '['); at >= 0 && strings.HasSuffix(kind, "]") {
			of = kind[:at]
		}
		b.WriteByte('[')
		for i, one := range v {
			separate(b, i)
			asJSON(b, of, one)
		}
		b.WriteByte(']')
	case map[string]any: // a struct, or an object of a JSON text
		names, kinds := membersOf(kind)
		if len(names) != len(v) {
			names, kinds = names[:0], nil
			for name := range v {
				names = append(names, name)
			}
			slices.Sort(names)
			kinds = make([]string, len(names))
		}
		object(b, len(names), func(i int) (string, string, any) { return names[i], kinds[i], v[names[i]] })
	case engine.Map:
		ofKey, of := "", ""
		if names, kinds := membersOf(kind); len(names) == 2 {
			ofKey, of = kinds[0], kinds[1]
		}
		keys, values := v.Keys(), v.Values()
		object(b, len(keys), func(i int) (string, string, any) { return scalar(ofKey, keys[i]), of, values[i] })
	case engine.Union:
		names, kinds := membersOf(kind)
		of := ""
		if at := slices.Index(names, v.Tag); at >= 0 {
			of = kinds[at]
		}
		object(b, 1, func(int) (string, string, any) { return v.Tag, of, v.Value })
	default:
		text := scalar(kind, value)
		numeric := kind == "" || resultColumn{kind: kind}.number() || kind == "VARCHAR" // a JSON text is one of VARCHAR inside
		if _, isText := value.(string); !isText && numeric && json.Valid([]byte(text)) {
			b.WriteString(text)
			return
		}
		quoteJSON(b, text)
	}
}

func object(b *strings.Builder, members int, at func(i int) (name, kind string, value any)) {
	b.WriteByte('{')
	for i := range members {
		separate(b, i)
		name, kind, value := at(i)
		quoteJSON(b, name)
		b.WriteByte(':')
		asJSON(b, kind, value)
	}
	b.WriteByte('}')
}

func separate(b *strings.Builder, at int) {
	if at > 0 {
		b.WriteByte(',')
	}
}

func quoteJSON(b *strings.Builder, text string) {
	var quoted strings.Builder
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text always can be
	b.WriteString(strings.TrimSuffix(quoted.String(), "\n"))
}

// membersOf takes the engine's name of a kind apart: STRUCT("a" DATE, "b" MAP(VARCHAR, DATE)).
// The two members of a map have no names.
func membersOf(kind string) (names, kinds []string) {
	of, inside, found := strings.Cut(kind, "(")
	if !found || !strings.HasSuffix(inside, ")") || !slices.Contains([]string{"STRUCT", "MAP", "UNION"}, of) {
		return nil, nil
	}
	inside = inside[:len(inside)-1]
	depth, quoted, from := 0, false, 0
	end := func(to int) {
		member, name := strings.TrimSpace(inside[from:to]), ""
		if of != "MAP" && strings.HasPrefix(member, `"`) {
			at := 1
			for at < len(member) && (member[at] != '"' || at+1 < len(member) && member[at+1] == '"') {
				if member[at] == '"' {
					at++
				}
				at++
			}
			name, member = strings.ReplaceAll(member[1:min(at, len(member))], `""`, `"`), strings.TrimSpace(member[min(at+1, len(member)):])
		}
		names, kinds, from = append(names, name), append(kinds, member), to+1
	}
	for i := range len(inside) {
		switch c := inside[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			end(i)
		}
	}
	end(len(inside))
	return names, kinds
}
