package ingest

// stringTable is the shared strings: one block of text and where each begins,
// so that a cell's text costs no memory of its own.
type stringTable struct {
	text string
	at   []uint32 // one more than there are strings
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
	err = x.children(func() error {
		if !x.is("si") {
			return x.foreign("sst")
		}
		if table.len() >= limits.SharedStrings {
			return over("共享字符串过多", int64(limits.SharedStrings))
		}
		from := len(text)
		var err error
		if text, err = x.richText(text); err != nil {
			return err
		}
		if len(text)-from > limits.CellBytes {
			return over("一个单元格的文字过长", int64(limits.CellBytes))
		}
		table.at = append(table.at, uint32(len(text)))
		return nil
	})
	if err != nil {
		return nil, err
	}
	table.text = string(text)
	return table, nil
}

// richText appends the text of the current si or is element, up to its end tag.
func (x *xmlScanner) richText(dst []byte) ([]byte, error) {
	err := x.children(func() error {
		var err error
		switch {
		case x.is("t"):
			dst, err = x.escapedContent(dst)
			return err
		case x.is("r"):
			return x.children(func() error {
				if !x.is("t") {
					return x.skip()
				}
				dst, err = x.escapedContent(dst)
				return err
			})
		case x.is("rPh"), x.is("phoneticPr"), x.is("extLst"):
			return x.skip()
		}
		return x.foreign("si")
	})
	return dst, err
}

func (x *xmlScanner) escapedContent(dst []byte) ([]byte, error) {
	from := len(dst)
	dst, err := x.content(dst)
	if err != nil {
		return dst, err
	}
	return decodeEscapes(dst, from), nil
}

// foreign is the answer to an element that we do not understand where texts and
// cells stand: passing over it might lose some. Extension lists are known.
func (x *xmlScanner) foreign(parent string) error {
	if x.is("extLst") {
		return x.skip()
	}
	return odd("%s 中的元素 %s", parent, shown(string(x.local)))
}
