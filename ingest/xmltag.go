package ingest

import (
	"bytes"
	"hash/maphash"
)

// Tags of xmlScanner: names, attributes, namespaces.

func (x *xmlScanner) startTag() error {
	data, p := x.data, x.pos+1
	end := nameEnd(data, p)
	if end == len(data) {
		return x.cut()
	}
	name := data[p:end]
	if err := x.split(name, &x.prefix, &x.local); err != nil {
		return err
	}
	if len(x.open) == 0 && x.rooted && !x.fragment {
		return damaged("有两个根元素")
	}
	if x.outer+len(x.open) >= x.nesting {
		return limitExceeded("XML 嵌套过深", int64(x.nesting))
	}
	x.attributes = x.attributes[:0]
	outside := len(x.bindings)
	for p = end; ; {
		spaced := p
		for p < len(data) && isSpaceByte(data[p]) {
			p++
		}
		if p+1 >= len(data) && (p == len(data) || data[p] != '>') {
			return x.cut()
		}
		if data[p] == '>' {
			p++
			break
		}
		if data[p] == '/' {
			if data[p+1] != '>' {
				return damaged("标签残缺")
			}
			x.selfClosed = true
			p += 2
			break
		}
		if p == spaced {
			return damaged("标签残缺")
		}
		next, err := x.attribute(p)
		if err != nil {
			return err
		}
		p = next
	}
	x.space = x.lookup(x.prefix)
	if err := x.bound(); err != nil {
		x.selfClosed = false
		return err
	}
	x.rooted = true
	x.open = append(x.open, openElement{name, outside})
	x.pos = p
	return nil
}

// attribute reads one attribute at p and gives the place behind it.
func (x *xmlScanner) attribute(p int) (int, error) {
	data := x.data
	end := nameEnd(data, p)
	var a attribute
	if end == len(data) {
		return 0, x.cut()
	}
	name := data[p:end]
	if err := x.split(name, &a.prefix, &a.local); err != nil {
		return 0, err
	}
	var err error
	if a.raw, end, err = x.attributeValue(end); err != nil {
		return 0, err
	}
	if len(x.attributes) >= maxAttributes {
		return 0, limitExceeded("一个元素的属性过多", maxAttributes)
	}
	if x.repeated(a) {
		return 0, damaged("属性 %s 重复", shown(string(name)))
	}
	x.attributes = append(x.attributes, a)
	switch {
	case len(a.prefix) == 0 && string(a.local) == "xmlns":
		x.bind("", a)
	case string(a.prefix) == "xmlns":
		x.bind(string(a.local), a)
	}
	if len(x.bindings) > maxBindings {
		return 0, limitExceeded("命名空间过多", maxBindings)
	}
	return end + 1, nil
}

// attributeValue reads = and the value in quotes behind an attribute's name; end is
// where the closing quote stands.
func (x *xmlScanner) attributeValue(p int) (raw []byte, end int, err error) {
	data := x.data
	for ; p < len(data) && isSpaceByte(data[p]); p++ {
	}
	if p == len(data) {
		return nil, 0, x.cut()
	}
	if data[p] != '=' {
		return nil, 0, damaged("属性没有值")
	}
	for p++; p < len(data) && isSpaceByte(data[p]); p++ {
	}
	if p == len(data) {
		return nil, 0, x.cut()
	}
	quote := data[p]
	if quote != '"' && quote != '\'' {
		return nil, 0, damaged("属性值没有引号")
	}
	p++
	end = p
	for end < len(data) && data[end] != quote && classes[data[end]]&plainByte != 0 {
		end++
	}
	if end == len(data) {
		return nil, 0, x.cut()
	}
	raw = data[p:end]
	if data[end] != quote { // an entity, Chinese, or a fault
		length := bytes.IndexByte(data[end:], quote)
		if length < 0 {
			return nil, 0, x.cut()
		}
		end += length
		raw = data[p:end]
		if bytes.IndexByte(raw, '<') >= 0 {
			return nil, 0, damaged("属性值中有 <")
		}
		if _, err := checkText(raw); err != nil {
			return nil, 0, err
		}
	}
	return raw, end, nil
}

func (x *xmlScanner) bind(prefix string, a attribute) {
	uri, known := spaces[string(a.value(nil))]
	if !known {
		uri = spaceOther
	}
	outer, hidden := x.latest[prefix]
	if !hidden {
		outer = -1
	}
	if x.latest == nil {
		x.latest = map[string]int{}
	}
	x.latest[prefix] = len(x.bindings)
	x.bindings = append(x.bindings, binding{prefix, uri, outer})
	x.known = -1
}

// adopt puts the namespaces of an outer element in force.
func (x *xmlScanner) adopt(bindings []binding) {
	x.bindings, x.known = bindings, -1
	if x.latest == nil {
		x.latest = map[string]int{}
	}
	clear(x.latest)
	for i, b := range bindings {
		x.latest[b.prefix] = i
	}
}

