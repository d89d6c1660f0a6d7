package ingest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sort"
	"strings"

	"github.com/klauspost/compress/flate"

	"hengji"
)

// archive is the zip layer: the central directory, checked against every local
// header, and entries that are only given out whole and with the right CRC-32.
// archive/zip is not used because it believes the central directory alone and
// lets entries overlap, repeat and disagree with their local headers.
type archive struct {
	entries  []entry
	byName   map[string]int
	source   bytes.Reader
	inflater io.ReadCloser
}

// entry is one file inside the zip.
type entry struct {
	name    string // as written
	method  uint16
	crc     uint32
	size    int64  // unpacked
	offset  int    // of the local header
	packed  []byte // its bytes in the file
	checked bool   // size and CRC were compared to the end
}

// isFolder is true of the entries that some writers make of folders.
func (e *entry) isFolder() bool { return e.size == 0 && strings.HasSuffix(partName(e.name), "/") }

const (
	endSignature       = 0x06054b50
	end64Signature     = 0x06064b50
	locatorSignature   = 0x07064b50
	centralSignature   = 0x02014b50
	localSignature     = 0x04034b50
	endLength          = 22
	flagEncrypted      = 1 << 0
	flagLater          = 1 << 3 // sizes follow the data
	flagStrongOrMasked = 1<<6 | 1<<13
	methodStored       = 0
	methodDeflated     = 8
)

// openArchive reads the directory of a zip and compares it with the local
// headers. Nothing is unpacked yet.
func openArchive(data []byte, limits Limits) (*archive, error) {
	start, end, count, err := findDirectory(data)
	if err != nil {
		return nil, err
	}
	if count > uint64(limits.Entries) {
		return nil, limitExceeded("压缩包内文件过多", int64(limits.Entries))
	}
	a := &archive{byName: make(map[string]int, min(count, 1024))}
	var total int64
	for at := start; at < end; {
		e, next, err := readEntry(data, at, start, end)
		if err != nil {
			return nil, err
		}
		at = next
		if len(a.entries) >= limits.Entries {
			return nil, limitExceeded("压缩包内文件过多", int64(limits.Entries))
		}
		name := partName(e.name)
		if _, twice := a.byName[name]; twice && !e.isFolder() {
			return nil, damaged("压缩包内有两个同名文件 %s", shown(e.name))
		}
		a.byName[name] = len(a.entries)
		a.entries = append(a.entries, e)
		if total += e.size; total > limits.UnpackedBytes || e.size > limits.UnpackedBytes {
			return nil, limitExceeded("解压后字节数过大", limits.UnpackedBytes)
		}
		if e.size > ratioGrace && e.size/int64(limits.Ratio) > int64(len(e.packed)) {
			return nil, limitExceeded("压缩比过大", int64(limits.Ratio))
		}
	}
	if uint64(len(a.entries)) != count {
		return nil, damaged("压缩包目录的文件数不符")
	}
	return a, a.overlaps(start)
}

// findDirectory finds the central directory and the number of its entries.
func findDirectory(data []byte) (start, end int, count uint64, err error) {
	record := -1
	for at := len(data) - endLength; at >= 0 && at >= len(data)-endLength-0xFFFF; at-- {
		if data[at] == 'P' && binary.LittleEndian.Uint32(data[at:]) == endSignature &&
			at+endLength+int(binary.LittleEndian.Uint16(data[at+20:])) <= len(data) {
			record = at
			break
		}
	}
	if record < 0 {
		return 0, 0, 0, otherKind(hengji.RuleFileTruncated, "压缩包没有目录")
	}
	u16 := func(at int) uint64 { return uint64(binary.LittleEndian.Uint16(data[at:])) }
	u32 := func(at int) uint64 { return uint64(binary.LittleEndian.Uint32(data[at:])) }
	disks, here := u16(record+4)|u16(record+6), u16(record+8)
	count, size, offset := u16(record+10), u32(record+12), u32(record+16)
	end = record
	if count == 0xFFFF || size == 0xFFFFFFFF || offset == 0xFFFFFFFF {
		locator := record - 20
		if locator < 0 || u32(locator) != locatorSignature {
			return 0, 0, 0, damaged("压缩包目录不完整")
		}
		at := binary.LittleEndian.Uint64(data[locator+8:])
		if locator < 56 || at > uint64(locator-56) || u32(int(at)) != end64Signature {
			return 0, 0, 0, damaged("压缩包目录不完整")
		}
		end = int(at)
		disks, here = u32(end+16)|u32(end+20), binary.LittleEndian.Uint64(data[end+24:])
		count = binary.LittleEndian.Uint64(data[end+32:])
		size, offset = binary.LittleEndian.Uint64(data[end+40:]), binary.LittleEndian.Uint64(data[end+48:])
	}
	if disks != 0 || here != count {
		return 0, 0, 0, unsupported("分卷压缩包")
	}
	if size > uint64(end) || offset != uint64(end)-size {
		return 0, 0, 0, damaged("压缩包目录位置不符")
	}
	return int(offset), end, count, nil
}

