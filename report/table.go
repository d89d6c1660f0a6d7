package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// Formats lists what Print knows.
var Formats = []string{"table", "csv", "json", "markdown"}

// Print writes a table as it stands: in boxes ("table" or ""), which fit the terminal where w is one, as
// CSV (RFC 4180 with plain line ends, English column names), as a JSON array of objects, or as
// Markdown. JSON holds every text exactly, numbers with the digits that the table
// has and null for a blank. CSV is opened by spreadsheets more often than by
// programs, so there a text that would calculate gets an apostrophe; who needs
// the exact text takes JSON. An unknown format is an error that names the
// choices.
func Print(w io.Writer, t hengji.Table, format string) error {
	switch format {
	case "", "table":
		return printBoxes(w, t, terminalColumns(w))
	case "csv":
		return printCSV(w, t)
	case "json":
		return printJSON(w, t)
	case "markdown":
		return printMarkdown(w, t)
	}
	return fmt.Errorf("print table %s: unknown format %q (%s)", t.Name, format, strings.Join(Formats, ", "))
}

func printCSV(w io.Writer, t hengji.Table) error {
	out := csv.NewWriter(w)
	record := make([]string, len(t.Columns))
	for n := -1; n < len(t.Rows); n++ {
		for i, column := range t.Columns {
			text := column.Name
			if n >= 0 {
				text = at(t.Rows[n], i)
			}
			record[i] = inert.NoFormula(inert.Lines(text))
		}
		if len(record) == 1 && record[0] == "" {
			// encoding/csv writes an empty line, which readers skip.
			out.Flush()
			if _, err := io.WriteString(w, "\"\"\n"); err != nil {
				return err
			}
			continue
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func printJSON(w io.Writer, t hengji.Table) error {
	var b bytes.Buffer
	b.WriteByte('[')
	for n, row := range t.Rows {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  {")
		for i, column := range t.Columns {
			if i > 0 {
				b.WriteString(", ")
			}
			b.Write(jsonText(column.Name))
			b.WriteString(": ")
			switch value := at(row, i); {
			case value == "":
				b.WriteString("null")
			case column.Number && inert.IsNumber(value):
				b.WriteString(value)
			case column.JSON && json.Valid([]byte(value)):
				b.Write(escapeHidden([]byte(value)))
			default:
				b.Write(jsonText(value))
			}
		}
		b.WriteByte('}')
	}
	if len(t.Rows) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	_, err := w.Write(b.Bytes())
	return err
}

// WriteJSON writes a value as people read it, indented, without HTML escapes.
func WriteJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// jsonText quotes a text for JSON: exact, without HTML escapes, and with every
// hidden character as \uXXXX so that printing it does nothing to a terminal.
func jsonText(s string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic("report: a string that JSON cannot hold: " + err.Error()) // there is none
	}
	return escapeHidden(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// escapeHidden writes hidden characters inside JSON strings as \uXXXX. Outside
// of strings JSON has none.
func escapeHidden(encoded []byte) []byte {
	plain := true
	for _, r := range string(encoded) {
		if inert.Hidden(r) {
			plain = false
			break
		}
	}
	if plain {
		return encoded
	}
	var b bytes.Buffer
	for _, r := range string(encoded) {
		switch {
		case !inert.Hidden(r) || r == '\n':
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

// inMarkdown keeps a text from being read as a cell border, a link or markup.
var inMarkdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`,
	"[", `\[`, "]", `\]`, "<", "&lt;", "&", "&amp;", "\n", "<br>")

func printMarkdown(w io.Writer, t hengji.Table) error {
	var b strings.Builder
	if t.Title != "" {
		b.WriteString("**" + inMarkdown.Replace(inert.OneLine(t.Title)) + "**\n\n")
	}
	for _, column := range t.Columns {
		b.WriteString("| " + inMarkdown.Replace(inert.OneLine(heading(column))) + " ")
	}
	b.WriteString("|\n")
	for _, column := range t.Columns {
		b.WriteString(map[bool]string{false: "| --- ", true: "| ---: "}[column.Number])
	}
	b.WriteString("|\n")
	for n, row := range t.Rows {
		for i := range t.Columns {
			cell := inMarkdown.Replace(inert.Lines(at(row, i)))
			if t.Total && n == len(t.Rows)-1 && cell != "" {
				cell = "**" + cell + "**"
			}
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
	}
	if t.Note != "" {
		b.WriteString("\n" + inMarkdown.Replace(inert.OneLine(t.Note)) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// at is a cell of a row, "" where the row is short.
func at(row []string, i int) string {
	if i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

// heading is what stands over a column for people.
func heading(column hengji.TableColumn) string {
	if column.Label != "" {
		return column.Label
	}
	return column.Name
}
