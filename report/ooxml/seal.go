package ooxml

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// sealProperty is the custom property in which a workbook of ours carries the digest of
// itself. Whoever saves the workbook again keeps the property, and no longer what it says.
const sealProperty = "衡绩原样"

// noSeal stands in place of the digest while it is calculated.
var noSeal = strings.Repeat("0", hex.EncodedLen(sha256.Size))

var sealPattern = regexp.MustCompile(`name="` + sealProperty + `"><vt:lpwstr xmlns:vt="[^"]*">([0-9a-f]{64})<`)

// Seal gives a workbook the digest of itself, by which Sealed knows it as long as nobody
// saved it again.
func Seal(book []byte) ([]byte, error) {
	p, err := OpenParcel(book)
	if err != nil {
		return nil, err
	}
	w := &Workbook{Parcel: p, sign: Signature{Tag: "Seal"}}
	if err := w.setProperties([]Property{{Name: sealProperty, Value: noSeal}}); err != nil {
		return nil, err
	}
	if book, err = w.Bytes(); err != nil {
		return nil, err
	}
	_, sum, err := sealOf(book)
	if err != nil {
		return nil, err
	}
	doc, err := w.Read(customPart)
	if err != nil {
		return nil, err
	}
	w.Put(customPart, []byte(strings.Replace(string(doc), ">"+noSeal+"<", ">"+sum+"<", 1)))
	return w.Bytes()
}

// Sealed reports whether a workbook is, part for part, as Seal gave it.
func Sealed(book []byte) bool {
	said, sum, err := sealOf(book)
	return err == nil && said == sum
}

// sealOf is the digest that a workbook carries, and the one that it has: of its parts as
// they lie, and of its properties without the digest.
func sealOf(book []byte) (said, sum string, err error) {
	p, err := OpenParcel(book)
	if err != nil {
		return "", "", err
	}
	properties, err := p.Read(customPart)
	if err != nil {
		return "", "", err
	}
	match := sealPattern.FindSubmatchIndex(properties)
	if match == nil {
		return "", "", Unsuited("没有封签")
	}
	said = string(properties[match[2]:match[3]])
	copy(properties[match[2]:match[3]], noSeal)
	hash := sha256.New()
	for _, name := range p.order {
		file := p.files[strings.ToLower(name)]
		if strings.EqualFold(name, customPart) {
			fmt.Fprintf(hash, "%q %q\n", name, properties)
			continue
		}
		fmt.Fprintf(hash, "%q %d %d\n", name, file.Method, file.CompressedSize64)
		raw, err := file.OpenRaw()
		if err == nil {
			_, err = io.Copy(hash, raw)
		}
		if err != nil {
			return "", "", Unsuited("内部部件 " + name + " 读不出")
		}
	}
	return said, hex.EncodeToString(hash.Sum(nil)), nil
}
