package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

// What spreadsheets take in a hint: longer ones make Excel call the workbook
// damaged.
const (
	mostTitle = 30
	mostHint  = 220
	mostList  = 255 // of a drop-down that stands in its cell, separators included
)

// Dates that a report can mean, as transform reads them; from the first of
// March, before which spreadsheets count a day that never was.
var firstDate, lastDate = serialDay(time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)), serialDay(time.Date(2199, 12, 31, 0, 0, 0, 0, time.UTC))

// validate puts the facts that a field declares on its cells: drop-downs, ranges,
// lengths, with a hint when a cell is entered and a word when a value does not
// fit. What a blocking rule would return is refused, what would be asked is
// warned of. column is the whole input column for values that may not come
// twice, top its first cell.
func (b *blankBook) validate(form *hengji.Form, field *hengji.Field, area, column, top string) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(area)
	how := b.howToFill(form, field)
	v.SetInput(clip(field.Label, mostTitle), clip(need(field)+"。"+how+"。", mostHint))
	facts := b.condition(v, form, field, column, top)
	if v.Type == "" {
		v.Type = "none"
		b.Validate(v)
		return
	}
	style, title := excelize.DataValidationErrorStyleStop, "不能这样填"
	switch b.gravest(form, field, facts) {
	case hengji.Approval, hengji.Explain:
		style, title = excelize.DataValidationErrorStyleWarning, "请核对"
	case hengji.Notice:
		style, title = excelize.DataValidationErrorStyleInformation, "提示"
	}
	v.SetError(style, title, clip("“"+field.Label+"”请这样填："+how+"。", mostHint))
	b.Validate(v)
}

// condition sets what a spreadsheet can hold a cell to, and names the facts that
// it stands for. Other facts (a pattern, check characters) wait for the check.
func (b *blankBook) condition(v *excelize.DataValidation, form *hengji.Form, field *hengji.Field, column, top string) []string {
	if names := b.choices(field); len(names) > 0 {
		if fitsCell(names) {
			b.book.Fail(v.SetDropList(names))
		} else {
			v.SetSqrefDropList(b.listed(field.Label, names))
		}
		return []string{"code", "enum", "boolean"}
	}
	set := func(low, high string, kind excelize.DataValidationType, operator excelize.DataValidationOperator, facts ...string) []string {
		b.book.Fail(v.SetRange(low, high, kind, operator))
		return facts
	}
	switch field.Kind {
	case hengji.Integer, hengji.Number:
		low, high := -hengji.MaxDecimal, hengji.MaxDecimal
		kind, fact := excelize.DataValidationTypeDecimal, "number"
		if field.Kind == hengji.Integer {
			kind, fact = excelize.DataValidationTypeWhole, "integer"
			low, high = low-low%hengji.DecimalOne, high-high%hengji.DecimalOne
		}
		if field.Minimum != nil {
			low = *field.Minimum
		}
		if field.Maximum != nil {
			high = *field.Maximum
		}
		return set(low.String(), high.String(), kind, excelize.DataValidationOperatorBetween, fact, "minimum", "maximum")
	case hengji.Date:
		return set(strconv.Itoa(firstDate), strconv.Itoa(lastDate), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween, "date")
	}
	switch {
	case field.Unique && column != "":
		// Not COUNTIF, which takes long codes for numbers of fifteen digits.
		alone := fmt.Sprintf("SUMPRODUCT(--(%s=%s))<=1", column, top)
		if field.MaxLength > 0 {
			alone = fmt.Sprintf("AND(%s,LEN(%s)<=%d)", alone, top, field.MaxLength)
		}
		return set(strings.NewReplacer("<", "&lt;").Replace(alone), "", excelize.DataValidationTypeCustom, 0, "unique", "maxLength")
	case field.Format == "uscc":
		return set("18", "", excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorEqual, "uscc")
	case field.MaxLength > 0:
		return set(strconv.Itoa(field.MaxLength), "", excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorLessThanOrEqual, "maxLength")
	}
	return nil
}

// gravest is the severity of the facts among these that the field declares.
func (b *blankBook) gravest(form *hengji.Form, field *hengji.Field, facts []string) hengji.Severity {
	gravest := hengji.Severity("")
	for _, fact := range facts {
		rule := b.Rules.Catalogue[hengji.FactRule(form.Name, field.Name, fact)]
		if rule != nil && (gravest == "" || rule.Severity.Rank() < gravest.Rank()) {
			gravest = rule.Severity
		}
	}
	return gravest
}