// lookup is the namespace of a prefix. That of no prefix is asked for at every tag
// and is mostly the first of many, so it is kept until a tag declares another.
func (x *xmlScanner) lookup(prefix []byte) space {
	if len(prefix) > 0 {
		return x.search(prefix)
	}
	if x.known != len(x.bindings) {
		x.unprefixed, x.known = x.search(nil), len(x.bindings)
	}
	return x.unprefixed
}

func (x *xmlScanner) search(prefix []byte) space {
	if i, bound := x.latest[string(prefix)]; bound {
		return x.bindings[i].space
	}
	return spaceNone
}

// bound holds that every prefix of the tag is declared.
func (x *xmlScanner) bound() error {
	known := func(prefix []byte) bool {
		return len(prefix) == 0 || string(prefix) == "xml" || x.lookup(prefix) != spaceNone
	}
	if !known(x.prefix) {
		return damaged("命名空间前缀 %s 没有声明", shown(string(x.prefix)))
	}
	for _, a := range x.attributes {
		if string(a.prefix) != "xmlns" && !known(a.prefix) {
			return damaged("命名空间前缀 %s 没有声明", shown(string(a.prefix)))
		}
	}
	return nil
}

var errUnpaired = damaged("标签不配对")

func (x *xmlScanner) endTag() error {
	p := x.pos + 2
	end := nameEnd(x.data, p)
	name := x.data[p:end]
	for p = end; p < len(x.data) && isSpaceByte(x.data[p]); p++ {
	}
	if p == len(x.data) {
		return x.cut()
	}
	if x.data[p] != '>' || len(x.open) == 0 || string(x.open[len(x.open)-1].name) != string(name) {
		return errUnpaired
	}
	x.pop()
	x.pos = p + 1
	return nil
}

func (x *xmlScanner) pop() {
	last := x.open[len(x.open)-1]
	x.open = x.open[:len(x.open)-1]
	for i := len(x.bindings) - 1; i >= last.bindings; i-- {
		if b := &x.bindings[i]; b.outer >= 0 {
			x.latest[b.prefix] = b.outer
		} else {
			delete(x.latest, b.prefix)
		}
	}
	x.bindings = x.bindings[:last.bindings]
}

// split cuts a qualified name at its colon.
func (x *xmlScanner) split(name []byte, prefix, local *[]byte) error {
	*prefix, *local = nil, name
	ascii := true
	for i, c := range name {
		switch {
		case c == ':':
			if i == 0 || *prefix != nil {
				return damaged("标签名称不合规")
			}
			*prefix, *local = name[:i], name[i+1:]
		case c >= 0x80:
			ascii = false
		}
	}
	if len(*local) == 0 || !isNameStart((*local)[0]) || len(*prefix) > 0 && !isNameStart((*prefix)[0]) {
		return damaged("标签名称不合规")
	}
	if !ascii {
		return checkLiteral(name)
	}
	return nil
}

// fewAttributes are compared with each other; more are found by their hash.
const fewAttributes = 8

// nameTable finds the attributes of one element by their names, in a time that
// does not grow with their number.
type nameTable struct {
	seed  maphash.Seed // unknown to who writes files, so that no names collide on purpose
	round uint32       // of the element
	slots [2 * maxAttributes]struct {
		round uint32
		at    uint8
	}
}

// repeated reports whether the element has an attribute of that name already.
func (x *xmlScanner) repeated(a attribute) bool {
	n := len(x.attributes)
	if n < fewAttributes {
		for i := range x.attributes {
			if x.attributes[i].named(a) {
				return true
			}
		}
		return false
	}
	if x.names == nil {
		x.names = &nameTable{seed: maphash.MakeSeed()}
	}
	if n == fewAttributes {
		x.names.round++
		for i, b := range x.attributes {
			x.enter(b, i)
		}
	}
	return x.enter(a, n)
}

func (a attribute) named(b attribute) bool {
	return string(a.local) == string(b.local) && string(a.prefix) == string(b.prefix)
}

// enter books the element's attribute number at; true where the name is there.
func (x *xmlScanner) enter(a attribute, at int) bool {
	t := x.names
	hash := maphash.Bytes(t.seed, a.local)
	if len(a.prefix) > 0 {
		hash = hash*31 + maphash.Bytes(t.seed, a.prefix)
	}
	for i := hash % uint64(len(t.slots)); ; i = (i + 1) % uint64(len(t.slots)) {
		slot := &t.slots[i]
		if slot.round != t.round {
			slot.round, slot.at = t.round, uint8(at)
			return false
		}
		if x.attributes[slot.at].named(a) {
			return true
		}
	}
}
