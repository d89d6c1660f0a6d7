package load

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/analysts.md lists every mart with its columns, made of the rule files:
// `go test ./load -update` writes the list anew.
func TestThePageForAnalystsListsEveryMart(t *testing.T) {
	const page, from, to = "../docs/analysts.md", "## 各张汇总表\n\n", "`meta.dictionary` 的 `traces`"
	b := create(t)
	result, err := b.query(t.Context(), `SELECT t.table_name, t.comment, t.grain, c.column_name, c.data_type, c.comment
FROM meta.dictionary t JOIN meta.dictionary c ON c.schema_name = 'mart' AND c.table_name = t.table_name AND c.kind = 'column'
WHERE t.schema_name = 'mart' AND t.kind = 'view' ORDER BY t.table_name, c.position`, maxRows)
	must(t, err)
	var list strings.Builder
	last := ""
	for _, row := range result.rows {
		if mart := plain(row[0]); mart != last {
			last = mart
			fmt.Fprintf(&list, "**`mart.%s`** %s：%s。\n\n| 列 | 类型 | 中文名 |\n|---|---|---|\n", mart, plain(row[1]), strings.TrimRight(plain(row[2]), "。"))
		}
		fmt.Fprintf(&list, "| %s | %s | %s |\n", plain(row[3]), plain(row[4]), plain(row[5]))
	}
	want := strings.ReplaceAll(list.String(), " |\n**", " |\n\n**") + "\n"
	text, err := os.ReadFile(page)
	must(t, err)
	before, rest, found := strings.Cut(string(text), from)
	got, after, ends := strings.Cut(rest, to)
	if !found || !ends {
		t.Fatalf("%s has no list of marts", page)
	}
	if *update && got != want {
		must(t, os.WriteFile(page, []byte(before+from+want+to+after), 0o644))
		got = want
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("%s is not what the marts are (-page +marts):\n%s", page, diff)
	}
}