// readEntry reads one record of the central directory and its local header.
func readEntry(data []byte, at, directory, end int) (e entry, next int, err error) {
	if at+46 > end || binary.LittleEndian.Uint32(data[at:]) != centralSignature {
		return e, 0, damaged("压缩包目录损坏")
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(data[at:])) }
	u32 := func(at int) uint64 { return uint64(binary.LittleEndian.Uint32(data[at:])) }
	flags := u16(at + 8)
	e.method, e.crc = uint16(u16(at+10)), uint32(u32(at+16))
	packed, size, offset := u32(at+20), u32(at+24), u32(at+42)
	name, extra := at+46, at+46+u16(at+28)
	comment := extra + u16(at+30)
	next = comment + u16(at+32)
	if next > end {
		return e, 0, damaged("压缩包目录损坏")
	}
	e.name = string(data[name:extra])
	if err := fill64(data[extra:comment], &size, &packed, &offset); err != nil {
		return e, 0, err
	}
	if err := checkName(e.name); err != nil {
		return e, 0, err
	}
	if flags&(flagEncrypted|flagStrongOrMasked) != 0 {
		return e, 0, otherKind(hengji.RuleFileEncrypted, "压缩包有密码")
	}
	if e.method != methodStored && e.method != methodDeflated {
		return e, 0, unsupported("压缩方式 %d", e.method)
	}

	if offset > uint64(directory) || uint64(directory)-offset < 30 {
		return e, 0, damaged("压缩包内 %s 的位置不符", shown(e.name))
	}
	local := int(offset)
	body := local + 30 + u16(local+26) + u16(local+28)
	if u32(local) != localSignature || body > directory || packed > uint64(directory-body) ||
		string(data[local+30:min(local+30+u16(local+26), directory)]) != e.name ||
		u16(local+8) != int(e.method) || u16(local+6)&(flagEncrypted|flagStrongOrMasked) != 0 {
		return e, 0, damaged("压缩包内 %s 的文件头与目录不符", shown(e.name))
	}
	localPacked, localSize, none := u32(local+18), u32(local+22), uint64(0)
	if err := fill64(data[local+30+u16(local+26):body], &localSize, &localPacked, &none); err != nil {
		return e, 0, err
	}
	later := u16(local+6)&flagLater != 0
	differs := func(local, central uint64) bool { return local != central && !(later && local == 0) }
	if differs(u32(local+14), uint64(e.crc)) || differs(localPacked, packed) || differs(localSize, size) {
		return e, 0, damaged("压缩包内 %s 的大小或校验码与目录不符", shown(e.name))
	}
	if size > 1<<40 || e.method == methodStored && size != packed {
		return e, 0, damaged("压缩包内 %s 的大小不符", shown(e.name))
	}
	e.size, e.offset, e.packed = int64(size), local, data[body:body+int(packed)]
	return e, next, nil
}

// fill64 takes the 64-bit values of the zip64 extra field for those that the
// 32-bit fields leave out (all ones).
func fill64(extra []byte, values ...*uint64) error {
	for len(extra) >= 4 {
		id, length := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; length > len(extra) {
			return nil // padding of some writers; nothing that we need
		}
		field := extra[:length]
		extra = extra[length:]
		if id != 1 {
			continue
		}
		for _, value := range values {
			if *value != 0xFFFFFFFF {
				continue
			}
			if len(field) < 8 {
				return damaged("压缩包目录的长度字段不完整")
			}
			*value, field = binary.LittleEndian.Uint64(field), field[8:]
		}
		return nil
	}
	return nil
}

