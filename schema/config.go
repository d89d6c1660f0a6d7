package schema

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"hengji"
)

// Config is what hengji.yaml sets. A zero value is not set: flags, environment
// and defaults decide in its place.
type Config struct {
	Home    string           `yaml:"home,omitempty"`
	Inbox   string           `yaml:"inbox,omitempty"`
	Returns string           `yaml:"returns,omitempty"`
	Publish string           `yaml:"publish,omitempty"`
	Metrics string           `yaml:"metrics,omitempty"`
	Kit     string           `yaml:"selfcheck,omitempty"` // folder of what 自查.html is made of
	Hook    []string         `yaml:"hook,omitempty"`      // a command and its arguments, no shell
	Rules   string           `yaml:"rules,omitempty"`
	Period  string           `yaml:"period,omitempty"`
	Settle  string           `yaml:"settle,omitempty"` // a duration such as 5s
	Poll    string           `yaml:"poll,omitempty"`   // a duration such as 30s
	Jobs    int              `yaml:"jobs,omitempty"`
	Keep    int              `yaml:"keep,omitempty"`    // published databases kept
	FailOn  string           `yaml:"fail_on,omitempty"` // blocking, missing or never
	Convert bool             `yaml:"convert,omitempty"` // other formats are converted by LibreOffice
	Exports *bool            `yaml:"exports,omitempty"` // a run exports what it publishes; nil is not set
	Periods []Period         `yaml:"periods,omitempty"`
	Limits  map[string]int64 `yaml:"limits,omitempty"` // names are the reader's business
}

// Period is the calendar of one period; the days are as 2022-01-31, the last ones
// inclusive.
type Period struct {
	Period   string `yaml:"period"`
	Kind     string `yaml:"kind,omitempty"`
	CoversTo string `yaml:"covers_to,omitempty"` // the last day that it speaks of
	OpensOn  string `yaml:"opens_on"`
	DueOn    string `yaml:"due_on"`
	ClosedOn string `yaml:"closed_on"`

	Forms []string `yaml:"forms,omitempty"` // the names of those asked for; none says all
}

// Settings gives what is set, by the names of the flags.
func (c Config) Settings() map[string]string {
	set := map[string]string{
		"home": c.Home, "inbox": c.Inbox, "returns": c.Returns, "publish": c.Publish, "metrics": c.Metrics,
		"rules": c.Rules, "period": c.Period, "settle": c.Settle, "poll": c.Poll, "fail-on": c.FailOn, "selfcheck": c.Kit,
	}
	if c.Keep != 0 {
		set["keep"] = strconv.Itoa(c.Keep)
	}
	if c.Jobs != 0 {
		set["jobs"] = strconv.Itoa(c.Jobs)
	}
	if c.Convert {
		set["convert"] = "true"
	}
	if c.Exports != nil {
		set["exports"] = strconv.FormatBool(*c.Exports)
	}
	for name, value := range set {
		if value == "" {
			delete(set, name)
		}
	}
	return set
}

// ReadConfig reads hengji.yaml. The error is Errors, every mistake with its line,
// or says why the file cannot be read.
func ReadConfig(file string) (Config, error) {
	data, err := readFile(os.DirFS(filepath.Dir(file)), filepath.Base(file))
	if err != nil {
		if trouble := (*fs.PathError)(nil); errors.As(err, &trouble) { // without the folder's inner name
			err = trouble.Err
		}
		return Config{}, fmt.Errorf("读取配置文件 %s：%w", file, err)
	}
	mistakes := &mistakeList{}
	root := parseYAML(file, data, mistakes)
	if root == nil {
		return Config{}, mistakes.err()
	}
	validate(configProfile, file, root, mistakes)
	for _, key := range []string{"settle", "poll"} {
		if node := child(root, key); node != nil {
			if wait, err := time.ParseDuration(node.Value); err != nil || wait < 0 {
				mistakes.add(file, node.Line, "%s 的值 %q 不是时长，应如 5s 或 2m", key, node.Value)
			}
		}
	}
	first := map[string]int{}
	for _, node := range items(root, "periods") {
		last, lastKey := "", ""
		for _, key := range []string{"opens_on", "due_on", "closed_on"} {
			day := text(node, key)
			if child(node, key) == nil {
				continue
			}
			if why := misread(hengji.Date, day); why != "" {
				mistakes.add(file, lineOf(node, key), "%s 的值 %q %s", key, day, why)
				continue
			}
			if day < last {
				mistakes.add(file, lineOf(node, key), "%s %s 早于 %s %s", key, day, lastKey, last)
			}
			last, lastKey = day, key
		}
		if day := text(node, "covers_to"); day != "" {
			if why := misread(hengji.Date, day); why != "" {
				mistakes.add(file, lineOf(node, "covers_to"), "covers_to 的值 %q %s", day, why)
			}
		}
		period := text(node, "period")
		if line, twice := first[period]; twice {
			mistakes.add(file, lineOf(node, "period"), "报告期 %s 重复：第 %d 行已有", period, line)
		}
		first[period] = lineOf(node, "period")
	}
	if err := mistakes.err(); err != nil {
		return Config{}, err
	}
	var config Config
	if err := root.Decode(&config); err != nil { // the profile admits nothing that does not fit
		line, what := yamlMistake(err)
		mistakes.add(file, line, "%s", what)
		return Config{}, mistakes.err()
	}
	return config, nil
}

// WriteConfig writes hengji.yaml: what is set, and nothing else.
func WriteConfig(w io.Writer, config Config) error {
	encoder := yaml.NewEncoder(w)
	return errors.Join(encoder.Encode(config), encoder.Close())
}
