package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
	"hengji/schema"
)

func initCommand() *cobra.Command {
	var out, regions, controls string
	city := schema.City{}
	command := &cobra.Command{
		Use:   "init --out 目录 [--regions regions.csv] [--controls control_figures.csv]",
		Short: "换一个城市、换一个专项：写出本市的规则目录、配置文件、空白工作簿和收件目录",
		Long: `换一个城市、换一个专项：写出本市的规则目录、配置文件、空白工作簿和收件目录。

没有给出名单（--regions）的，逐项提问：市局名称、专项资金名称、报告期、县市区名单、控制数文件、收件目录。
回答可以从管道送入，一行一个；空行用方括号里的内容。`,
		Example: `  hengji init --out 本市
  hengji init --out 本市 --regions regions.csv --controls control_figures.csv --bureau 东州市科学技术局 --period 2023`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return hengji.UsageError{Err: fmt.Errorf("请用 --out 指明写到哪个目录")}
			}
			a := night.Adoption{City: city, Period: cmd.Flag("period").Value.String(), Inbox: cmp.Or(cmd.Flag("inbox").Value.String(), "inbox")}
			var err error
			if regions == "" {
				err = ask(&a, cmd.InOrStdin(), cmd.ErrOrStderr())
			} else {
				err = a.ReadLists(regions, controls, cmd.Flag("period").Changed)
			}
			if err != nil {
				return hengji.UsageError{Err: err}
			}
			blanks, err := a.Write(out)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), adopted, out, blanks, a.Period)
			return nil
		},
	}
	flags := command.Flags()
	flags.StringVar(&out, "out", "", "写到这个（空的）目录")
	flags.StringVar(&regions, "regions", "", "县市区名单（CSV，列同内置的 schema/codes/regions.csv，至少 code,name,kind）")
	flags.StringVar(&controls, "controls", "", "控制数（CSV，列为 period,region_code,projects,amount_wan）")
	flags.StringVar(&city.Bureau, "bureau", "", "市局名称，填报部门整体支出绩效自评（名单里已有 department 的不必写）")
	flags.StringVar(&city.Fund, "fund", "", "专项资金名称，如 科技发展专项资金")
	return command
}

const adopted = `已写出 %[1]s：
  rules/        规则目录：报表、代码表、审核规则、汇总表和它们的案例
  hengji.yaml   配置文件：报告期 %[3]s
  空白工作簿/   %[2]d 个，每个填报单位一个文件夹
接下来：
  cd %[1]s
  hengji vet && hengji verify     检查规则文件，运行案例
  hengji run                      接收、审核、汇总
  hengji status                   各单位报送情况
县市区的代码、别名、旧称、地图位置写在 rules/schema/codes/regions.csv，可以补全。
`

// ask asks for what a city has to say of itself, a line each.
func ask(a *night.Adoption, answers io.Reader, questions io.Writer) error {
	if a.City.Fund == "" {
		a.City.Fund = "科技专项资金"
	}
	var names, controls string
	lines := bufio.NewScanner(answers)
	for _, q := range []struct {
		question string
		answer   *string // what it is without one
	}{
		{"市局名称（如 东州市科学技术局）", &a.City.Bureau},
		{"专项资金名称", &a.City.Fund},
		{"报告期（年份）", &a.Period},
		{"县市区名单，按印出的顺序，用顿号分开（含市本级、园区）", &names},
		{"控制数文件（CSV；没有就直接回车）", &controls},
		{"收件目录", &a.Inbox},
	} {
		fmt.Fprint(questions, q.question)
		if *q.answer != "" {
			fmt.Fprintf(questions, " [%s]", *q.answer)
		}
		fmt.Fprint(questions, "：")
		if !lines.Scan() {
			fmt.Fprintln(questions)
			return fmt.Errorf("“%s”没有得到回答：请在终端中回答，或用 --regions 给出县市区名单", q.question)
		}
		if answer := strings.TrimSpace(lines.Text()); answer != "" {
			*q.answer = answer
		}
	}
	regions := strings.FieldsFunc(names, func(r rune) bool { return strings.ContainsRune("、，,；; ", r) })
	if len(regions) == 0 {
		return errors.New("县市区名单是空的")
	}
	a.City.Regions = schema.RegionList(regions)
	return a.ReadControls(controls)
}
