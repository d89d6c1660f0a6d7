package transform

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hengji"
)

func TestDateIsReadInEveryWayThatPeopleWriteIt(t *testing.T) {
	numerals := strings.NewReplacer("0", "〇", "1", "一", "2", "二", "3", "三", "4", "四", "5", "五", "6", "六", "7", "七", "8", "八", "9", "九")
	spoken := func(n int) string {
		digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
		switch {
		case n < 10:
			return digits[n]
		case n < 20:
			return "十" + digits[n%10]
		}
		return digits[n/10] + "十" + digits[n%10]
	}
	rapid.Check(t, func(t *rapid.T) {
		want := int64(rapid.IntRange(int(dayOf(1990, 1, 1)), int(dayOf(2060, 12, 31))).Draw(t, "day"))
		var y, m, d int
		fmt.Sscanf(formatDate(want), "%d-%d-%d", &y, &m, &d)
		forms := []string{
			fmt.Sprintf("%d年%d月%d日", y, m, d), fmt.Sprintf("%d.%d.%d", y, m, d), fmt.Sprintf("%d/%d/%d", y, m, d), fmt.Sprintf("%d/%02d/%02d", y, m, d),
			fmt.Sprintf("%d-%d-%d", y, m, d), fmt.Sprintf("%04d%02d%02d", y, m, d), fmt.Sprintf("%d 年 %d 月 %d 日", y, m, d), fmt.Sprintf("%d年%d月%d号", y, m, d),
			fmt.Sprintf("%d、%d、%d", y, m, d), fmt.Sprintf("%d.%d.%d.", y, m, d), fmt.Sprintf("%d-%d-%d 8:30:00", y, m, d),
			numerals.Replace(fmt.Sprint(y)) + "年" + spoken(m) + "月" + spoken(d) + "日",
		}
		for _, form := range forms {
			got, outcome := textDate(form)
			if got != want || outcome != oddDate && form != formatDate(want) {
				t.Fatalf("%q reads as %s, %d; want %s", form, formatDate(got), outcome, formatDate(want))
			}
		}
		for _, epoch := range []bool{false, true} {
			serial := want - dayOf(1899, 12, 30)
			if epoch {
				serial = want - dayOf(1904, 1, 1)
			}
			if got, ok := serialDate(hengji.Decimal(serial)*hengji.DecimalOne+hengji.DecimalOne/2, epoch); !ok || got != want {
				t.Fatalf("serial %d (1904 %v) reads as %s, %v; want %s", serial, epoch, formatDate(got), ok, formatDate(want))
			}
		}
	})
}

func TestSerialBeforeMarch1900StandsADayOff(t *testing.T) {
	for serial, want := range map[int]string{1: "1900-01-01", 59: "1900-02-28", 61: "1900-03-01", 44320: "2021-05-04"} {
		if got, ok := serialDate(hengji.Decimal(serial)*hengji.DecimalOne, false); !ok || formatDate(got) != want {
			t.Errorf("%d is %s, %v; want %s", serial, formatDate(got), ok, want)
		}
	}
	for _, serial := range []int{-1, 0, 60, 200_000, 2_958_466} {
		if got, ok := serialDate(hengji.Decimal(serial)*hengji.DecimalOne, false); ok {
			t.Errorf("%d is %s", serial, formatDate(got))
		}
	}
}

func TestDateThatDoesNotExistIsRefused(t *testing.T) {
	for _, text := range []string{"2021-02-29", "2021-02-30", "2021.13.1", "2021.0.5", "20211301", "20210231", "2021年4月31日", "1800-01-01", "21.13.4", "5.4", "待定", "", "2021.1-2022.12", "12021.5.4", "2021.5.4.1", strings.Repeat("2", 200)} {
		if got, outcome := textDate(text); outcome == wholeDate || outcome == oddDate {
			t.Errorf("%q reads as %s", text, formatDate(got))
		}
	}
	if _, ok := civil(2020, 2, 29); !ok {
		t.Error("2020-02-29 is refused")
	}
}
