package schema

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"hengji"
)

var (
	macroKeys  = []string{"macros", "title"}
	macroStart = regexp.MustCompile(`(?i)^\s*CREATE\s+MACRO\s+([a-z_][a-z0-9_]*)\s*\(`)
	macroFile  = regexp.MustCompile(`(?m)^--\s*macros:`)
	calls      = regexp.MustCompile(`\b([a-z_][a-z0-9_]*)\s*\(`)
)

// readShared reads the files of sql/base, the macros into rules. A folder without
// sql/base was written before there was one: it has the macros that the program
// carries, as it had then, and one that only its own rules call.
func readShared(files map[string][]byte, rules *hengji.Rules, mistakes *mistakeList) ([]viewFile, error) {
	const folder = "sql/base"
	own := in(files, folder)
	carried := len(own) == 0
	if carried {
		shipped, err := Files(hengji.DefaultRules)
		if err != nil {
			return nil, err
		}
		files, own = shipped, in(shipped, folder)
	}
	var views []viewFile
	var macros []macro
	for _, file := range own {
		switch isMacros := macroFile.Match(files[file]); {
		case isMacros:
			macros = append(macros, readMacros(file, files[file], mistakes)...)
		case !carried:
			views = append(views, readView(baseLayer, file, files[file], mistakes))
		}
	}
	rules.Macros = orderMacros(macros, mistakes)
	if !carried {
		views = withValues(views, rules.Forms, mistakes)
	} else {
		rules.Macros = append(rules.Macros, &hengji.Macro{
			Name: "plain_name", SQL: "CREATE MACRO plain_name(name) AS name_key(name)", Source: hengji.FilePlace{File: folder, Line: 1},
		})
	}
	return views, nil
}

// macro is a macro and the code in which it calls others.
type macro struct {
	*hengji.Macro
	code string
}

// readMacros gives the macros of a file of sql/base that begins with `-- macros:`.
func readMacros(file string, data []byte, mistakes *mistakeList) []macro {
	f := split(file, data, macroKeys, mistakes)
	name := f.must("macros", mistakes)
	f.must("title", mistakes)
	if want := strings.TrimSuffix(path.Base(file), ".sql"); name.value != "" && name.value != want {
		mistakes.add(file, name.line, "macros %q 应与文件名相同：%q", name.value, want)
	}
	var macros []macro
	for at := 0; at < len(f.code); {
		end := strings.IndexByte(f.code[at:], ';')
		if end < 0 {
			end = len(f.code) - at
		}
		code, text := f.code[at:at+end], f.sql[at:at+end]
		if begin := strings.IndexFunc(code, func(r rune) bool { return !strings.ContainsRune(" \t\r\n", r) }); begin >= 0 {
			line := 1 + strings.Count(f.code[:at+begin], "\n")
			if match := macroStart.FindStringSubmatch(code); match == nil {
				mistakes.add(file, line, "宏文件里只能有 CREATE MACRO 名称(…) AS …;")
			} else {
				macros = append(macros, macro{&hengji.Macro{
					Name: strings.ToLower(match[1]), SQL: text[begin:], Source: hengji.FilePlace{File: file, Line: line},
				}, code})
			}
		}
		at += end + 1
	}
	return macros
}

// orderMacros sorts macros so that each stands after those it calls, in the order of
// the files where that leaves a choice: the engine wants them so.
func orderMacros(macros []macro, mistakes *mistakeList) []*hengji.Macro {
	known := map[string]*hengji.Macro{}
	for _, m := range macros {
		if first := known[m.Name]; first != nil {
			mistakes.add(m.Source.File, m.Source.Line, "宏 %s 重复：%s:%d 已有", m.Name, first.Source.File, first.Source.Line)
		}
		known[m.Name] = m.Macro
	}
	var sorted []*hengji.Macro
	done := map[string]bool{}
	waits := func(m macro) bool {
		for _, call := range calls.FindAllStringSubmatch(strings.ToLower(m.code), -1) {
			if called := known[call[1]]; called != nil && called != m.Macro && !done[called.Name] {
				return true
			}
		}
		return false
	}
	for len(macros) > 0 {
		ready := slices.IndexFunc(macros, func(m macro) bool { return !waits(m) })
		if ready < 0 {
			for _, m := range macros {
				mistakes.add(m.Source.File, m.Source.Line, "宏 %s 经过别的宏又调用了自己", m.Name)
			}
			return sorted
		}
		done[macros[ready].Name] = true
		sorted = append(sorted, macros[ready].Macro)
		macros = slices.Delete(macros, ready, ready+1)
	}
	return sorted
}
