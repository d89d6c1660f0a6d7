package hengji

import (
	"strings"
	"unicode"
)

// This file is the one definition of "the same name". Go compares keys (NameKey), SQL
// calls the macro name_key, which load makes of the same table (NameFolds); what else
// folds texts, for labels or codes, folds this first.

// NameKey is a name as names are compared: two texts are the same name where their keys
// are equal. Width, spaces of every kind and invisible marks make no difference, nor do
// the kinds of brackets, of quotes, of dashes (—— is one), of middle dots and full
// stops, of commas (、 is one); a radical is the ideograph that it looks like. Case
// does, and so does everything that could be a number of its own: 15① is not 151.
func NameKey(name string) string {
	if plainName(name) {
		return name
	}
	return strings.ReplaceAll(strings.Map(foldName, name), "--", "-")
}

// Ideograph is the character that a radical looks like, as copies out of a PDF carry
// it (⽯ is 石, ⻓ is 长); any other character is itself.
func Ideograph(r rune) rune {
	if r >= 0x2E80 && r <= 0x2FD5 {
		if same, known := nameFolds[r]; known {
			return same
		}
	}
	return r
}

// NameFolds gives the table of NameKey as two texts: each character of from becomes
// that in its place of to, and those that to has no place for are left out. PlainNames
// is a regular expression of what it leaves as it is.
func NameFolds() (from, to string) {
	var out []rune
	var changed, become strings.Builder
	for r := rune(0); r < 0x10000; r++ {
		switch folded := foldName(r); {
		case folded < 0:
			out = append(out, r)
		case folded != r:
			changed.WriteRune(r)
			become.WriteRune(folded)
		}
	}
	return changed.String() + string(out), become.String()
}

// PlainNames is a regular expression of names that are their own keys: most are.
const PlainNames = `[0-9A-Za-z一-鿿().,:;%+/&#]*`

func plainName(name string) bool {
	for _, r := range name {
		if (r < '一' || r > '鿿') && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("().,:;%+/&#", r) {
			return false
		}
	}
	return true
}

// foldName folds one character; -1 leaves it out.
func foldName(r rune) rune {
	if unicode.IsSpace(r) || Invisible(r) {
		return -1
	}
	if folded, known := nameFolds[r]; known {
		return folded
	}
	if r >= '！' && r <= '～' { // full width: ASCII, and some of it folds further
		r -= '！' - '!'
		if folded, known := nameFolds[r]; known {
			return folded
		}
	}
	return r
}

// Invisible is true of characters that show nothing and mean nothing: zero-width marks, marks
// of direction, the soft hyphen, the byte order mark.
func Invisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r >= 0x2066 && r <= 0x2069,
		r == 0x00AD, r == 0x180E, r == 0x3164, r == 0xFEFF:
		return true
	}
	return false
}

// nameFolds says what each character is in a key, besides width and spaces.
var nameFolds = func() map[rune]rune {
	folds := map[rune]rune{}
	for is, all := range map[rune]string{
		'(': "[{【〔〖〚﹙﹛﹝⦅｟",
		')': "]}】〕〗〛﹚﹜﹞⦆｠",
		'"': "'“”„‟‘’‚‛「」『』﹁﹂﹃﹄｢｣〝〞〟«»‹›《》〈〉",
		'-': "‐‑‒–—―−﹘﹣─━⸺⸻",
		'.': "·•・‧∙⋅･﹒⸱᛫",
		',': "、﹐﹑､",
		':': "∶﹕︰",
		';': "﹔",
		'~': "〜∼",
		'%': "﹪",
		'+': "﹢",
		'/': "∕⁄",
		'&': "﹠",
		'#': "﹟",
	} {
		for _, r := range all {
			folds[r] = is
		}
	}
	for pair := range strings.FieldsSeq(radicals) {
		runes := []rune(pair)
		folds[runes[0]] = runes[1]
	}
	return folds
}()