// choices are the texts that a drop-down offers: of the regions the reporter's own.
func (b *blankBook) choices(field *hengji.Field) []string {
	switch codes := b.Rules.CodeLists[field.Codes]; {
	case field.Kind == hengji.Boolean:
		return []string{"是", "否"}
	case len(field.Enum) > 0:
		return field.Enum
	case codes != nil:
		if codes.Name == "regions" && b.Region.Kind != department { // another's is returned
			return []string{b.Region.Name}
		}
		var names []string
		for _, code := range codes.Codes {
			if code.Kind != department || b.Region.Kind == department {
				names = append(names, code.Name)
			}
		}
		return names
	}
	return nil
}

// fitsCell reports whether a drop-down may stand in its cell. A comma parts the
// names, and excelize would take a first one with = for a formula.
func fitsCell(names []string) bool {
	whole := strings.Join(names, ",")
	return len(utf16.Encode([]rune(whole))) <= mostList && strings.Count(whole, ",") == len(names)-1 &&
		!strings.Contains(whole, `"`) && !strings.HasPrefix(whole, "=") && whole == strings.TrimSpace(whole)
}

// codeColumn is a drop-down that is too long for its cell.
type codeColumn struct {
	label string
	names []string
}

// listed puts names on the code sheet, once, and gives their reference.
func (b *blankBook) listed(label string, names []string) string {
	key := strings.Join(names, "\x00")
	if reference, known := b.lists[key]; known {
		return reference
	}
	b.columns = append(b.columns, codeColumn{label, names})
	column := hengji.ColumnName(len(b.columns))
	reference := fmt.Sprintf("%s!$%s$2:$%s$%d", ooxml.QuoteSheet(codeSheet), column, column, len(names)+1)
	b.lists[key] = reference
	return reference
}

func need(field *hengji.Field) string {
	if field.Required {
		return "必填"
	}
	return "选填"
}

// howToFill says what a cell takes, in the words of its hint and of the guide.
func (b *blankBook) howToFill(form *hengji.Form, field *hengji.Field) string {
	var say []string
	names := b.choices(field)
	switch {
	case field.Kind == hengji.Boolean:
		say = append(say, "从下拉列表中选“是”或“否”")
	case len(names) > 0:
		list := strings.Join(names, "、")
		if inert.Width(list) > 160 {
			list = strings.Join(names[:3], "、") + "等，见下拉列表"
		}
		say = append(say, "从下拉列表中选择："+list)
	case field.Kind == hengji.Integer:
		say = append(say, "整数")
	case field.Kind == hengji.Number && field.Unit == "%":
		say = append(say, "百分数，如 86.36")
	case field.Kind == hengji.Number && field.Unit != "":
		say = append(say, "数字，单位为"+field.Unit+"，不写单位，最多 6 位小数")
	case field.Kind == hengji.Number:
		say = append(say, "数字，最多 6 位小数")
	case field.Kind == hengji.Date:
		say = append(say, "日期，如 "+b.Period+"-05-04")
	case field.Format == "uscc":
		say = append(say, "18 位统一社会信用代码")
	default:
		say = append(say, "文字")
	}
	switch {
	case field.Minimum != nil && field.Maximum != nil:
		say = append(say, field.Minimum.String()+" 至 "+field.Maximum.String())
	case field.Minimum != nil:
		say = append(say, "不小于 "+field.Minimum.String())
	case field.Maximum != nil:
		say = append(say, "不大于 "+field.Maximum.String())
	}
	if field.MaxLength > 0 {
		say = append(say, fmt.Sprintf("不超过 %d 个字", field.MaxLength))
	}
	if field.Pattern != "" {
		say = append(say, "格式 "+field.Pattern)
	}
	if field.Unique {
		say = append(say, "不能重复")
	}
	if field.BlankAs != "" {
		blank := "空白按 " + field.BlankAs + " 读取"
		if name, value, found := strings.Cut(field.BlankWhen, "="); found {
			if other := form.Field(name); other != nil {
				blank = "“" + other.Label + "”为“" + value + "”时可填 " + field.BlankAs
			}
		}
		say = append(say, blank)
	}
	return strings.Join(say, "，")
}

// clip shortens a hint to so many characters.
func clip(text string, most int) string {
	runes := []rune(inert.OneLine(text))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
