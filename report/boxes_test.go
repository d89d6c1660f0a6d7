package report

import (
	"strings"
	"testing"

	"hengji"
	"hengji/report/inert"
)

// wideTable is a table of numbers, of texts that hold numbers, and of more columns than a
// terminal has room for where many is true.
func wideTable(many bool) hengji.Table {
	t := hengji.Table{
		Columns: []hengji.TableColumn{{Label: "编号"}, {Label: "数值", Number: true}, {Label: "理由"}, {Label: "算式"}},
		Rows: [][]string{
			{"F014", "123456789012.345678", "决算 346.94 万元、预算 484 万元，只执行了 71.68%，两个口径的差额为 137.06 万元", "percent(sum(core.execution.spent_wan), sum(core.execution.budget_wan))"},
			{"F015", "0.5", "", "sum(core.execution.spent_wan)"},
		},
	}
	for range 12 {
		if many {
			t.Columns = append(t.Columns, hengji.TableColumn{Label: "本年值", Number: true})
			t.Rows[0], t.Rows[1] = append(t.Rows[0], "12345.67"), append(t.Rows[1], "76543.21")
		}
	}
	return t
}

// On a terminal a table is no wider than it, and no number is cut over two lines.
func TestATableFitsTheTerminal(t *testing.T) {
	for _, many := range []bool{false, true} {
		for most := 64; most < 200; most += 7 {
			var printed strings.Builder
			if err := printBoxes(&printed, wideTable(many), most); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(printed.String(), "\n") {
				if inert.Width(line) > most {
					t.Errorf("%d columns, many %v: %d wide: %s", most, many, inert.Width(line), line)
				}
			}
			for _, number := range []string{"123456789012.345678", "346.94", "71.68%", "137.06", "F014"} {
				if !strings.Contains(printed.String(), number) {
					t.Errorf("%d columns, many %v: %s is cut:\n%s", most, many, number, printed.String())
				}
			}
			if many && strings.Count(printed.String(), "12345.67") != 12 {
				t.Errorf("%d columns: not every value is printed:\n%s", most, printed.String())
			}
		}
	}
}