// radicals are the Kangxi radicals and those of the CJK Radicals Supplement, each with
// its ideograph: the property Equivalent_Unified_Ideograph of Unicode 14.
const radicals = `
⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌
⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓
⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝
⻊𧾷 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣 ⻡𩠐
⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟 ⼀一 ⼁丨 ⼂丶 ⼃丿 ⼄乙 ⼅亅
⼆二 ⼇亠 ⼈人 ⼉儿 ⼊入 ⼋八 ⼌冂 ⼍冖 ⼎冫 ⼏几 ⼐凵 ⼑刀 ⼒力 ⼓勹 ⼔匕 ⼕匚 ⼖匸 ⼗十 ⼘卜 ⼙卩 ⼚厂 ⼛厶 ⼜又 ⼝口
⼞囗 ⼟土 ⼠士 ⼡夂 ⼢夊 ⼣夕 ⼤大 ⼥女 ⼦子 ⼧宀 ⼨寸 ⼩小 ⼪尢 ⼫尸 ⼬屮 ⼭山 ⼮巛 ⼯工 ⼰己 ⼱巾 ⼲干 ⼳幺 ⼴广 ⼵廴
⼶廾 ⼷弋 ⼸弓 ⼹彐 ⼺彡 ⼻彳 ⼼心 ⼽戈 ⼾戶 ⼿手 ⽀支 ⽁攴 ⽂文 ⽃斗 ⽄斤 ⽅方 ⽆无 ⽇日 ⽈曰 ⽉月 ⽊木 ⽋欠 ⽌止 ⽍歹
⽎殳 ⽏毋 ⽐比 ⽑毛 ⽒氏 ⽓气 ⽔水 ⽕火 ⽖爪 ⽗父 ⽘爻 ⽙爿 ⽚片 ⽛牙 ⽜牛 ⽝犬 ⽞玄 ⽟玉 ⽠瓜 ⽡瓦 ⽢甘 ⽣生 ⽤用 ⽥田
⽦疋 ⽧疒 ⽨癶 ⽩白 ⽪皮 ⽫皿 ⽬目 ⽭矛 ⽮矢 ⽯石 ⽰示 ⽱禸 ⽲禾 ⽳穴 ⽴立 ⽵竹 ⽶米 ⽷糸 ⽸缶 ⽹网 ⽺羊 ⽻羽 ⽼老 ⽽而
⽾耒 ⽿耳 ⾀聿 ⾁肉 ⾂臣 ⾃自 ⾄至 ⾅臼 ⾆舌 ⾇舛 ⾈舟 ⾉艮 ⾊色 ⾋艸 ⾌虍 ⾍虫 ⾎血 ⾏行 ⾐衣 ⾑襾 ⾒見 ⾓角 ⾔言 ⾕谷
⾖豆 ⾗豕 ⾘豸 ⾙貝 ⾚赤 ⾛走 ⾜足 ⾝身 ⾞車 ⾟辛 ⾠辰 ⾡辵 ⾢邑 ⾣酉 ⾤釆 ⾥里 ⾦金 ⾧長 ⾨門 ⾩阜 ⾪隶 ⾫隹 ⾬雨 ⾭靑
⾮非 ⾯面 ⾰革 ⾱韋 ⾲韭 ⾳音 ⾴頁 ⾵風 ⾶飛 ⾷食 ⾸首 ⾹香 ⾺馬 ⾻骨 ⾼高 ⾽髟 ⾾鬥 ⾿鬯 ⿀鬲 ⿁鬼 ⿂魚 ⿃鳥 ⿄鹵 ⿅鹿
⿆麥 ⿇麻 ⿈黃 ⿉黍 ⿊黑 ⿋黹 ⿌黽 ⿍鼎 ⿎鼓 ⿏鼠 ⿐鼻 ⿑齊 ⿒齒 ⿓龍 ⿔龜 ⿕龠
`

// SheetCell is an address with its sheet, as a formula would write it.
func SheetCell(sheet, cell string) string {
	return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cell
}
