package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/night"
	"hengji/trace"
)

func evidenceCommand() *cobra.Command {
	var where []string
	var column, out string
	var whole bool
	command := &cobra.Command{
		Use:   "evidence 数字|汇总表 … --out 文件.zip",
		Short: "写出一份证据：数字、算式、单元格、台账，和不用 hengji 就能核对的 verify.py",
		Long: `写出一份证据（zip），交给既不信任市局、也不信任 hengji 的人：数字和算式，来源单元格，所用的规则，
台账，加 --whole 时还有收到的原件；里面的 verify.py 只用 Python 标准库，重新读原件、重新计算、核对台账：

  unzip 证据.zip verify.py
  python3 verify.py 证据.zip [台账头]

台账头印在回执和签字的表上；给出它，才能证明台账没有改写过。
数字写报告中的编号（F012），或汇总表加条件；没有条件就是整张表。`,
		Example: `  hengji evidence F012 --out 证据.zip --whole
  hengji evidence mart.allocation_by_region --where region=东山县 --column amount_wan --out 证据.zip
  hengji evidence report_figures --out 报告.zip`,
		Args: someArguments("报告中的编号或汇总表的名称，如 F012、mart.allocation_by_region"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, args []string) error {
			if out == "" {
				return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个文件")}
			}
			tracer, p, err := s.tracer(cmd)
			if err != nil {
				return err
			}
			defer p.Close()
			evidence, err := tracer.Evidence(cmd.Context(), trace.AskedBy(args, where, column))
			if err != nil {
				return err
			}
			if err := home.WriteFile(out, 0o644, func(w io.Writer) error { return tracer.WriteEvidence(w, evidence, whole) }); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "已写出 %s：%d 个数字，连同它们所依据的共 %d 个。核对：先取出其中的 verify.py，再运行 python3 verify.py %s [台账头]\n", out, len(evidence.Asked), len(evidence.Figures), out)
			if !whole {
				fmt.Fprintln(cmd.OutOrStdout(), "未附原件（加 --whole 附上）：单元格不能与原件核对。")
			}
			if !evidence.Agrees {
				return fmt.Errorf("有数字与来源单元格不相符，见 hengji trace")
			}
			return nil
		}),
	}
	flags := command.Flags()
	flags.StringArrayVar(&where, "where", nil, "哪些行：列=值，可重复；列用英文名或中文名")
	flags.StringVar(&column, "column", "", "哪一列（默认所有的数字）")
	flags.StringVar(&out, "out", "", "写到这个文件")
	flags.BoolVar(&whole, "whole", false, "附上收到的原件（含个人信息，如电话）")
	return command
}

// tracer opens what figures are followed through.
func (s settings) tracer(cmd *cobra.Command) (*trace.Tracer, *night.Published, error) {
	p, err := s.published(cmd)
	if err != nil {
		return nil, nil, err
	}
	if err := p.ReadRules(s.Rules); err != nil {
		return nil, nil, errors.Join(err, p.Close())
	}
	return &trace.Tracer{DB: p.DB, Rules: p.Rules, Home: &home.Home{Dir: s.Home}, Reader: s.Reader()}, p, nil
}
