package report

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"hengji"
)

// Colours are for terminals, and for those who did not ask for none.
func TestInkIsForTerminals(t *testing.T) {
	terminal, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	if InkFor(&bytes.Buffer{}) {
		t.Error("colours in what is no terminal")
	}
	if !InkFor(terminal) {
		t.Skip("the null device is no character device here")
	}
	for name, value := range map[string]string{"NO_COLOR": "1", "TERM": "dumb"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			if InkFor(terminal) {
				t.Errorf("colours with %s=%s", name, value)
			}
		})
	}
}

// What a district wrote colours nothing.
func TestInkColoursOurWordsAlone(t *testing.T) {
	f := hengji.Finding{Severity: hengji.Blocking, Sheet: "表\x1b[32m", Cell: "A1", Message: "\x1b[2J不符"}
	line := Lines([]hengji.Finding{f}, true)[0]
	if !strings.HasPrefix(line, "\x1b[31m强制性\x1b[0m  ") {
		t.Errorf("the severity is not red: %q", line)
	}
	if strings.Count(line, "\x1b") != 2 {
		t.Errorf("more than our own colour: %q", line)
	}
	if plain := Lines([]hengji.Finding{f}, false)[0]; strings.Contains(plain, "\x1b") || !strings.HasPrefix(plain, "强制性    ") {
		t.Errorf("without ink: %q", plain)
	}
	if words := Ink(true).State(hengji.Accepted, "通过"); words != "\x1b[32m通过\x1b[0m" {
		t.Errorf("a state that stands well: %q", words)
	}
}
