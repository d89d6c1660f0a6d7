package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// handZip writes zips as no honest writer does.
type handZip struct {
	body, directory bytes.Buffer
	count           int
}

// header is what stands of an entry in the local header or in the directory.
type header struct {
	name         string
	flags        uint16
	method       uint16
	crc          uint32
	packed, size uint32
	extra        string
}

func stored(name, text string) header {
	return header{name: name, crc: crc32.ChecksumIEEE([]byte(text)), packed: uint32(len(text)), size: uint32(len(text))}
}

func (z *handZip) add(local, central header, data string, offset int) {
	if offset < 0 {
		offset = z.body.Len()
	}
	le := binary.LittleEndian
	put := func(h header, b []byte) []byte {
		b = le.AppendUint16(b, h.flags)
		b = le.AppendUint16(b, h.method)
		b = append(b, 0, 0, 0, 0)
		b = le.AppendUint32(b, h.crc)
		b = le.AppendUint32(b, h.packed)
		b = le.AppendUint32(b, h.size)
		b = le.AppendUint16(b, uint16(len(h.name)))
		return le.AppendUint16(b, uint16(len(h.extra)))
	}
	z.body.WriteString("PK\x03\x04\x14\x00")
	z.body.Write(put(local, nil))
	z.body.WriteString(local.name + local.extra + data)
	z.directory.WriteString("PK\x01\x02\x14\x00\x14\x00")
	b := put(central, nil)
	b = append(b, make([]byte, 10)...) // comment, disk, attributes
	z.directory.Write(le.AppendUint32(b, uint32(offset)))
	z.directory.WriteString(central.name + central.extra)
	z.count++
}

// finish ends the zip; edit may change its end record.
func (z *handZip) finish(edit func(end []byte)) []byte {
	le := binary.LittleEndian
	end := append([]byte("PK\x05\x06"), make([]byte, 18)...)
	le.PutUint16(end[8:], uint16(z.count))
	le.PutUint16(end[10:], uint16(z.count))
	le.PutUint32(end[12:], uint32(z.directory.Len()))
	le.PutUint32(end[16:], uint32(z.body.Len()))
	if edit != nil {
		edit(end)
	}
	return append(append(bytes.Clone(z.body.Bytes()), z.directory.Bytes()...), end...)
}

func TestZipsThatTwoReadersCouldReadDifferentlyAreRefused(t *testing.T) {
	with := func(change func(local, central *header)) []byte {
		var z handZip
		local, central := stored("a", "text"), stored("a", "text")
		change(&local, &central)
		z.add(local, central, "text", -1)
		return z.finish(nil)
	}
	again := func(second string, offset int) []byte {
		var z handZip
		z.add(stored("a", "text"), stored("a", "text"), "text", -1)
		z.add(stored(second, "text"), stored(second, "text"), "text", offset)
		return z.finish(nil)
	}
	var one handZip
	one.add(stored("a", "text"), stored("a", "text"), "text", -1)
	for name, c := range map[string]struct {
		data []byte
		rule string
	}{
		"plain":                 {with(func(_, _ *header) {}), ""},
		"names differ":          {with(func(l, _ *header) { l.name = "b" }), "FILE-DAMAGED"},
		"methods differ":        {with(func(l, _ *header) { l.method = 8 }), "FILE-DAMAGED"},
		"CRCs differ":           {with(func(l, _ *header) { l.crc++ }), "FILE-DAMAGED"},
		"sizes differ":          {with(func(l, _ *header) { l.size++ }), "FILE-DAMAGED"},
		"sizes follow":          {with(func(l, c *header) { l.flags, c.flags, l.crc, l.size, l.packed = 8, 8, 0, 0, 0 }), ""},
		"wrong CRC":             {with(func(l, c *header) { l.crc++; c.crc++ }), "FILE-DAMAGED"},
		"packed beyond the end": {with(func(l, c *header) { l.packed, c.packed = 1000, 1000 }), "FILE-DAMAGED"},
		"stored sizes differ":   {with(func(l, c *header) { l.size, c.size = 3, 3 }), "FILE-DAMAGED"},
		"encrypted":             {with(func(_, c *header) { c.flags = 1 }), "FILE-ENCRYPTED"},
		"encrypted locally":     {with(func(l, _ *header) { l.flags = 1 }), "FILE-DAMAGED"},
		"another method":        {with(func(l, c *header) { l.method, c.method = 9, 9 }), "FILE-UNSUPPORTED"},
		"no deflate stream":     {with(func(l, c *header) { l.method, c.method = 8, 8 }), "FILE-DAMAGED"},
		"absolute name":         {with(func(l, c *header) { l.name, c.name = "/a", "/a" }), "FILE-DAMAGED"},
		"name outside":          {with(func(l, c *header) { l.name, c.name = `b\..\..\a`, `b\..\..\a` }), "FILE-DAMAGED"},
		"drive name":            {with(func(l, c *header) { l.name, c.name = "C:/a", "C:/a" }), "FILE-DAMAGED"},
		"no name":               {with(func(l, c *header) { l.name, c.name = "", "" }), "FILE-DAMAGED"},
		"NUL in name":           {with(func(l, c *header) { l.name, c.name = "a\x00", "a\x00" }), "FILE-DAMAGED"},
		"zip64 sizes":           {with(func(l, c *header) { l.size, c.size, l.extra, c.extra = ^uint32(0), ^uint32(0), zip64(4), zip64(4) }), ""},
		"zip64 sizes differ":    {with(func(l, c *header) { l.size, c.size, l.extra, c.extra = ^uint32(0), ^uint32(0), zip64(5), zip64(4) }), "FILE-DAMAGED"},
		"zip64 huge": {with(func(l, c *header) {
			l.size, c.size, l.extra, c.extra = ^uint32(0), ^uint32(0), zip64(1<<62), zip64(1<<62)
		}), "FILE-DAMAGED"},
		"zip64 field cut":        {with(func(_, c *header) { c.size, c.extra = ^uint32(0), "\x01\x00\x02\x00ab" }), "FILE-DAMAGED"},
		"padding for extra":      {with(func(l, c *header) { l.extra, c.extra = "\x00\x00\xFF\xFF", "\x99\x99\x01\x00a" }), ""},
		"same name twice":        {again("a", -1), "FILE-DAMAGED"},
		"names differ by case":   {again("A", -1), "FILE-DAMAGED"},
		"entries share bytes":    {again("b", 0), "FILE-DAMAGED"},
		"offset beyond the end":  {again("b", 1<<30), "FILE-DAMAGED"},
		"two more than there is": {one.finish(func(e []byte) { e[8], e[10] = 3, 3 }), "FILE-DAMAGED"},
		"disks":                  {one.finish(func(e []byte) { e[4] = 1 }), "FILE-UNSUPPORTED"},
		"directory moved":        {one.finish(func(e []byte) { e[16]++ }), "FILE-DAMAGED"},
		"directory too large":    {one.finish(func(e []byte) { e[14] = 9 }), "FILE-DAMAGED"},
		"zip64 end missing":      {one.finish(func(e []byte) { copy(e[8:], "\xFF\xFF\xFF\xFF") }), "FILE-DAMAGED"},
		"comment beyond the end": {one.finish(func(e []byte) { e[20] = 9 }), "FILE-TRUNCATED"},
		"zeros behind the end":   {append(one.finish(nil), 0, 0, 0), ""},
		"bytes before it":        {append([]byte("PK\x03\x04"), one.finish(nil)...), "FILE-DAMAGED"},
	} {
		a, err := openArchive(c.data, DefaultLimits())
		if err == nil {
			b := book{archive: a}
			err = b.verifyRest(contentTypes{})
		}
		got := ""
		if err != nil {
			got = string(refusal(t, refuse(err, "", 0, 0)).Rule)
		}
		if got != c.rule {
			t.Errorf("%s: got %q (%v), want %q", name, got, err, c.rule)
		}
	}
}

