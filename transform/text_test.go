package transform

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"hengji"
)

func TestCleaningATextTwiceChangesNothingMore(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"石", "⽯", "⾼", "a", "B7", " ", "  ", "\u3000", "\u00a0", "\u200b", "\n", "\r\n", "\t", "（", "(", "﹦", "豈", "\x01", "😀", "·"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), "")
		for _, keep := range []bool{false, true} {
			once := cleanText(trimText(text), keep)
			if twice := cleanText(once, keep); twice != once {
				t.Fatalf("%q cleans to %q and then to %q", text, once, twice)
			}
			if !utf8.ValidString(once) || strings.ContainsAny(once, "\t\r\u00a0\u3000\u200b⽯\x01") || strings.Contains(once, "  ") || strings.Contains(once, "\n") && !keep {
				t.Fatalf("%q cleans to %q", text, once)
			}
			if isPlain(text) && text == strings.TrimSpace(text) && once != text {
				t.Fatalf("%q is plain and cleans to %q", text, once)
			}
		}
		if trimmed := trimText(text); trimmed != strings.TrimFunc(text, isGap) {
			t.Fatalf("%q trims to %q", text, trimmed)
		}
		if code := cleanCode(text); code != cleanCode(code) || strings.ContainsAny(code, " \n\t") {
			t.Fatalf("%q as a code is %q", text, code)
		}
	})
}

