package report

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hengji"
	"pgregory.net/rapid"
)

func bar(label string, wan int64) Bar {
	return Bar{Label: label, Value: hengji.Decimal(wan) * hengji.DecimalOne}
}

func TestBarChart(t *testing.T) {
	charts := string(BarChart("各县市区安排金额", "万元", []Bar{
		bar("市本级", 656), bar("耒阳市", 135), {Label: "常宁市", Missing: true, Text: "未汇总"}, bar("南岳区", 0),
	})) + "\n" + string(BarChart("与控制数之差", "万元", []Bar{bar("耒阳市", 10), bar("常宁市", -20)})) + "\n" +
		string(BarChart("没有", "", nil)) + "\n"
	golden(t, "chart.golden", charts)
}

// Names come from workbooks: none may close an element or open one.
func TestBarChartKeepsMarkupAsText(t *testing.T) {
	chart := string(BarChart(`<script>a</script>`, `"`, []Bar{{Label: `</text><script>alert(1)</script>`, Text: `"><img src=x>`, Value: 1}, {Label: "\x1b]0;x\a&", Missing: true, Text: "<b>"}}))
	for _, bad := range []string{"<script", "<img", "<b>", "\x1b"} {
		if strings.Contains(chart, bad) {
			t.Errorf("chart holds %q:\n%s", bad, chart)
		}
	}
}

// Whatever the values, the drawing is well-formed, inside its frame, and a longer
// bar is a larger value.
func TestBarChartOfAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bars := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Bar {
			return Bar{
				Label: rapid.String().Draw(t, "label"), Missing: rapid.Bool().Draw(t, "missing"), Text: rapid.StringN(0, 20, 60).Draw(t, "text"),
				Value: hengji.Decimal(rapid.Int64Range(-int64(hengji.MaxDecimal), int64(hengji.MaxDecimal)).Draw(t, "value")),
			}
		}), 0, 20).Draw(t, "bars")
		chart := string(BarChart("图", "万元", bars))
		decoder := xml.NewDecoder(strings.NewReader(chart))
		var wides []float64
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, chart)
			}
			if element, ok := token.(xml.StartElement); ok && element.Name.Local == "rect" {
				at := map[string]float64{}
				for _, a := range element.Attr {
					at[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
				}
				if at["x"] < 0 || at["width"] < 0 || at["x"]+at["width"] > chartWidth {
					t.Fatalf("a bar from %v, %v wide, is outside", at["x"], at["width"])
				}
				wides = append(wides, at["width"])
			}
		}
		var drawn []hengji.Decimal
		for _, b := range bars {
			if !b.Missing {
				drawn = append(drawn, max(b.Value, -b.Value))
			}
		}
		if len(drawn) != len(wides) {
			t.Fatalf("%d bars for %d values", len(wides), len(drawn))
		}
		for i := range drawn {
			for j := range drawn {
				if drawn[i] > drawn[j] && wides[i] < wides[j] {
					t.Fatalf("%s is drawn shorter than %s", drawn[i], drawn[j])
				}
			}
		}
	})
}

func TestBarChartPicture(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("PICTURES=DIR writes it for looking at")
	}
	chart := BarChart("各县市区安排金额", "万元", []Bar{bar("市本级", 656), bar("松木经开区", 135), {Label: "常宁市", Missing: true, Text: "未汇总"}, bar("差", -40)})
	if err := os.WriteFile(filepath.Join(dir, "chart.html"), []byte(`<meta charset="utf-8">`+string(chart)), 0o644); err != nil {
		t.Fatal(err)
	}
}
