package hengji

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMaskHidesPersonalNumbersAndLeavesCodesAlone(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"联系电话13800001111，请核对", "联系电话138****1111，请核对"},
		{"138 0000 1111", "138****1111"},
		{"138-0000-1111", "138****1111"},
		{"138　0000　1111", "138****1111"},
		{"１３８００００１１１１", "138****1111"},
		{"13800001111 13900002222", "138****1111 139****2222"},
		{"13800001111、13900002222", "138****1111、139****2222"},
		{"0734-8888888 13800001111", "073****8888 138****1111"},
		{"（0734）8888888", "（073****8888"},
		{"+86 13800001111、8613800001111", "+86 138****1111、861******1111"},
		{"TEL13800001111a", "TEL138****1111a"},
		{"430421198001011239", "430***********1239"},
		{"43042119800101101X", "430***********101X"},
		{"430421 19800101 101x", "430***********101x"},
		{"身份证号码：430421198001011234", "身份证号码：430***********1234"}, // mistyped, but said to be one
		{"身份证号430421800101123", "身份证号430********1123"},
		{"ID43042119800101101X。", "ID430***********101X。"},
		{"账号4304002021000", "账号430******1000"},
		{"账号：4300 1234 5678 9012 34", "账号：430***********1234"},
		{"6222020200011122237", "622************2237"},
		{"6222 0202 0001 1122 237", "622************2237"},
		{"4111 1111 1111 1111", "411*********1111"},
		{"开户账号：123456789012", "开户账号：123*****9012"},
		{"电话：8222333", "电话：82***33"},
		{"12430412445000134T", "12430412445000134T"}, // a credit code of an institution
		{"914304001922038216", "914304001922038216"}, // an all-digit credit code
		{"91430400MA4PC7W80D", "91430400MA4PC7W80D"},
		{"2021LY001、2021-05-04、1294.60", "2021LY001、2021-05-04、1294.60"},
		// codes of projects, whatever their length, and money
		{"430400202100061234、2021430400120101、04100001001、07340001001、202104000900001、430400210312001", "430400202100061234、2021430400120101、04100001001、07340001001、202104000900001、430400210312001"},
		{"已入账1500000元，文号13号", "已入账1500000元，文号13号"},
		{"2021-05-04 2021-12-31", "2021-05-04 2021-12-31"},
		{"0.8100000000000001、0.3333333333333333、0.0066666666666666667、1.8100000000000001", "0.8100000000000001、0.3333333333333333、0.0066666666666666667、1.8100000000000001"},
		{"0.13800001111、1.6222020200011122237、0.430421198001011239", "0.138****1111、1.622************2237、0.430***********1239"},
		{"合计 135 万元，应为 2201 万元", "合计 135 万元，应为 2201 万元"},
		{"衡示财教〔2021〕44号、20210504、1234567.891234", "衡示财教〔2021〕44号、20210504、1234567.891234"},
	} {
		if got := Mask(c.text); got != c.want {
			t.Errorf("Mask(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMaskEndsOnHostileText(t *testing.T) {
	for _, text := range []string{"1 ", "1", "1X", "13800001111", "（0734）"} {
		Mask(strings.Repeat(text, 100_000))
	}
}

func TestAnIdentityNumberIsKnownInAColumnOfCodes(t *testing.T) {
	for code, want := range map[string]string{
		"43042119800101123" + check("43042119800101123"): "430***********123" + check("43042119800101123"),
		"202143040012000101":                             "202143040012000101", // a project's number
		"43040020211206000" + check("43040020211206000"): "43040020211206000" + check("43040020211206000"),
		"430421198001011234":                             "430421198001011234", // checks nothing
		"04100001001":                                    "04100001001",
		"13800001111":                                    "13800001111",
		"":                                               "",
	} {
		if got := MaskCode(code); got != want {
			t.Errorf("MaskCode(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestANumberOfAFieldOfNumbersIsNobodys(t *testing.T) {
	identity := "43042119800101123" + check("43042119800101123")
	for text, want := range map[string]string{
		"15200000000":         "15200000000", // 152 亿元
		"-15200000000.5":      "-15200000000.5",
		"13800001111 张":       "138****1111 张",
		identity:              identity[:3] + "***********" + identity[14:], // too long for an amount
		"6222020200011122237": "622************2237",
	} {
		if got := MaskNumber(text); got != want {
			t.Errorf("MaskNumber(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSheetNamesStayDifferent(t *testing.T) {
	names := SheetNames([]string{"封面", "13800001111", "13812341111", "项目资金安排表"})
	if want := "[封面 138****1111 138****1111（2） 项目资金安排表]"; fmt.Sprint(names) != want {
		t.Errorf("%v, want %s", names, want)
	}
}

// check is the check character of an identity number.
func check(number string) string {
	for _, last := range "0123456789X" {
		if isIdentity(number + string(last)) {
			return string(last)
		}
	}
	return ""
}

// withLuhn adds the check digit of a bank card.
func withLuhn(number string) string {
	for _, last := range "0123456789" {
		if luhn(number + string(last)) {
			return number + string(last)
		}
	}
	return ""
}

var around = rapid.StringMatching(`[一-龥，。；：、]{0,6}`)

// drawPersonal draws a number of somebody, and some way of writing it.
func drawPersonal(t *rapid.T) string {
	parted := func(sizes ...int) func(string) string {
		sign := rapid.SampledFrom([]string{"", " ", "-", "　", "－"}).Draw(t, "sign")
		return func(number string) string {
			var parts []string
			for _, size := range sizes {
				if len(number) > size {
					parts, number = append(parts, number[:size]), number[size:]
				}
			}
			return strings.Join(append(parts, number), sign)
		}
	}
	var text string
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		text = parted(3, 4)(rapid.StringMatching(`1[3-9][0-9]{9}`).Draw(t, "mobile"))
	case 1:
		text = parted(4)(rapid.StringMatching(`0[3-9][1-9][0-9][2-8][0-9]{6,7}`).Draw(t, "landline"))
		if rapid.Bool().Draw(t, "large city") {
			text = parted(3)(rapid.StringMatching(`(010|02[0-9])[2-8][0-9]{7}`).Draw(t, "landline of a large city"))
		}
	case 2:
		number := rapid.StringMatching(`[1-6][0-9]{5}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}`).Draw(t, "identity")
		text = parted(6, 8)(number + check(number))
	case 3:
		text = parted(4, 4, 4, 4)(withLuhn(rapid.StringMatching(`62[0-9]{13}|62[0-9]{16}|9558[0-9]{14}`).Draw(t, "card")))
	case 4:
		text = "账号" + rapid.StringMatching(`[：: ]?`).Draw(t, "colon") + rapid.StringMatching(`[0-9]{9,22}`).Draw(t, "account")
	}
	if rapid.Bool().Draw(t, "wide") {
		text = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, text)
	}
	return text
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r = narrowRune(r); r >= '0' && r <= '9' || r == 'X' {
			return r
		}
		return -1
	}, text)
}

func TestEveryPersonalNumberIsHiddenWhereverItStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := drawPersonal(t)
		text := around.Draw(t, "before") + number + around.Draw(t, "behind")
		masked := Mask(text)
		if strings.Contains(digitsOf(masked), digitsOf(number)) {
			t.Fatalf("Mask(%q) = %q", text, masked)
		}
		if again := Mask(masked); again != masked {
			t.Fatalf("masked twice: %q, %q", masked, again)
		}
	})
}

// drawCode draws what is public: credit codes of this city's organisations,
// whole and with valid check character, project codes, amounts, days.
func drawCode(t *rapid.T) string {
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 5:
		return rapid.StringMatching(`衡(示)?财[教行]指?〔20[12][0-9]〕[0-9]{1,4}号`).Draw(t, "document")
	case 6: // long codes of digits: by year, by place, in series
		return rapid.StringMatching(`20[12][0-9](4304[0-9]{2})?[0-9]{4,8}|4304(0[0-9]|2[1-6]|8[12])(19|2[0-9])[0-9]{7}|04[0-9]{2}0[0-9]{6}`).Draw(t, "series")
	case 0:
		return rapid.StringMatching(`(91|92|93|51|52|11|12)4304(0[0-9]|1[2-8]|2[1-9]|8[1-2])(MA4|[0-9]{3})[0-9A-HJ-NPQRTUWXY]{6}`).Draw(t, "credit code") + "M"
	case 1:
		code := rapid.StringMatching(`(91|92|93|51|52|11|12)4304(0[0-9]|1[2-8]|2[1-9]|8[1-2])[0-9]{9}`).Draw(t, "credit code of digits")
		for _, last := range "0123456789" {
			if creditCodeCheck(code + string(last)) {
				return code + string(last)
			}
		}
		return "91430481MA4X00001M"
	case 2:
		return rapid.StringMatching(`20[12][0-9][A-Z]{2}[0-9]{3}`).Draw(t, "project")
	case 3:
		return rapid.StringMatching(`-?[0-9]{1,9}\.[0-9]{1,6}`).Draw(t, "amount")
	}
	return rapid.StringMatching(`20[12][0-9]-(0[1-9]|1[0-2])-[0-2][1-9] 20[12][0-9]-(0[1-9]|1[0-2])-[0-2][1-9]`).Draw(t, "days")
}

func TestCodesAmountsAndDaysAreNeverMasked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := around.Draw(t, "before") + drawCode(t) + around.Draw(t, "behind")
		if masked := Mask(text); masked != text {
			t.Fatalf("Mask(%q) = %q", text, masked)
		}
	})
}
