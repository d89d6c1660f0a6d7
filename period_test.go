package hengji

import "testing"

func TestAPeriodIsNamedInManyWays(t *testing.T) {
	for text, want := range map[string]string{
		"2021": "2021", "2021年度": "2021", "2021-H1": "2021-H1", "2021年上半年": "2021-H1", "2021 年年中运行监控": "2021-H1",
		"2021-q3": "2021-Q3", "2021年第三季度": "2021-Q3", "2021年3季度": "2021-Q3", "2021年现场抽查": "2021-CC", "2021-DX2": "2021-DX2", "上半年": "", "": "",
	} {
		if got := PeriodNamed(text); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
	for period, want := range map[string][4]string{
		"2021":     {"2021年度", "2021 年度", "年度自评", "2021-12-31"},
		"2021-H1":  {"2021年上半年", "2021年上半年", "年中运行监控", "2021-06-30"},
		"2021-Q3":  {"2021年第三季度", "2021年第三季度", "年中运行监控", "2021-09-30"},
		"2021-CC":  {"2021年现场抽查", "2021年现场抽查", "现场抽查", "2021-12-31"},
		"2021-DX2": {"2021-DX2 报告期", "2021-DX2 报告期", "其他", "2021-12-31"},
	} {
		if got := [4]string{PeriodTitle(period), PeriodWords(period), PeriodKind(period), PeriodLastDay(period)}; got != want {
			t.Errorf("%s: %q, want %q", period, got, want)
		}
		if got := PeriodHeading(period, "现场抽查记录表"); period == "2021-CC" && got != "2021年现场抽查记录表" || period == "2021" && got != "2021年度现场抽查记录表" {
			t.Errorf("%s is headed %s", period, got)
		}
		if PeriodNamed(PeriodTitle(period)) != period && want[2] != "其他" {
			t.Errorf("%s does not name itself by %s", period, PeriodTitle(period))
		}
	}
}
