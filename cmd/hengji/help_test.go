package main

import (
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What the operator reads is Chinese, of commands and flags that cobra adds, too.
func TestEveryCommandIsExplainedInChinese(t *testing.T) {
	root := rootCommand()
	root.SetOut(io.Discard)
	speakChinese(root)
	cobras := regexp.MustCompile(`Usage|Flags|Available|help for|Use "|\(default`)
	commands := 0
	var explained func(command *cobra.Command)
	explained = func(command *cobra.Command) {
		commands++
		chinese(t, command.CommandPath(), command.Short)
		help := &strings.Builder{}
		command.SetOut(help)
		if err := command.Help(); err != nil {
			t.Fatal(err)
		}
		if words := cobras.FindString(help.String()); words != "" {
			t.Errorf("%s --help says %q", command.CommandPath(), words)
		}
		command.Flags().VisitAll(func(flag *pflag.Flag) { chinese(t, command.CommandPath()+" --"+flag.Name, flag.Usage) })
		for _, one := range command.Commands() {
			explained(one)
		}
	}
	root.InitDefaultHelpCmd()
	explained(root)
	if commands < 20 {
		t.Errorf("%d commands are there, more than 20 wanted", commands)
	}
}

func chinese(t *testing.T, what, text string) {
	t.Helper()
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s is explained by %q", what, text)
	}
}
