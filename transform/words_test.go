package transform

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hengji"
)

func TestAmountWordsOfTheRegulation(t *testing.T) {
	for _, row := range vectors(t, "testdata/amount_words_vectors.csv") {
		want, _, err := hengji.ParseDecimal(row[0])
		if err != nil {
			t.Fatal(err)
		}
		accepted := strings.Split(row[1], "|")
		for _, words := range accepted {
			if got, ok := parseAmountWords(words); !ok || got != want {
				t.Errorf("%s reads as %s, %v; want %s", words, got, ok, want)
			}
		}
		made, ok := amountWords(want)
		first := strings.TrimPrefix(accepted[0], "人民币")
		if !ok || made != first {
			t.Errorf("%s is written %s, want %s", want, made, first)
		}
	}
}

func TestAmountWordsAreReadBackAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.IntRange(1, 14).Draw(t, "digits")
		most := int64(1)
		for range digits {
			most *= 10
		}
		fen := rapid.Int64Range(0, most-1).Draw(t, "fen")
		if rapid.Bool().Draw(t, "round") {
			fen -= fen % 100_000
		}
		yuan := hengji.Decimal(fen) * 10_000
		words, ok := amountWords(yuan)
		if !ok {
			t.Fatalf("%s has no words", yuan)
		}
		if got, ok := parseAmountWords("人民币" + words); !ok || got != yuan {
			t.Fatalf("%s written %s reads as %s, %v", yuan, words, got, ok)
		}
		if strings.Contains(words, "零零") {
			t.Fatalf("%s written %s has two zeros in a row", yuan, words)
		}
	})
}

func TestWhatIsNoAmountInWordsIsRefused(t *testing.T) {
	for _, text := range []string{"", "人民币", "元整", "壹贰元整", "壹拾佰元", "壹万亿万元", "约壹万元", "壹万", "15元", "壹元贰", "壹元壹分贰角", "万元整", "伍拾拾元"} {
		if got, ok := parseAmountWords(text); ok {
			t.Errorf("%q reads as %s", text, got)
		}
	}
	if _, ok := amountWords(-1); ok {
		t.Error("a negative amount has words")
	}
	if _, ok := amountWords(1); ok {
		t.Error("a fraction of a 分 has words")
	}
}

// vectors reads a CSV of testdata without its header.
func vectors(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(rows[1:])
}
