package main

import (
	"errors"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/draft"
)

func formCommand() *cobra.Command {
	form := &cobra.Command{Use: "form", Short: "报表文件"}
	group(form)
	r, out := draft.Request{}, ""
	from := &cobra.Command{
		Use:   "from 文件… --out 目录 [--name 名称] [--sheet 工作表]",
		Short: "从填好的或空白的工作簿拟一份报表草稿：报表、代码表、案例和汇总表，写明理由，列出拿不准的",
		Args:  someArguments("工作簿文件"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, books []string) (err error) {
			if out == "" {
				return hengji.UsageError{Err: errors.New("请用 --out 指明写到哪个目录")}
			}
			if r.Rules, r.Files, err = s.readRules(); err != nil {
				return err
			}
			r.Books, r.Period, r.Reader = books, s.Period, s.Reader()
			return r.Draft(cmd.OutOrStdout(), out)
		}),
	}
	from.Flags().StringVar(&out, "out", "", "写到这个规则目录，或一个新目录；已有的文件不覆盖")
	from.Flags().StringVar(&r.Name, "name", "", "报表的英文名（小写字母、数字、_）；几张工作表的依次加 _1、_2")
	from.Flags().StringSliceVar(&r.Sheets, "sheet", nil, "只拟这些工作表（默认全部）")
	form.AddCommand(from)
	return form
}
