package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
	"hengji/selfcheck"
)

func templateCommand() *cobra.Command {
	var out, region, projects string
	var each bool
	command := &cobra.Command{
		Use:   "template --out 目录 [--region 县市区]",
		Short: "生成空白工作簿，供县市区填报",
		Args:  noArguments,
		RunE: withSettings(func(cmd *cobra.Command, s settings, _ []string) error {
			if out == "" {
				return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个目录")}
			}
			rules, files, err := s.readRules()
			if err != nil {
				return err
			}
			blanks, err := night.Blanks(s.RulesIn(rules), s.Period, region, out)
			if err != nil {
				return err
			}
			if projects != "" {
				if err := night.ReadKnown(projects, rules, blanks); err != nil {
					return hengji.UsageError{Err: err}
				}
			}
			if each && projects == "" {
				return hengji.UsageError{Err: fmt.Errorf("--each-project 要用 --projects 给出项目：每个项目一张自评表")}
			}
			for _, t := range blanks {
				t.EachProject = each
			}
			if err := night.WriteBlanks(cmd.ErrOrStderr(), blanks, selfcheck.Beside(s.SelfCheck, s.Settings, rules, files)); err != nil {
				return err
			}
			return night.PrintBlanks(cmd.OutOrStdout(), blanks, out, s.JSON)
		}),
	}
	command.Flags().StringVar(&out, "out", "", "写到这个目录，每个县市区一个文件夹")
	command.Flags().StringVar(&region, "region", "", "只生成这一个县市区（或市科技局）的，直接写在该目录下")
	command.Flags().StringVar(&projects, "projects", "", "已知项目（CSV，表头为栏目名，含“县市区”一栏），预先填入")
	command.Flags().BoolVar(&each, "each-project", false, "--projects 中的每个项目另加一张自评表（各单位统一印制的表样）")
	return command
}

func migrateCommand() *cobra.Command {
	var out, region string
	command := &cobra.Command{
		Use:   "migrate 文件… --out 目录 [--region 县市区]",
		Short: "把填好的工作簿搬进现行的模板，没有搬的逐处列出",
		Args:  someArguments("要搬的工作簿文件"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, files []string) error {
			rules, _, err := s.readRules()
			if err == nil && out == "" {
				err = hengji.UsageError{Err: errors.New("请用 --out 指明写到哪个目录")}
			}
			if err != nil {
				return err
			}
			return night.MigrateAll(cmd.OutOrStdout(), s.Settings, rules, files, region, out)
		}),
	}
	command.Flags().StringVar(&out, "out", "", "新工作簿写到这个目录")
	command.Flags().StringVar(&region, "region", "", "工作簿是哪个县市区（或市科技局）的，它自己没有写明时")
	return command
}
