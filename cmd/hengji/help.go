package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hengji"
)

// speakChinese gives the commands that cobra adds, its help and its complaints
// Chinese words: the operator reads no other. It is called once all commands are
// there and their output is known, which cobra's own commands keep.
func speakChinese(root *cobra.Command) {
	cobra.AddTemplateFunc("flagLines", flagLines)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate("{{with or .Long .Short}}{{.}}\n\n{{end}}{{.UsageString}}")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return hengji.UsageError{Err: fmt.Errorf("%s（%s --help 列出所有参数）", flagMistake(err), cmd.CommandPath())}
	})
	root.PersistentFlags().BoolP("help", "h", false, "显示说明")
	root.SetHelpCommand(helpCommand())
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Use, completion.Short, completion.Long = "completion", "命令补全：生成 bash、zsh、fish 或 powershell 的脚本", ""
		group(completion)
		for _, shell := range completion.Commands() {
			shell.Short, shell.Long = shell.Name()+" 的命令补全脚本", completionHelp[shell.Name()]
			shell.Args = noArguments
			if flag := shell.Flags().Lookup("no-descriptions"); flag != nil {
				flag.Usage = "补全时不显示说明"
			}
		}
	}
	plainUseLines(root)
}

var completionHelp = map[string]string{
	"bash":       "在当前窗口生效：source <(hengji completion bash)\n每次登录都生效：hengji completion bash > /etc/bash_completion.d/hengji",
	"zsh":        "在当前窗口生效：source <(hengji completion zsh)\n每次登录都生效：hengji completion zsh > \"${fpath[1]}/_hengji\"",
	"fish":       "在当前窗口生效：hengji completion fish | source\n每次登录都生效：hengji completion fish > ~/.config/fish/completions/hengji.fish",
	"powershell": "在当前窗口生效：hengji completion powershell | Out-String | Invoke-Expression\n每次登录都生效：把这条命令的输出写进 PowerShell 配置文件",
}

// plainUseLines keeps cobra from adding [flags] to what Use says.
func plainUseLines(command *cobra.Command) {
	command.DisableFlagsInUseLine = true
	for _, one := range command.Commands() {
		plainUseLines(one)
	}
}

const usageTemplate = `用法：{{if not .HasAvailableSubCommands}}
  {{.UseLine}}{{if .HasAvailableFlags}} [参数]{{end}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} 命令 [参数]{{end}}{{if .HasExample}}

例：
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

命令：{{range .Commands}}{{if (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

参数：
{{flagLines .LocalFlags}}{{end}}{{if .HasAvailableInheritedFlags}}

通用参数：
{{flagLines .InheritedFlags}}{{end}}{{if .HasAvailableSubCommands}}

{{.CommandPath}} 命令 --help 列出一个命令的用法。{{end}}
`

// flagLines lists flags, one a line, with their values' defaults.
func flagLines(flags *pflag.FlagSet) string {
	var names, usages []string
	width := 0
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden {
			return
		}
		name := "      --" + flag.Name
		if flag.Shorthand != "" {
			name = "  -" + flag.Shorthand + ", --" + flag.Name
		}
		usage := flag.Usage
		if flag.Value.Type() != "bool" {
			name += " …"
		}
		if set := flag.DefValue; set != "" && set != "false" && set != "[]" && !strings.Contains(usage, "默认") {
			usage += "（默认 " + set + "）"
		}
		names, usages = append(names, name), append(usages, usage)
		width = max(width, len([]rune(name)))
	})
	lines := make([]string, len(names))
	for i, name := range names {
		lines[i] = fmt.Sprintf("%-*s   %s", width, name, usages[i])
	}
	return strings.Join(lines, "\n")
}

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [命令]",
		Short: "一个命令的用法",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), strings.Join(args, " "))
			}
			return about.Help()
		},
	}
}

// group makes a command that only holds others name what it does not know.
func group(command *cobra.Command) {
	command.Args = cobra.ArbitraryArgs // or cobra complains itself, as of trouble
	command.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return cmd.Help()
	}
}

func unknownCommand(parent *cobra.Command, name string) error {
	return hengji.UsageError{Err: fmt.Errorf("没有命令 %q，%s --help 列出所有命令", name, parent.CommandPath())}
}

// flagMistake words what is wrong with a flag.
func flagMistake(err error) string {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return fmt.Sprintf("没有参数 -%s", unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		return fmt.Sprintf("没有参数 --%s", unknown.GetSpecifiedName())
	case errors.As(err, &bare):
		return fmt.Sprintf("参数 --%s 后面缺少值", bare.GetFlag().Name)
	case errors.As(err, &wrong):
		return fmt.Sprintf("参数 --%s 的值不能是 %q", wrong.GetFlag().Name, wrong.GetValue())
	case errors.As(err, &syntax):
		return fmt.Sprintf("参数 %s 的写法有误", syntax.GetSpecifiedFlag())
	}
	return err.Error()
}

// noArguments refuses what stands behind a command that takes flags alone.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return hengji.UsageError{Err: fmt.Errorf("%s 后面不能写 %q，只能写 --参数", cmd.CommandPath(), args[0])}
	}
	return nil
}

// oneArgument and someArguments ask for what must stand behind a command.
func oneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return hengji.UsageError{Err: fmt.Errorf("%s 后面要写%s，现有 %d 个", cmd.CommandPath(), what, len(args))}
		}
		return nil
	}
}

func someArguments(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return hengji.UsageError{Err: fmt.Errorf("%s 后面要写%s", cmd.CommandPath(), what)}
		}
		return nil
	}
}
