package transform

import (
	"testing"
	"unicode/utf8"

	"hengji"
)

// Whatever a cell holds, each normaliser ends, and what it reads it can write
// and read again.
func FuzzNormalisers(f *testing.F) {
	for _, text := range []string{"1,294.60", "（3.5）", "15万元", "二〇二一年五月四日", "21.5.4", "2021-05-04T08:30", "壹拾万零柒仟元伍角叁分", "91430400MA4PC7W8OD",
		"是☑否□", "产出指标⏎（50分）", "填表人：张三　联系电话：13812345678", "单位：万元", "\xff\xfe", "1e400", "⽯鼓区", "00102060207\n00102060208"} {
		f.Add(text)
	}
	p := builtIn(f)
	f.Fuzz(func(t *testing.T, text string) {
		if number, ok := readTyped(text); ok && !number.rounded {
			if again, ok := readTyped(number.value.String()); !ok || again.value != number.value {
				t.Fatalf("%q reads as %s, which reads as %s", text, number.value, again.value)
			}
		}
		if number, err := readStored(text); err == nil {
			if again, err := readStored(number.value.String()); err != nil || again.rounded {
				t.Fatalf("%q is stored as %s, which is stored as %s", text, number.value, again.value)
			}
		}
		if days, outcome := textDate(text); outcome == wholeDate || outcome == oddDate {
			if again, outcome := textDate(formatDate(days)); again != days || outcome != wholeDate {
				t.Fatalf("%q reads as %s, which reads as %s", text, formatDate(days), formatDate(again))
			}
		}
		if yuan, ok := parseAmountWords(text); ok {
			words, written := amountWords(yuan)
			if again, read := parseAmountWords(words); !written || !read || again != yuan {
				t.Fatalf("%q reads as %s, is written %s and reads as %s", text, yuan, words, again)
			}
		}
		if mended, ok := mendUSCC(text); ok && usccFault(mended) != "" {
			t.Fatalf("%q is mended to %q, which is faulty", text, mended)
		}
		for _, clean := range []string{cleanText(text, false), cleanText(text, true), cleanCode(text), quoted(text), maskPersonal(text, hengji.Mask(text))} {
			if utf8.ValidString(text) && !utf8.ValidString(clean) {
				t.Fatalf("%q cleans to %q", text, clean)
			}
		}
		readBoolean(text)
		twoValues(text, 4)
		p.Region(text)
		for _, form := range p.forms {
			form.pieces(text)
			form.totalLabel(text)
		}
		isNote(text)
		unitLine(text)
		p.byName(text)
	})
}
