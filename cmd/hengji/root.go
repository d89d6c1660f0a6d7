package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
)

// Exit codes of the contract.
const (
	exitFine        = 0
	exitTrouble     = 1
	exitUsage       = 2
	exitReturned    = 3
	exitMissing     = 4
	exitLocked      = 75
	exitInterrupted = 130
)

// exit is an outcome that is no trouble but has a code of its own.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// unused is memory that is counted as used and never touched, so that Go first looks
// for garbage when there is twice as much: a process that lives for a second spent a
// tenth of it on that. It costs no memory, and lets no more garbage lie about than this.
const unused = 48 << 20

// Main runs one command line and returns its exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	room := make([]byte, unused)
	defer runtime.KeepAlive(room)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	speakChinese(root)
	return exitCode(stopped(ctx, root.ExecuteContext(ctx)), stderr)
}

// stopped parts trouble of the machine from the end that somebody asked for: the
// engine, and what it was asked in, say that in words of their own.
func stopped(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && codeOf(err) == exitTrouble {
		return ctx.Err()
	}
	return err
}

// codeOf is the exit code of an outcome.
func codeOf(err error) int {
	var code exit
	var usage hengji.UsageError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, home.ErrLocked):
		return exitLocked
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitTrouble
}

// exitCode says in words what the code alone does not.
func exitCode(err error, stderr io.Writer) int {
	code := codeOf(err)
	switch code {
	case exitInterrupted:
		fmt.Fprintln(stderr, "已中断：已完成的部分保留，未完成的部分没有发布。")
	case exitLocked:
		fmt.Fprintln(stderr, "另一个 hengji 正在使用这个数据目录，请等它结束后再运行。")
	case exitUsage:
		fmt.Fprintln(stderr, "参数或配置有误：", err)
	case exitTrouble:
		fmt.Fprintln(stderr, "运行出错：", err)
		if what := home.Advice(err); what != "" {
			fmt.Fprintln(stderr, what)
		}
	}
	return code
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "hengji",
		Short:         "衡绩：读取县市区绩效自评工作簿，审核、退回、汇总",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	group(root)
	addSettingFlags(root)
	root.AddCommand(
		runCommand(), watchCommand(), checkCommand(), statusCommand(), queryCommand(), vetCommand(),
		verifyCommand(), rulesCommand(), configCommand(), versionCommand(), ledgerCommand(), rebuildCommand(),
		templateCommand(), migrateCommand(), traceCommand(), evidenceCommand(), proveCommand(), exportCommand(), initCommand(),
		closeCommand(), reopenCommand(), selfcheckCommand(), formCommand(),
	)
	complete(root)
	return root
}
