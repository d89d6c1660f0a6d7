package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// mangles change the finished file, or make another in its place, by the name of
// the fault.
var mangles = map[string]func(file []byte) []byte{
	"renamed_xls": func([]byte) []byte { return compoundFile("Workbook") },
	"renamed_html": func([]byte) []byte {
		return []byte("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\n<head><meta charset=\"utf-8\"></head>\n" +
			"<body><table><tr><td>项目编号</td><td>安排金额（万元）</td></tr><tr><td>2021LY001</td><td>30</td></tr></table></body></html>\n")
	},
	"renamed_csv": func([]byte) []byte {
		return gb18030("项目编号,项目名称,安排金额（万元）\r\n2021LY001,油茶鲜果机械化剥壳与清选成套装备,30\r\n")
	},
	"encrypted":            func([]byte) []byte { return compoundFile("EncryptionInfo", "EncryptedPackage") },
	"empty":                func([]byte) []byte { return []byte{} },
	"truncated":            func(file []byte) []byte { return file[:len(file)*6/10] },
	"sheet_bit_flipped":    func(file []byte) []byte { return flipBit(file, "xl/worksheets/sheet2.xml") },
	"zip_without_workbook": func([]byte) []byte { return zipOf(part{"说明.txt", "示例数据\r\n"}) },
	"~$owner_file":         func([]byte) []byte { return ownerFile("示例") },
}

// compoundFile is the smallest OLE compound file that has the named streams, each
// 4096 zero bytes: header, one FAT sector, one directory sector, the streams.
func compoundFile(streams ...string) []byte {
	const sector, endOfChain, fatSector, free = 512, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
	perStream := 4096 / sector
	file := make([]byte, sector*(3+perStream*len(streams)))
	put16 := func(at int, v uint16) { binary.LittleEndian.PutUint16(file[at:], v) }
	put32 := func(at int, v uint32) { binary.LittleEndian.PutUint32(file[at:], v) }

	copy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put16(24, 0x3e)       // minor version
	put16(26, 3)          // major version: 512-byte sectors
	put16(28, 0xfffe)     // little endian
	put16(30, 9)          // 1<<9 bytes a sector
	put16(32, 6)          // 1<<6 bytes a mini sector
	put32(44, 1)          // FAT sectors
	put32(48, 1)          // the directory begins in sector 1
	put32(56, 4096)       // streams below this size go into the mini stream
	put32(60, endOfChain) // no mini FAT
	put32(68, endOfChain) // no further FAT sectors
	for i := range 109 {
		put32(76+4*i, free)
	}
	put32(76, 0) // the FAT is sector 0

	fat := sector
	for i := range sector / 4 {
		put32(fat+4*i, free)
	}
	put32(fat, fatSector)
	put32(fat+4, endOfChain)

	entry := func(i int, name string, kind byte, child, right, start uint32, size uint32) {
		at := 2*sector + 128*i
		for k, unit := range utf16.Encode([]rune(name)) {
			put16(at+2*k, unit)
		}
		put16(at+64, uint16(2*len(utf16.Encode([]rune(name)))+2))
		file[at+66], file[at+67] = kind, 1
		put32(at+68, free)
		put32(at+72, right)
		put32(at+76, child)
		put32(at+116, start)
		put32(at+120, size)
	}
	entry(0, "Root Entry", 5, 1, free, endOfChain, 0)
	for i, name := range streams {
		first := 2 + i*perStream
		for k := range perStream {
			next := uint32(first + k + 1)
			if k == perStream-1 {
				next = endOfChain
			}
			put32(fat+4*(first+k), next)
		}
		right := uint32(free)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		entry(i+1, name, 2, free, right, uint32(first), 4096)
	}
	return file
}

// ownerFile is what a spreadsheet program keeps beside an open workbook: the
// user's name twice in 165 bytes.
func ownerFile(user string) []byte {
	file := bytes.Repeat([]byte{' '}, 165)
	narrow := gb18030(user)
	file[0] = byte(len(narrow))
	copy(file[1:], narrow)
	wide := utf16.Encode([]rune(user))
	file[55] = byte(len(wide))
	file[56] = 0
	for i, unit := range wide {
		binary.LittleEndian.PutUint16(file[57+2*i:], unit)
	}
	return file
}

func zipOf(parts ...part) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		if err := addPart(w, p.name, []byte(p.content)); err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// flipBit turns one bit in the middle of a part's compressed bytes.
func flipBit(file []byte, name string) []byte {
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		panic(err) // our own zip
	}
	file = bytes.Clone(file)
	for _, f := range in.File {
		if f.Name == name {
			at, err := f.DataOffset()
			if err != nil {
				panic(err)
			}
			file[at+int64(f.CompressedSize64/2)] ^= 0x10
		}
	}
	return file
}

func gb18030(s string) []byte {
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err) // our own words
	}
	return out
}

// insertBefore puts a piece of XML before a mark of one part.
func insertBefore(name, mark, piece string) patch {
	return func(part string, content []byte) []byte {
		if part != name {
			return content
		}
		return []byte(strings.Replace(string(content), mark, piece+mark, 1))
	}
}
