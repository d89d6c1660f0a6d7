package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/load"
	"hengji/night"
	"hengji/schema"
	"hengji/trace"
)

// settings is what a command works with, after flag > environment > hengji.yaml
// > default.
type settings struct {
	night.Settings

	FailOn, Rules, SelfCheck string
	Poll                     time.Duration // between two looks of watch
	JSON                     bool
	Sources                  []setting // for `hengji config`

	periodGiven bool   // by flag, environment or file: commands that read take that of the last run else
	usualRules  string // Rules as they are without the flag: what vet --impact compares with
}

// setting is one value and where it came from.
type setting struct {
	Name, Value, Source string
}

// known lists the settings in the order in which `hengji config` shows them.
// Each has a flag of its name and an environment variable HENGJI_<NAME>.
var known = []struct {
	name, usage, fallback string
	path                  bool
}{
	{"home", "数据目录：档案、台账、已发布的数据库", "var", true},
	{"inbox", "收件目录，只读", "", true},
	{"returns", "退回目录（默认在数据目录下）", "", true},
	{"publish", "分析人员取数的目录（默认即数据目录）", "", true},
	{"metrics", "运行指标文件，Prometheus 文本格式（默认为数据目录下 metrics.prom）", "", true},
	{"period", "报告期", "2021", false},
	{"settle", "文件多久不变才算上传完成", "5s", false},
	{"poll", "watch 多久查看一次收件目录", "30s", false},
	{"jobs", "同时读取的工作簿数", strconv.Itoa(runtime.NumCPU()), false},
	{"keep", "保留最近几次发布的数据库，至少 3", "4", false},
	{"fail-on", "何时以非零码退出：blocking | missing | never", "missing", false},
	{"rules", "规则目录，代替内置规则（先用 hengji rules --out 写出）", "", true},
	{"selfcheck", "自查页部件目录（make selfcheck 所写）；设置后，自查页随空白工作簿和退回单发放", "", true},
	{"convert", "用 LibreOffice 转换 .xls/.et/.ods/.xlsb 后读取（结果因其版本而异，默认不转换）", "false", false},
	{"exports", "发布后导出汇总表和数据文件到数据目录（及取数目录）下的 exports", "true", false},
	{"now", "以此时刻为“现在”（RFC 3339），用于重演", "", false},
	{"json", "机器可读输出", "false", false},
}

func addSettingFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.String("config", "", "配置文件（默认 ./hengji.yaml，若存在）")
	for _, s := range known {
		if is, err := strconv.ParseBool(s.fallback); err == nil {
			flags.Bool(s.name, is, s.usage)
			continue
		}
		flags.String(s.name, s.fallback, s.usage)
	}
}

// readSettings resolves every setting. Mistakes name the setting and its source.
func readSettings(cmd *cobra.Command) (settings, error) {
	file, config, err := readConfigFile(cmd)
	if err != nil {
		return settings{}, hengji.UsageError{Err: err}
	}
	s := settings{}
	s.Limits, s.File = ingest.DefaultLimits(), file
	value := map[string]string{}
	for _, k := range known {
		flag := cmd.Flag(k.name)
		env := "HENGJI_" + strings.ToUpper(strings.ReplaceAll(k.name, "-", "_"))
		one := setting{Name: k.name, Value: k.fallback, Source: "默认"}
		if text, ok := config.Settings()[k.name]; ok {
			one.Value, one.Source = text, file
			if k.path && !filepath.IsAbs(text) { // it counts from the file that names it
				one.Value = filepath.Join(filepath.Dir(file), text)
			}
		}
		if text := os.Getenv(env); text != "" {
			one.Value, one.Source = text, "环境变量 "+env
		}
		if k.name == "rules" {
			s.usualRules = one.Value
		}
		if flag != nil && flag.Changed {
			one.Value, one.Source = flag.Value.String(), "参数 --"+k.name
		}
		if k.name == "period" {
			s.periodGiven = one.Source != "默认"
		}
		value[k.name] = one.Value
		s.Sources = append(s.Sources, one)
	}
	if err := s.parse(value); err != nil {
		return settings{}, hengji.UsageError{Err: err}
	}
	if err := s.Limits.Set(config.Limits); err != nil {
		return settings{}, hengji.UsageError{Err: fmt.Errorf("%s: %w", file, err)}
	}
	s.Follow = trace.Follower(s.Home, s.Reader())
	if s.Hook = config.Hook; len(s.Hook) > 0 {
		s.Sources = append(s.Sources, setting{"hook", strings.Join(s.Hook, " "), file})
	}
	for _, p := range config.Periods {
		s.Periods = append(s.Periods, load.Period{Period: p.Period, Kind: p.Kind, CoversTo: p.CoversTo, OpensOn: p.OpensOn, DueOn: p.DueOn, ClosedOn: p.ClosedOn, Forms: p.Forms})
	}
	return s, nil
}

