package report

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"hengji"
)

func TestDataPackage(t *testing.T) {
	b := aBooklet()
	b.Effective = []hengji.Standing{{Region: "石鼓区", Version: 2, File: "石鼓区/\"}],\x1b[2J<b>.xlsx", SHA256: "ab12"}}
	set := hengji.Dataset{Schema: "mart", Name: "by_region", Title: "分县市区表", Grain: "每个县市区一行", Columns: []hengji.DatasetColumn{
		{Name: "region", Type: "VARCHAR", Label: "县市区"}, {Name: "projects", Type: "BIGINT", Label: "项目数"},
		{Name: "amount_wan", Type: "DECIMAL(18,6)", Label: "安排金额（万元）", Unit: "万元"}, {Name: "reported", Type: "BOOLEAN", Label: "是否已汇总"},
		{Name: "started_on", Type: "DATE", Label: "开始日期"}, {Name: "received_at", Type: "TIMESTAMP", Label: "收到时刻"}, {Name: "reasons", Type: "VARCHAR[]", Label: "理由"},
	}}
	var text bytes.Buffer
	if err := DataPackage(&text, b, []DataFile{
		{Path: "csv/mart.by_region.csv", Dataset: set, Bytes: 123, SHA256: "0a"}, {Path: "parquet/mart.by_region.parquet", Dataset: set, Bytes: 45, SHA256: "0b"},
	}); err != nil {
		t.Fatal(err)
	}
	golden(t, "datapackage.json", text.String())
}

// What has Chinese names over its columns is described as it then is: names, size, sum.
func TestChineseHeadersAreDescribed(t *testing.T) {
	set := hengji.Dataset{Schema: "mart", Name: "by_region", Columns: []hengji.DatasetColumn{
		{Name: "region", Type: "VARCHAR", Label: "县市区"}, {Name: "amount_wan", Type: "DECIMAL(18,6)", Label: "金额，万元"},
		{Name: "other_region", Type: "VARCHAR", Label: "县市区"}, {Name: "formula", Type: "VARCHAR", Label: "=1+1"}, {Name: "bare", Type: "VARCHAR"},
	}}
	const rows = "甲,1,乙,,\n"
	var described bytes.Buffer
	if err := DataPackage(&described, aBooklet(), []DataFile{{Path: "csv/mart.by_region.csv", Dataset: set}}); err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{"csv/mart.by_region.csv": []byte("\ufeffregion,amount_wan,other_region,formula,bare\n" + rows)}
	text, err := ChineseHeaders(described.Bytes(), contents)
	if err != nil {
		t.Fatal(err)
	}
	made := contents["csv/mart.by_region.csv"]
	if want := "\ufeff县市区,金额，万元,县市区（other_region）,'=1+1,（bare）\n" + rows; string(made) != want {
		t.Errorf("CSV is %q, want %q", made, want)
	}
	for _, want := range []string{
		`"name": "县市区（other_region）"`, `"title": "other_region"`, fmt.Sprintf(`"bytes": %d`, len(made)), fmt.Sprintf(`"hash": "sha256:%x"`, sha256.Sum256(made)),
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the description lacks %s:\n%s", want, text)
		}
	}
	if _, err := ChineseHeaders(described.Bytes(), map[string][]byte{}); err == nil {
		t.Error("a file that is not there is passed over")
	}
}

func TestCSVIsReadByExcelAndCalculatesNothing(t *testing.T) {
	var text bytes.Buffer
	if err := CSV(&text, hengji.Table{Columns: []hengji.TableColumn{{Name: "region"}, {Name: "amount_wan", Number: true}}, Rows: [][]string{
		{"=cmd|'/c calc'!A1", "-12.345678"}, {"耒阳市", ""},
	}}); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeffregion,amount_wan\n'=cmd|'/c calc'!A1,-12.345678\n耒阳市,\n"; text.String() != want {
		t.Errorf("CSV is %q, want %q", text.String(), want)
	}
	if !strings.HasPrefix(text.String(), "\xef\xbb\xbf") {
		t.Error("no BOM: Excel would read Chinese as another encoding")
	}
}
