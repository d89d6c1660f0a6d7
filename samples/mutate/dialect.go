package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// dialects are the ways in which other programs write the same sheet, each a rewriting of
// what the editing library writes.
var dialects = []func(sheet string, texts []string) string{
	func(sheet string, _ []string) string { return sheet }, // Excel, WPS
	inlined, fullyAttributed, prefixed, withoutAddresses, indented,
}

// respelt writes a finished file as a random one of other programs would.
func respelt(file []byte, random *rand.Rand) ([]byte, error) {
	names, content, err := unpack(file)
	if err != nil {
		return nil, err
	}
	texts := sharedTexts(string(content["xl/sharedStrings.xml"]))
	write := dialects[random.IntN(len(dialects))]
	for _, name := range names {
		if isSheet(name) {
			content[name] = []byte(write(string(content[name]), texts))
		}
	}
	if random.IntN(4) == 0 { // the parts in another order, as some programs pack them
		random.Shuffle(len(names), func(i, k int) { names[i], names[k] = names[k], names[i] })
	}
	return pack(names, content)
}

func isSheet(part string) bool { return strings.HasPrefix(part, "xl/worksheets/sheet") }

var sharedText = regexp.MustCompile(`(?s)<si/>|<si>(.*?)</si>`)

func sharedTexts(part string) []string {
	var texts []string
	for _, found := range sharedText.FindAllStringSubmatch(part, -1) {
		texts = append(texts, found[1])
	}
	return texts
}

var (
	anyCell   = regexp.MustCompile(`(?s)<c ([^>]*?)(/>|>(.*?)</c>)`)
	anyRow    = regexp.MustCompile(`(?s)<row ([^>]*?)(/>|>(.*?)</row>)`)
	rowNumber = regexp.MustCompile(`\br="(\d+)"`)
	cellPlace = regexp.MustCompile(`\br="([A-Z]+)(\d+)" ?`)
	textIndex = regexp.MustCompile(`<v>(\d+)</v>`)
)

// inlined writes texts into the cells, as openpyxl, POI's streams and exporters do.
func inlined(sheet string, texts []string) string {
	return anyCell.ReplaceAllStringFunc(sheet, func(cell string) string {
		if !strings.Contains(cell[:strings.IndexByte(cell, '>')], ` t="s"`) {
			return cell
		}
		found := textIndex.FindStringSubmatch(cell)
		if found == nil {
			return cell
		}
		n, _ := strconv.Atoi(found[1]) // digits
		return strings.Replace(textIndex.ReplaceAllLiteralString(cell, "<is>"+texts[n]+"</is>"), ` t="s"`, ` t="inlineStr"`, 1)
	})
}

// fullyAttributed names every attribute of rows and the type of every number, as
// LibreOffice does.
func fullyAttributed(sheet string, _ []string) string {
	sheet = anyRow.ReplaceAllStringFunc(sheet, func(row string) string {
		head, rest, _ := strings.Cut(row, ">")
		end := ""
		if strings.HasSuffix(head, "/") {
			head, end = strings.TrimSuffix(head, "/"), "/"
		}
		for _, attribute := range []string{"customFormat", "hidden", "customHeight", "collapsed"} {
			if !strings.Contains(head, attribute) {
				head += " " + attribute + `="false"`
			}
		}
		return head + ` outlineLevel="0"` + end + ">" + rest
	})
	sheet = anyCell.ReplaceAllStringFunc(sheet, func(cell string) string {
		if head, _, _ := strings.Cut(cell, ">"); strings.Contains(head, " t=") || !strings.Contains(cell, "<v>") {
			return cell
		}
		return strings.Replace(cell, ">", ` t="n">`, 1)
	})
	return strings.ReplaceAll(sheet, "<f>", `<f aca="false">`)
}

var bareTag = regexp.MustCompile(`<(/?)([A-Za-z][A-Za-z0-9]*)([\s/>])`)

// prefixed gives the elements of the main namespace a prefix, as the OpenXML SDK does.
func prefixed(sheet string, _ []string) string {
	if strings.Contains(sheet, "<ext ") {
		return sheet // elements of other namespaces without a prefix may stand there
	}
	return strings.Replace(bareTag.ReplaceAllString(sheet, "<${1}x:${2}${3}"), " xmlns=", " xmlns:x=", 1)
}

// withoutAddresses writes every row and cell up to the last and no addresses, as some
// generators do. Sheets that are sparse stay as they are.
func withoutAddresses(sheet string, _ []string) string {
	next, sparse := 1, false
	out := anyRow.ReplaceAllStringFunc(sheet, func(row string) string {
		head, _, _ := strings.Cut(row, ">")
		at, _ := strconv.Atoi(rowNumber.FindStringSubmatch(head)[1])
		var b strings.Builder
		if at-next > 100 {
			sparse = true
			return row
		}
		b.WriteString(strings.Repeat("<row/>", at-next))
		next = at + 1
		column := 1
		b.WriteString(anyCell.ReplaceAllStringFunc(rowNumber.ReplaceAllLiteralString(head, "")+row[len(head):], func(cell string) string {
			place := cellPlace.FindStringSubmatch(cell)
			to := columnNumber(place[1])
			gap := strings.Repeat("<c/>", to-column)
			column = to + 1
			return gap + strings.Replace(cell, place[0], "", 1)
		}))
		return b.String()
	})
	if sparse {
		return sheet
	}
	return out
}

func columnNumber(letters string) int {
	n := 0
	for _, r := range letters {
		n = n*26 + int(r-'A') + 1
	}
	return n
}

// indented breaks the markup over lines, as files that passed through a tool are.
func indented(sheet string, _ []string) string {
	return strings.NewReplacer("<row ", "\r\n  <row ", "<c ", "\r\n    <c ", "</row>", "\r\n  </row>").Replace(sheet)
}

// openSpelt opens a file that was respelt: the editing library finds no cells behind
// prefixes.
func openSpelt(path string) (*excelize.File, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	names, content, err := unpack(file)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if isSheet(name) {
			content[name] = []byte(strings.NewReplacer("<x:", "<", "</x:", "</", "xmlns:x=", "xmlns=").Replace(string(content[name])))
		}
	}
	if file, err = pack(names, content); err != nil {
		return nil, err
	}
	opened, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	return opened, nil
}
