package schema

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The words and signs of the expression language (docs/languages.md). formula.go has
// the grammar. What is wrong is told in Chinese: rule authors read it.

// token is a name, a text, a number or a sign.
type token struct {
	kind string // "word", "text", "number", "sign", "end"
	text string
	bare bool // a text without quotes
	at   int  // byte of the line
}

var (
	namePattern   = regexp.MustCompile(`^[a-z_*][a-z0-9_*]*$`)
	numberPattern = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?`)
	textPattern   = regexp.MustCompile(`^'((?:[^']|'')*)'`)
)

// fullWidth are signs of a Chinese keyboard: in a text without quotes they are a slip.
const fullWidth = "，。；：＝＋－．‘’“”　"

// inRun reports whether a letter is one of names, numbers or of a text without quotes.
func inRun(r rune) bool { return inName(r) || r >= 'A' && r <= 'Z' || r == '*' || r >= utf8.RuneSelf }

func tokensOf(text string) ([]token, error) {
	var tokens []token
	for at := 0; at < len(text); {
		rest := text[at:]
		t := token{at: at}
		length := 1
		run := rest[:len(rest)-len(strings.TrimLeftFunc(rest, inRun))]
		switch {
		case rest[0] == ' ' || rest[0] == '\t':
			at++
			continue
		case rest[0] == '\'':
			match := textPattern.FindStringSubmatch(rest)
			if match == nil {
				return nil, fmt.Errorf("文字 %s 缺少后一个单引号", rest)
			}
			t.kind, t.text, length = "text", strings.ReplaceAll(match[1], "''", "'"), len(match[0])
		case strings.HasPrefix(rest, "<>"), strings.HasPrefix(rest, "<="), strings.HasPrefix(rest, ">="):
			t.kind, t.text, length = "sign", rest[:2], 2
		case strings.IndexByte("=(),.+-<>~", rest[0]) >= 0:
			t.kind, t.text = "sign", rest[:1]
		case strings.Trim(run, "0123456789") == "" && run != "":
			number := numberPattern.FindString(rest)
			t.kind, t.text, length = "number", number, len(number)
		case namePattern.MatchString(run):
			t.kind, t.text, length = "word", run, len(run)
		case run != "":
			if slip := strings.IndexAny(run, fullWidth); slip >= 0 {
				sign, _ := utf8.DecodeRuneInString(run[slip:])
				return nil, fmt.Errorf("%c 是全角符号：请改为半角，或把文字写在单引号里", sign)
			}
			t.kind, t.text, t.bare, length = "text", run, true, len(run)
		default:
			return nil, fmt.Errorf("看不懂 %q：名称由 a-z、0-9 和 _ 组成，文字写在单引号里", strings.ToValidUTF8(rest[:min(len(rest), 12)], ""))
		}
		tokens = append(tokens, t)
		at += length
	}
	return append(tokens, token{kind: "end", at: len(text)}), nil
}

// parser walks over the tokens of one line.
type parser struct {
	text   string
	tokens []token
	next   int
	depth  int
	column string // of several that share the line: what * stands for
	own    bool   // a name by itself is a field of the record: in an identity
}

func parserOf(text string) (*parser, error) {
	tokens, err := tokensOf(text)
	return &parser{text: text, tokens: tokens}, err
}

// peek looks at a token ahead; behind the last one there is only the end.
func (p *parser) peek(ahead int) token {
	return p.tokens[min(p.next+ahead, len(p.tokens)-1)]
}

func (p *parser) nextToken() token {
	t := p.peek(0)
	p.next = min(p.next+1, len(p.tokens)-1)
	return t
}

// sees reports whether a word or sign stands ahead; is takes it where it stands next.
func (p *parser) sees(ahead int, text string) bool {
	t := p.peek(ahead)
	return (t.kind == "word" || t.kind == "sign") && t.text == text
}

func (p *parser) is(text string) bool {
	found := p.sees(0, text)
	if found {
		p.nextToken()
	}
	return found
}

func (p *parser) want(text string) error {
	if !p.is(text) {
		return p.expected("`" + text + "`")
	}
	return nil
}

// done wants the end of the line.
func (p *parser) done() error {
	if p.peek(0).kind != "end" {
		return p.expected("`where`、`by`、`+`、`-` 或到此为止")
	}
	return nil
}

func (p *parser) expected(what string) error {
	t := p.peek(0)
	found := "，而不是 `" + t.text + "`"
	if t.kind == "end" {
		found = "，却到此为止了"
	}
	if before := strings.TrimSpace(p.text[:t.at]); before != "" {
		return fmt.Errorf("`%s` 后面应写%s%s", before, what, found)
	}
	return fmt.Errorf("开头应写%s%s", what, found)
}

// since is the text from a byte to the token last taken.
func (p *parser) since(at int) string {
	last := p.tokens[p.next-1]
	return strings.ReplaceAll(p.text[at:last.at+len(last.text)], "*", p.column)
}

// languageWords have a meaning of their own and name no column.
var languageWords = []string{"and", "as", "by", "else", "every", "from", "highest", "in", "is", "lowest", "not", "or", "total", "when", "where", "within"}

func (p *parser) word(what string) (string, error) {
	if slices.Contains(languageWords, p.peek(0).text) {
		return "", p.expected(what)
	}
	return p.anyWord(what)
}

// anyWord reads a name where none of the language's words may stand: behind a point.
func (p *parser) anyWord(what string) (string, error) {
	if p.peek(0).kind != "word" {
		return "", p.expected(what)
	}
	name := strings.ReplaceAll(p.nextToken().text, "*", p.column)
	if name == "" || strings.Contains(name, "*") {
		return "", errors.New("* 代表列名：只用于几列合写的一行")
	}
	return name, nil
}

// textAhead reports whether a text stands there: in quotes, or without, where it is
// one word that begins no table and no function.
func (p *parser) textAhead(ahead int) bool {
	t := p.peek(ahead)
	return t.kind == "text" || t.kind == "word" && !slices.Contains(languageWords, t.text) && !p.sees(ahead+1, ".") && !p.sees(ahead+1, "(")
}

func (p *parser) quoted() (string, error) {
	if !p.textAhead(0) {
		return "", p.expected("文字，如 '合计'")
	}
	return p.nextToken().text, nil
}

// list reads what stands between commas, up to the closing bracket.
func (p *parser) list(one func() (string, error)) ([]string, error) {
	var all []string
	for {
		text, err := one()
		if err != nil {
			return nil, err
		}
		all = append(all, text)
		if !p.is(",") {
			return all, p.want(")")
		}
	}
}
