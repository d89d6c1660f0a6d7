package load

import (
	"testing"

	"hengji"
)

// A column that adds up on paper, the row 合计 with it; and one that does not add
// up to begin with, which rounding shall not mend.
func TestBalancedColumnsAddUpOnPaper(t *testing.T) {
	for name, c := range map[string]struct {
		millionths []int64
		want       []string
	}{
		"shares":    {[]int64{33_333_333, 33_333_333, 33_333_333, 0}, []string{"33.34", "33.33", "33.33", "0.00", "100.00"}},
		"no shares": {[]int64{33_333_333, 33_333_333}, []string{"33.33", "33.33", "66.67"}},
	} {
		var exact [][]any
		var printed [][]string
		for _, n := range c.millionths {
			value, err := convertInt(hengji.Number, n)
			must(t, err)
			exact = append(exact, []any{value})
			printed = append(printed, []string{hengji.Decimal(n).Format(2)})
		}
		printed = append(printed, []string{"66.67"})
		balance(printed, exact, 0, 100*hengji.DecimalOne)
		for i, want := range c.want {
			if printed[i][0] != want {
				t.Errorf("%s: row %d prints %s, want %s", name, i+1, printed[i][0], want)
			}
		}
	}
}
