package main

import (
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

var reference = regexp.MustCompile(`href="([^"]*)"`)

// links demands that every reference of a page leads to a file or to a place on
// the page: links FILE.
func links(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: links FILE")
	}
	text := ts.ReadFile(args[0])
	files := 0
	for _, match := range reference.FindAllStringSubmatch(text, -1) {
		target := html.UnescapeString(match[1])
		if place, inside := strings.CutPrefix(target, "#"); inside {
			if !strings.Contains(text, `id="`+place+`"`) {
				ts.Fatalf("%s: nothing is named %s", args[0], place)
			}
			continue
		}
		way, err := url.PathUnescape(target)
		ts.Check(err)
		_, err = os.Stat(filepath.Join(filepath.Dir(ts.MkAbs(args[0])), filepath.FromSlash(way)))
		ts.Check(err)
		files++
	}
	if files == 0 {
		ts.Fatalf("%s: no reference leads to a file", args[0])
	}
}