func TestPersonalNumbersAreHiddenWhateverTheirForm(t *testing.T) {
	for text, want := range map[string]string{
		"13812345678": "138****5678", "0734-8866123": "******", "8866123": "*****23", "张三": "张三", "110": "110", "138 1234 5678": "138****5678",
		"430421198001011239": "430***********1239", "430400199001011234": "****************34",
	} {
		got := maskPersonal(text, hengji.Mask(text))
		if want == "******" { // the shared mask's own way with landlines
			if got == text {
				t.Errorf("%s stays as it is", text)
			}
			continue
		}
		if got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
}

func TestCreditCodesOfTheReferenceAreJudgedRightly(t *testing.T) {
	for _, row := range vectors(t, "testdata/uscc_vectors.csv") {
		if fault := usccFault(row[0]); (fault == "") != (row[1] == "true") {
			t.Errorf("%s (%s): %q", row[0], row[2], fault)
		}
	}
	for code, want := range map[string]string{
		"91430400MA4PC7W80d": "91430400MA4PC7W80D", "91430400MA4PC7W8OD": "91430400MA4PC7W80D",
		"9143-0400-MA4PC7W80D": "91430400MA4PC7W80D", "91430400MA4PC7W80Е": "",
	} {
		got, ok := mendUSCC(code)
		if ok != (want != "") || got != want {
			t.Errorf("%s is mended to %s, %v", code, got, ok)
		}
	}
}

func TestOneWrongCharacterOfACreditCodeIsFound(t *testing.T) {
	codes := vectors(t, "testdata/uscc_vectors.csv")
	rapid.Check(t, func(t *rapid.T) {
		row := codes[rapid.IntRange(0, 8).Draw(t, "code")]
		code := []byte(row[0])
		at := rapid.IntRange(0, 17).Draw(t, "at")
		with := hengji.CreditCharacters[rapid.IntRange(0, 30).Draw(t, "with")]
		if code[at] == with {
			return
		}
		code[at] = with
		if usccFault(string(code)) == "" {
			t.Fatalf("%s with %c at %d is taken for valid", row[0], with, at+1)
		}
	})
}

func TestRegionIsNamedByNameAliasOrCodeAndNeverGuessed(t *testing.T) {
	p := builtIn(t)
	for text, want := range map[string]string{
		"耒阳市": "耒阳市 by name", " 耒 阳 市 ": "耒阳市 by name", "⽯鼓区": "石鼓区 by name", "耒阳": "耒阳市 by alias", "430481": "耒阳市 by code", "HY16": "耒阳市 by code",
		"430472": "高新区 by code", "430406400": "白沙工业园区 by code", "耒阳县": "耒阳市 by former", "439003": "耒阳市 by former", "衡阳市科学技术局": "市科技局 by alias",
		"衡阳": "ambiguous", "衡阳市": "ambiguous", "衡山高新区": "ambiguous", "南岳衡山": "ambiguous", "白沙绿岛高新区": "ambiguous",
		"衡山科学城园区": "unknown 衡山科学城", "来阳市": "unknown 耒阳市", "耒阳市科技局": "耒阳市 by name", "衡阳市石鼓区科学技术局": "石鼓区 by alias", "石鼓区人民政府": "石鼓区 by name", "湖南省衡阳市石鼓区": "石鼓区 by alias",
		"石鼓区科技和工业信息化局": "石鼓区 by name", "衡东科技局": "衡东县 by alias", "湖南省衡阳市科技局": "市科技局 by alias", "衡阳市衡东县教育科技局科技股": "衡东县 by name",
		"衡阳市高新区管委会": "高新区 by name", "衡山科学城管理委员会": "衡山科学城 by name", "湖南省耒阳市人民政府": "耒阳市 by name",
		"衡阳市财政局": "unknown", "石鼓区和蒸湘区科技局": "ambiguous", "石鼓区东山镇人民政府": "unknown 石鼓区", "石鼓区某某科技有限公司": "unknown 石鼓区",
		"长沙市": "unknown", "": "unknown", "衡": "unknown", "大浦工业园": "unknown",
	} {
		code, match := p.Region(text)
		got := [...]string{"unknown", "ambiguous", "by name", "by alias", "by code", "by former"}[match.How]
		if match.Decides() {
			got = code.Name + " " + got
		} else if match.How == Unknown && len(match.Candidates) > 0 {
			got += " " + strings.Join(match.Candidates, " ")
		}
		if match.Decides() == (code.Code == "") || got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	for file, want := range map[string]string{
		"in/2021年度市级科技专项资金绩效自评_耒阳市(2).xlsx": "耒阳市", "衡东县_衡南县.xlsx": "", "自评.xlsx": "", "耒阳.耒阳市.xlsx": "耒阳市",
		"2021年度市科技局部门整体支出绩效自评.xlsx": "市科技局", "衡阳市石鼓区2021年自评.xlsx": "石鼓区", "耒阳市科技局报送自评表.xlsx": "耒阳市", "石鼓区蒸湘区自评.xlsx": "", "衡山县衡山科学城.xlsx": "",
		"2021年度市级科技专项资金绩效自评.xlsx": "", "衡山科学城自评.xlsx": "衡山科学城",
	} {
		if code := p.RegionInName(file); code.Name != want {
			t.Errorf("%s names %q, want %q", file, code.Name, want)
		}
	}
}

func TestLabelsAreComparedWithoutTheirDress(t *testing.T) {
	for text, want := range map[string]label{
		"安排金额（万元）":    {"安排金额万元", "安排金额", "万元"},
		"安 排\n金额(万元)": {"安排金额万元", "安排金额", "万元"},
		"*执行率（％）":     {"执行率%", "执行率", "%"},
		"其中：设备费":      {"设备费", "设备费", ""},
		"执行率（B/A）":    {"执行率BA", "执行率BA", ""},
		"金额（单位：万元）":   {"金额单位万元", "金额", "万元"},
		"预算数，万元":      {"预算数万元", "预算数", "万元"},
		"县（市、区）":      {"县市区", "县市区", ""},
		"（A）预算数（万元）：": {"A预算数万元", "A预算数", "万元"},
		"其中":          {"其中", "其中", ""},
	} {
		if got := readLabel(text); got != want {
			t.Errorf("%q folds to %+v, want %+v", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"单位：万元": "万元", "（金额单位：人民币万元）": "万元", "单位:元、%": "元", "填报单位：耒阳市": "", "单位": "", "报送单位：元": "元", "单 位： 亿 元": "亿元",
	} {
		if got := unitLine(text); got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestEditDistanceIsADistance(t *testing.T) {
	words := rapid.StringOfN(rapid.SampledFrom([]rune("衡山阳县区")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		d := editDistance(a, b, 9)
		if d != editDistance(b, a, 9) || (d == 0) != (a == b) || d > max(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) {
			t.Fatalf("distance of %q and %q is %d", a, b, d)
		}
		if most := rapid.IntRange(0, 5).Draw(t, "most"); (editDistance(a, b, most) <= most) != (d <= most) {
			t.Fatalf("distance of %q and %q bounded by %d differs from %d", a, b, most, d)
		}
	})
}

func TestACodePastedTwiceIsOneCode(t *testing.T) {
	for text, want := range map[string]string{
		"91430400MA4X00010P\n91430400MA4X00010P": "91430400MA4X00010P",
		"2021LY001 2021LY001":                    "2021LY001",
		"2021LY001\n2021LY002":                   "",
	} {
		if got := sameTwice(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