// withSettings is the body of a command that works with the settings.
func withSettings(run func(cmd *cobra.Command, s settings, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		s, err := readSettings(cmd)
		if err != nil {
			return err
		}
		return run(cmd, s, args)
	}
}

func readConfigFile(cmd *cobra.Command) (string, schema.Config, error) {
	file := cmd.Flag("config").Value.String()
	if file == "" {
		if _, err := os.Stat("hengji.yaml"); errors.Is(err, fs.ErrNotExist) {
			return "", schema.Config{}, nil
		}
		file = "hengji.yaml"
	}
	config, err := schema.ReadConfig(file)
	return file, config, err
}

// parse parses the texts into the settings.
func (s *settings) parse(value map[string]string) (err error) {
	s.Inbox, s.Home, s.Period, s.FailOn, s.Rules = value["inbox"], value["home"], value["period"], value["fail-on"], value["rules"]
	s.Returns, s.Publish, s.Metrics, s.SelfCheck = value["returns"], value["publish"], value["metrics"], value["selfcheck"]
	s.Returns = cmp.Or(s.Returns, filepath.Join(s.Home, "returns"))
	s.Publish = cmp.Or(s.Publish, s.Home)
	s.Metrics = cmp.Or(s.Metrics, filepath.Join(s.Home, "metrics.prom"))
	for i := range s.Sources { // what is in force, not that nothing was said
		switch one := &s.Sources[i]; one.Name {
		case "returns":
			one.Value = s.Returns
		case "publish":
			one.Value = s.Publish
		case "metrics":
			one.Value = s.Metrics
		}
	}
	wrong := func(name, want string) error {
		return fmt.Errorf("%s=%q：%s", name, value[name], want)
	}
	if s.Settle, err = time.ParseDuration(value["settle"]); err != nil || s.Settle < 0 {
		return wrong("settle", "应为时长，如 5s")
	}
	if s.Poll, err = time.ParseDuration(value["poll"]); err != nil || s.Poll <= 0 {
		return wrong("poll", "应为时长，如 30s")
	}
	if s.Jobs, err = strconv.Atoi(value["jobs"]); err != nil || s.Jobs < 1 {
		return wrong("jobs", "应为正整数")
	}
	if s.Keep, err = strconv.Atoi(value["keep"]); err != nil || s.Keep < home.LeastGenerations {
		return wrong("keep", "应为不小于 3 的整数")
	}
	if s.JSON, err = strconv.ParseBool(value["json"]); err != nil {
		return wrong("json", "应为 true 或 false")
	}
	if s.Exports, err = strconv.ParseBool(value["exports"]); err != nil {
		return wrong("exports", "应为 true 或 false")
	}
	if s.Convert, err = strconv.ParseBool(value["convert"]); err != nil {
		return wrong("convert", "应为 true 或 false")
	}
	if year, err := strconv.Atoi(hengji.YearOf(s.Period)); err != nil || year < 1949 || year > 2999 || hengji.PeriodNamed(s.Period) != s.Period {
		return wrong("period", "应为四位年份，如 2021，或一年中的报告期，如 2021-H1")
	}
	if !slices.Contains([]string{"blocking", "missing", "never"}, s.FailOn) {
		return wrong("fail-on", "只能是 blocking、missing 或 never")
	}
	s.Now = time.Now()
	if text := value["now"]; text != "" {
		if s.Now, err = time.Parse(time.RFC3339, text); err != nil {
			return wrong("now", "应为 RFC 3339 时刻，如 2022-03-01T02:00:00+08:00")
		}
	}
	s.Now = s.Now.In(hengji.Beijing).Truncate(time.Second) // its day is that of the deadlines, wherever the machine stands
	return nil
}

// readRules reads the rule files in force: mistakes of their authors end the command.
func (s settings) readRules() (*hengji.Rules, fs.FS, error) {
	return night.ReadRules(s.Rules)
}

// asOf adds the flag of the commands that show an earlier moment, too.
func asOf(command *cobra.Command) *cobra.Command {
	command.Flags().String("as-of", "", "按当时发布的：日期、RFC 3339 时刻、收件编号、台账头或回执文件")
	return command
}

// published opens the database that a command is asked about, in force or of --as-of, read
// for the period that was asked for.
func (s settings) published(cmd *cobra.Command) (p *night.Published, err error) {
	if flag := cmd.Flags().Lookup("as-of"); flag != nil && flag.Changed {
		if p, err = night.AsOf(cmd.Context(), s.Settings, flag.Value.String()); err == nil {
			fmt.Fprintln(cmd.ErrOrStderr(), p.Words())
		}
	} else {
		p, err = night.OpenPublished(s.Home)
	}
	if err != nil || !s.periodGiven {
		return p, err
	}
	if err := p.DB.ReadPeriod(cmd.Context(), s.Period); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}
