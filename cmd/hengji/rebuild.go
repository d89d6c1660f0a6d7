package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"hengji/home"
	"hengji/report"
	"hengji/transform"
)

func rebuildCommand() *cobra.Command {
	var out string
	command := &cobra.Command{
		Use:   "rebuild [--rules current] [--out FILE]",
		Short: "从档案、台账和归档的规则重新生成数据库，内容摘要应与原来相同",
		Long: `从档案、台账和归档的规则、设置重新生成最近一次发布的数据库，“现在”取当时的时刻。
内容摘要与台账所记相同时，作为新的一次发布生效；不同则不发布。
--rules current 按现行规则、设置和此刻重新审核全部报送，作为新的一次发布。
--out FILE 只写出数据库文件，不发布。`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			if out != "" {
				if _, err := os.Lstat(out); err == nil {
					return usageError{fmt.Errorf("%s 已经存在，不会覆盖", out)}
				}
			}
			r := &rebuilding{stdout: cmd.OutOrStdout(), out: out, current: s.Rules == rulesNow}
			if r.current {
				s.Rules = s.usualRules
				s.Rejudge = true
			}
			n, err := s.night(cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			logs, err := n.openLog(cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			defer logs.Close()
			return r.run(cmd.Context(), n)
		},
	}
	command.Flags().StringVar(&out, "out", "", "只写出到这个文件，不发布")
	return command
}

// rulesNow as --rules of rebuild: judge by what is in force now.
const rulesNow = "current"

// rebuilding makes the database of the newest publication once more, with nothing
// but the archive, the ledger and the archived rules.
type rebuilding struct {
	stdout  io.Writer
	out     string
	current bool
}

func (r *rebuilding) run(ctx context.Context, n *night) (err error) {
	unlock, err := n.home.Lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	ledger, err := n.open()
	if err != nil {
		return err
	}
	receipts, err := ledger.Receipts()
	if err != nil {
		return err
	}
	last, err := lastPublication(ledger)
	if err != nil {
		return err
	}
	if last.Generation == 0 {
		return fmt.Errorf("台账中没有发布记录，请先运行 hengji run")
	}
	var in inputs
	if r.current {
		if in, err = n.inputs(ledger, receipts); err != nil {
			return err
		}
	} else if in, err = n.asOf(last); err != nil {
		return err
	} else if in.Receipts > len(receipts) {
		return fmt.Errorf("rebuild generation %d: it was made from %d files, the ledger tells of %d", last.Generation, in.Receipts, len(receipts))
	}
	receipts = receipts[:in.Receipts]
	staging, generation, err := n.home.Staging(last.Generation)
	if err != nil {
		return err
	}
	defer n.home.Tidy() //nolint:errcheck // what stays is cleared by the next run
	started := time.Now()
	content, err := n.build(ctx, staging, receipts, in, nil)
	if err != nil {
		return err
	}
	n.log.Info().Str("content", content).Dur("took", time.Since(started)).Msg("rebuilt")
	fmt.Fprintf(r.stdout, "重新生成：%d 个文件，内容摘要 %s\n", len(receipts), content)
	if !r.current {
		if content != last.Content {
			return fmt.Errorf("与第 %d 次发布不同：那时的程序 %s，内容摘要 %s；没有发布", last.Generation, in.Program, last.Content)
		}
		fmt.Fprintf(r.stdout, "与第 %d 次发布相同。\n", last.Generation)
	}
	if r.out != "" {
		return home.CopyOut(staging, r.out)
	}
	return r.publish(ctx, n, ledger, receipts, in, content, staging, generation)
}

// publish puts the rebuilt database in force and hands back from it.
func (r *rebuilding) publish(ctx context.Context, n *night, ledger *home.Ledger, receipts []home.Receipt, in inputs, content, staging string, generation int) error {
	manifest, err := n.put(ctx, ledger, staging, generation, in, content)
	if err != nil {
		return err
	}
	m := &morning{Changed: true, Published: *manifest}
	m.received(home.Arrivals{})
	if err := n.handBack(ctx, ledger, receipts, m); err != nil {
		return err
	}
	fmt.Fprintf(r.stdout, "已作为第 %d 次发布生效：%s\n", manifest.Generation, filepath.Join(n.settings.Publish, "hengji.duckdb"))
	if len(m.Owed) > 0 {
		return n.settings.outcome(m)
	}
	return nil
}

// asOf turns the night into that of a publication: its rules, settings and clock.
func (n *night) asOf(published home.Manifest) (inputs, error) {
	in, err := n.replay(published)
	if err != nil {
		return in, err
	}
	rules, files, err := n.archivedRules(in.Rules)
	if err != nil {
		return in, err
	}
	if n.evaluation, err = evaluationOf(rules, files[report.EvaluationText]); err != nil {
		return in, err
	}
	n.rules, n.ruleFiles, n.plan = rules, files, transform.Prepare(rules)
	n.settings.Period, n.settings.Periods, n.settings.Limits, n.settings.Convert = in.Period, in.Periods, in.Limits, in.Convert
	n.waivers, n.withdrawals, n.id, n.now = in.Waivers, in.Withdrawals, published.Run, published.Published.In(china)
	return in, nil
}