func checkName(name string) error {
	slashed := strings.ReplaceAll(name, `\`, "/")
	if name == "" || strings.HasPrefix(slashed, "/") || strings.ContainsRune(name, 0) || len(name) > 1024 {
		return damaged("压缩包内文件名不合规 %s", shown(name))
	}
	for step := range strings.SplitSeq(slashed, "/") {
		if step == ".." || step == "." || len(step) == 2 && step[1] == ':' {
			return damaged("压缩包内文件名不合规 %s", shown(name))
		}
	}
	return nil
}

// overlaps refuses entries that share bytes: the trick of small files that
// unpack to huge ones, and of two readers that see two workbooks.
func (a *archive) overlaps(directory int) error {
	order := make([]int, len(a.entries))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return a.entries[order[i]].offset < a.entries[order[j]].offset })
	for k, i := range order {
		limit := directory
		if k+1 < len(order) {
			limit = a.entries[order[k+1]].offset
		}
		e := &a.entries[i]
		if limit-e.offset < 30+len(e.name)+len(e.packed) {
			return damaged("压缩包内文件互相重叠")
		}
	}
	return nil
}

// partName is a name as parts are compared: slashes, ASCII case folded.
func partName(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "/"), `\`, "/"))
}

// find is the number of an entry, or -1.
func (a *archive) find(name string) int {
	if i, ok := a.byName[partName(name)]; ok {
		return i
	}
	return -1
}

// unpack starts reading an entry's bytes.
func (a *archive) unpack(i int) io.Reader {
	e := &a.entries[i]
	a.source.Reset(e.packed)
	if e.method == methodStored || e.size == 0 && len(e.packed) == 0 {
		return &a.source // some writers mark an empty entry as deflated
	}
	if a.inflater == nil {
		a.inflater = flate.NewReader(&a.source)
	} else if err := a.inflater.(flate.Resetter).Reset(&a.source, nil); err != nil {
		return errorReader{err}
	}
	return a.inflater
}

// unpackApart is unpack with an inflater of its own, for a reader that may stay
// open while other entries are read.
func (a *archive) unpackApart(i int) io.Reader {
	e := &a.entries[i]
	if e.method == methodStored {
		return bytes.NewReader(e.packed)
	}
	return flate.NewReader(bytes.NewReader(e.packed))
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// read unpacks an entry whole and compares size and CRC-32.
func (a *archive) read(i int, limit int64) ([]byte, error) {
	e := &a.entries[i]
	if e.size > limit {
		return nil, limitExceeded(shown(e.name)+" 过大", limit)
	}
	return a.readInto(i, make([]byte, e.size))
}

// readInto is read into a buffer of the entry's size.
func (a *archive) readInto(i int, out []byte) ([]byte, error) {
	e := &a.entries[i]
	source, sum := a.unpack(i), uint32(0)
	for rest := out; len(rest) > 0; { // summed while it is in the processor's cache
		piece := rest[:min(len(rest), 64<<10)]
		if _, err := io.ReadFull(source, piece); err != nil {
			return nil, a.broken(e)
		}
		sum = crc32.Update(sum, crc32.IEEETable, piece)
		rest = rest[len(piece):]
	}
	return out, a.finish(e, source, sum)
}

// start unpacks what an entry begins with, as much as scratch holds.
func (a *archive) start(i int, scratch []byte) ([]byte, error) {
	e := &a.entries[i]
	piece := scratch[:min(e.size, int64(len(scratch)))]
	if _, err := io.ReadFull(a.unpack(i), piece); err != nil {
		return nil, a.broken(e)
	}
	return piece, nil
}

// verify unpacks an entry that is not used, in pieces of scratch.
func (a *archive) verify(i int, scratch []byte) error {
	e := &a.entries[i]
	source := a.unpack(i)
	left, sum := e.size, uint32(0)
	for left > 0 {
		piece := scratch[:min(left, int64(len(scratch)))]
		if _, err := io.ReadFull(source, piece); err != nil {
			return a.broken(e)
		}
		sum = crc32.Update(sum, crc32.IEEETable, piece)
		left -= int64(len(piece))
	}
	return a.finish(e, source, sum)
}

// finish holds that an entry ends where its size says, packed and unpacked.
func (a *archive) finish(e *entry, source io.Reader, sum uint32) error {
	var one [1]byte
	if n, err := source.Read(one[:]); n != 0 || err != io.EOF || a.source.Len() != 0 {
		return a.broken(e)
	}
	if sum != e.crc {
		return damaged("压缩包内 %s 的校验码不符", shown(e.name))
	}
	e.checked = true
	return nil
}

func (a *archive) broken(e *entry) error {
	return damaged("压缩包内 %s 无法完整解压", shown(e.name))
}

// shown is a name fit for a message: printable and short.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == 0xFFFD {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	if letters := []rune(name); len(letters) > 60 {
		name = string(letters[:60]) + "…"
	}
	return name
}
