package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
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
			rules, _, err := s.readRules()
			if err != nil {
				return err
			}
			blanks, err := night.Blanks(rules, s.Period, region, out)
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
			if err := night.WriteBlanks(blanks); err != nil {
				return err
			}
			return printTemplates(cmd.OutOrStdout(), s, blanks, out)
		}),
	}
	command.Flags().StringVar(&out, "out", "", "写到这个目录，每个县市区一个文件夹")
	command.Flags().StringVar(&region, "region", "", "只生成这一个县市区（或市科技局）的，直接写在该目录下")
	command.Flags().StringVar(&projects, "projects", "", "已知项目（CSV，表头为栏目名，含“县市区”一栏），预先填入")
	command.Flags().BoolVar(&each, "each-project", false, "--projects 中的每个项目另加一张自评表（各单位统一印制的表样）")
	return command
}

func printTemplates(w io.Writer, s settings, blanks []*night.Blank, out string) error {
	if s.JSON {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		for _, t := range blanks {
			err := encoder.Encode(map[string]any{
				"region_code": t.Region.Code, "region": t.Region.Name, "period": t.Period, "file": filepath.ToSlash(t.File),
				"forms_fingerprint": t.Fingerprint(), "known_projects": len(t.Known),
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	known := 0
	for _, t := range blanks {
		known += len(t.Known)
	}
	prefilled := ""
	if known > 0 {
		prefilled = fmt.Sprintf("，预填 %d 个项目", known)
	}
	_, err := fmt.Fprintf(w, "已写出 %d 个空白工作簿到 %s（%s，模板版本 %s%s）。\n", len(blanks), out, hengji.PeriodWords(s.Period), s.Period, prefilled)
	return err
}
