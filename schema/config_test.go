package schema

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hengji.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestConfigIsRead(t *testing.T) {
	file := writeConfig(t, `# every setting
home: /data/hengji
inbox: /share/inbox
returns: /share/returns
publish: /share/publish
metrics: /metrics/hengji.prom
hook: [/usr/local/bin/tell, "--to", 科]
rules: rules
period: 2021
settle: 1m30s
jobs: 4
fail_on: never
periods:
  - {period: "2021", opens_on: 2022-01-01, due_on: 2022-01-31, closed_on: "2022-03-31"}
  - {period: 2022, opens_on: 2023-01-01, due_on: 2023-01-31, closed_on: 2023-03-31}
limits: {file_bytes: 1000, sheets: 3}
`)
	got, err := ReadConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Home: "/data/hengji", Inbox: "/share/inbox", Returns: "/share/returns", Publish: "/share/publish", Rules: "rules",
		Metrics: "/metrics/hengji.prom", Hook: []string{"/usr/local/bin/tell", "--to", "科"},
		Period: "2021", Settle: "1m30s", Jobs: 4, FailOn: "never",
		Periods: []Period{
			{Period: "2021", OpensOn: "2022-01-01", DueOn: "2022-01-31", ClosedOn: "2022-03-31"},
			{Period: "2022", OpensOn: "2023-01-01", DueOn: "2023-01-31", ClosedOn: "2023-03-31"},
		},
		Limits: map[string]int64{"file_bytes": 1000, "sheets": 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	settings := map[string]string{
		"home": "/data/hengji", "inbox": "/share/inbox", "returns": "/share/returns", "publish": "/share/publish", "rules": "rules", "metrics": "/metrics/hengji.prom",
		"period": "2021", "settle": "1m30s", "jobs": "4", "fail-on": "never",
	}
	if diff := cmp.Diff(settings, got.Settings()); diff != "" {
		t.Error(diff)
	}
	if set := (Config{Home: "var"}).Settings(); len(set) != 1 || set["home"] != "var" {
		t.Errorf("unset settings are given: %v", set)
	}
}

func TestConfigMistakesAreTold(t *testing.T) {
	file := writeConfig(t, `hom: var
inbox: ""
period: 21
settle: 5
jobs: 0
fail_on: returned
periods:
  - {period: "2021", opens_on: 2022-02-01, due_on: 2022-01-31, closed_on: 2022-13-31}
  - {period: "2021", opens_on: 2022-02-01, due: 2022-03-01}
  - {period: year, opens_on: 2022-02-01, due_on: 2022-03-01, closed_on: [1]}
limits: {bytes: 0, rows: many}
`)
	_, err := ReadConfig(file)
	var list Errors
	if !errors.As(err, &list) {
		t.Fatalf("got %v", err)
	}
	golden(t, "config.txt", strings.ReplaceAll(err.Error(), file, "hengji.yaml")+"\n")
	var one Error
	if !errors.As(err, &one) || one.File != file || one.Line != 1 {
		t.Errorf("the first mistake is %+v", one)
	}
}

func TestConfigThatCannotBeRead(t *testing.T) {
	_, err := ReadConfig(filepath.Join(t.TempDir(), "none.yaml"))
	if !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "读取配置文件 /") {
		t.Errorf("absent file: %v", err)
	}
	for _, text := range []string{"", "a: [", "- home"} {
		if _, err := ReadConfig(writeConfig(t, text)); err == nil {
			t.Errorf("%q is read as configuration", text)
		}
	}
}