func zip64(size uint64) string {
	return "\x01\x00\x08\x00" + string(binary.LittleEndian.AppendUint64(nil, size))
}

// TestZip64DirectoryIsRead takes a zip of which the end record says "see the
// 64-bit one", as some writers always do.
func TestZip64DirectoryIsRead(t *testing.T) {
	data := packRows(t, plainRows(2))
	want, err := read(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	at := bytes.LastIndex(data, []byte("PK\x05\x06"))
	end, body := bytes.Clone(data[at:]), data[:at:at]
	big := append([]byte("PK\x06\x06"), make([]byte, 52)...)
	le.PutUint64(big[4:], 44)
	le.PutUint64(big[24:], uint64(le.Uint16(end[8:])))
	le.PutUint64(big[32:], uint64(le.Uint16(end[10:])))
	le.PutUint64(big[40:], uint64(le.Uint32(end[12:])))
	le.PutUint64(big[48:], uint64(le.Uint32(end[16:])))
	locator := append([]byte("PK\x06\x07"), make([]byte, 16)...)
	le.PutUint64(locator[8:], uint64(at))
	copy(end[8:], strings.Repeat("\xFF", 12))
	made := append(append(append(body, big...), locator...), end...)
	got, err := read(made, DefaultLimits())
	if err != nil || got != want {
		t.Errorf("got %v\n%s", err, got)
	}
	le.PutUint64(made[at+len(big)+8:], 1<<60)
	if _, err := read(made, DefaultLimits()); refusal(t, err).Rule != "FILE-DAMAGED" {
		t.Errorf("got %v", err)
	}
}

func TestUnusedEntriesAreCheckedToo(t *testing.T) {
	picture := strings.Repeat("picture", 30_000)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range append(parts(sheetXML("")), file{name: "xl/media/1.png", text: picture}) {
		part, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(f.text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if _, err := read(data, DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	data[bytes.LastIndex(data, []byte("picturepicture"))] ^= 1
	_, err := read(data, DefaultLimits())
	if r := refusal(t, err); r.Rule != "FILE-DAMAGED" || !strings.Contains(r.Got, "1.png") {
		t.Errorf("got %v", r)
	}
}

func TestNamesInMessagesArePrintable(t *testing.T) {
	if got, want := shown("a\x00\xFF\n"+strings.Repeat("长", 99)), "a???"+strings.Repeat("长", 56)+"…"; got != want {
		t.Errorf("got %q", got)
	}
}
