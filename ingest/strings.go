package ingest

import "bytes"

// stringTable is the shared strings: one block of text and where each begins,
// so that a cell's text costs no memory of its own.
type stringTable struct {
	text string
	at   []uint32 // one more than there are strings
	runs []runs   // of each string up to the last that has any; nil mostly
}

// looks are what the string's runs say of how its parts are shown.
func (t *stringTable) looks(i int) runs {
	if i < len(t.runs) {
		return t.runs[i]
	}
	return 0
}

func (t *stringTable) len() int { return max(len(t.at)-1, 0) }

func (t *stringTable) get(i int) string { return t.text[t.at[i]:t.at[i+1]] }

// readStrings reads sharedStrings.xml. Rich runs are joined; phonetic hints
// (rPh) are not part of the text.
func readStrings(part []byte, limits Limits) (*stringTable, error) {
	x, err := newScanner(part, "sst", limits)
	if err != nil {
		return nil, err
	}
	table := &stringTable{at: []uint32{0}}
	text := make([]byte, 0, len(part)/2)
	took := func(from int) error {
		if table.len() >= limits.SharedStrings {
			return limitExceeded("共享字符串过多", int64(limits.SharedStrings))
		}
		if len(text)-from > limits.CellBytes {
			return limitExceeded("一个单元格的文字过长", int64(limits.CellBytes))
		}
		table.at = append(table.at, uint32(len(text)))
		return nil
	}
	plain := len(x.prefix) == 0 && !x.selfClosed
	var shown runs
	for {
		from := len(text)
		if raw := x.plainString(plain); raw != nil {
			text = decodeEscapes(append(text, raw...), from)
			if err := took(from); err != nil {
				return nil, err
			}
			continue
		}
		kind, err := x.next()
		switch {
		case err != nil:
			return nil, err
		case kind == tokenText && !isSpace(x.raw):
			return nil, damaged("共享字符串之间有文字")
		case kind == tokenStart && !x.is("si"):
			err = x.foreign("sst")
		case kind == tokenStart:
			if text, shown, err = x.richText(text); err == nil {
				err = took(from)
			}
			if shown != 0 {
				table.runs = append(table.runs, make([]runs, table.len()-len(table.runs))...)
				table.runs[table.len()-1] = shown
			}
		case kind == tokenEnd:
			if err := x.epilogue(); err != nil {
				return nil, err
			}
			table.text = string(text)
			return table, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// plainString takes the next entry if it is written in the plainest way,
// <si><t>text</t></si>, and gives its text; nil leaves it to the scanner proper,
// whose verdict is the same.
func (x *xmlScanner) plainString(plain bool) []byte {
	const start, end = "<si><t>", "</t></si>"
	rest := x.data[x.pos:]
	if !plain || len(rest) < len(start) || string(rest[:len(start)]) != start {
		return nil
	}
	rest = rest[len(start):]
	length := bytes.IndexByte(rest, '<')
	if length <= 0 || length+len(end) > len(rest) || string(rest[length:length+len(end)]) != end {
		return nil
	}
	raw := rest[:length]
	if asIs, err := checkText(raw); err != nil || !asIs || bytes.IndexByte(raw, '>') >= 0 {
		return nil
	}
	x.pos += len(start) + length + len(end)
	return raw
}

func (x *xmlScanner) escapedContent(dst []byte) ([]byte, error) {
	from := len(dst)
	dst, err := x.content(dst)
	if err != nil {
		return dst, err
	}
	return decodeEscapes(dst, from), nil
}
