package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hengji/home"
)

func watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch --inbox 目录 --home 目录",
		Short: "守着收件目录，有变化就运行一次（定时查看；Ctrl-C 或 SIGTERM 结束）",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, _, err := prepareNight(cmd); err != nil {
				return err // at the start a mistake ends it; later it waits for being mended
			}
			var w watcher
			for {
				poll, err := w.look(cmd)
				if err != nil {
					return err
				}
				select {
				case <-time.After(poll):
				case <-cmd.Context().Done():
					return nil // between two runs nothing is interrupted
				}
			}
		},
	}
}

// watcher knows what the last finished run saw.
type watcher struct {
	seen  string // what lay in the inbox, and what else a run depends on
	plain string // what was said last, so that lasting trouble is said once
}

// look runs the batch where something changed since the last finished run: the
// inbox, the bureau's own files, the day, from which days late are counted. What
// was put off or is undelivered is tried again. It gives the time until the next look.
func (w *watcher) look(cmd *cobra.Command) (time.Duration, error) {
	poll := 30 * time.Second
	s, n, err := prepareNight(cmd)
	if err != nil {
		w.printLine(cmd.ErrOrStderr(), err.Error())
		return poll, nil
	}
	poll = s.Poll
	surroundings, err := n.Surroundings()
	if err != nil {
		w.printLine(cmd.ErrOrStderr(), err.Error())
		return poll, nil
	}
	if surroundings == w.seen {
		return poll, nil
	}
	m, err := s.logged(cmd.Context(), n, cmd.ErrOrStderr())
	switch {
	case errors.Is(err, context.Canceled):
		return 0, err
	case errors.Is(err, home.ErrLocked):
		w.printLine(cmd.ErrOrStderr(), "另一个 hengji 正在使用这个数据目录，稍后再试。")
		return poll, nil
	case err != nil:
		w.printLine(cmd.ErrOrStderr(), "运行出错："+err.Error())
		return poll, nil
	}
	if len(m.Deferred) == 0 && len(m.Undelivered) == 0 {
		w.seen = surroundings
	}
	w.printLine(cmd.OutOrStdout(), m.Line())
	return poll, nil
}

// printLine prints a line with the time, unless it was the last one said.
func (w *watcher) printLine(to io.Writer, line string) {
	if line = strings.ReplaceAll(line, "\n", " "); line != w.plain {
		fmt.Fprintln(to, time.Now().Format(time.DateTime), line)
		w.plain = line
	}
}
