package load

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengji"
)

// tables lists every base table: the fixed ones, one a code list, one a form.
func (b *Build) tables() ([]table, error) {
	tables := append(slices.Clone(fixed), schemeTables...)
	if b.rules.CodeLists["regions"] == nil {
		return nil, fmt.Errorf("rules have no code list regions")
	}
	for _, key := range slices.Sorted(maps.Keys(b.rules.CodeLists)) {
		list := b.rules.CodeLists[key]
		t := table{schema: "ref", name: list.Name, comment: "代码表 " + list.Name, columns: []column{
			{name: "position", kind: "INTEGER", comment: "代码表中的顺序，从 1 开始"},
		}}
		if words, ok := listWords[list.Name]; ok {
			t.comment = words
		}
		for _, c := range list.Columns {
			words, ok := listColumnWords[c.Name]
			if field, condition := strings.CutPrefix(c.Name, "where_"); condition {
				words = "取数条件：" + field
			} else if !ok {
				words = "代码表的列 " + c.Name
			}
			t.columns = append(t.columns, column{name: c.Name, kind: sqlKind(c.Kind), comment: words})
		}
		tables = append(tables, t)
	}
	for _, form := range b.rules.Forms {
		tables = append(tables, formTable(form))
	}
	return tables, nil
}

// formTable is stg.<form>: where each record came from, then its fields.
func formTable(form *hengji.Form) table {
	comment := form.Title
	if form.Description != "" {
		comment += "：" + form.Description
	}
	t := table{schema: "stg", name: form.Name, comment: comment, columns: []column{
		{name: "_submission", kind: "BIGINT", comment: "报送编号"},
		{name: "_sheet", kind: "VARCHAR", comment: "工作表"},
		{name: "_row", kind: "INTEGER", comment: "工作表中的行号"},
	}}
	for _, c := range form.Columns() {
		words := c.Field.Label
		if words == "" {
			words = c.Field.Description
		}
		if c.Code {
			words += "（代码）"
		}
		t.columns = append(t.columns, column{name: c.Name, kind: sqlKind(c.Kind), comment: words, unit: c.Field.Unit, personal: c.Field.Personal != ""})
	}
	return t
}

var listWords = map[string]string{
	"regions":             "县市区代码表，按公布的顺序",
	"categories":          "项目类别代码表",
	"support_modes":       "支持方式代码表",
	"stages":              "项目阶段代码表",
	"senses":              "指标性质代码表",
	"indicator_levels":    "一级、二级指标代码表",
	"units":               "计量单位代码表",
	"control_figures":     "各报告期、各县市区的控制数",
	"organisations":       "改名、合并的承担单位",
	"organisation_kinds":  "单位性质代码表：从上往下，第一个符合的",
	"expenditure_classes": "部门支出的分类方式代码表",
	"report_figures":      "绩效评价报告中的每个数字：报告所写和算式",
	"report_figure_terms": "报告数字的算式，一项一行",
	"control_rates":       "部门的控制率：公式和算式",
	"control_rate_terms":  "控制率的算式，一项一行",
}

var listColumnWords = map[string]string{
	"code":                   "代码",
	"name":                   "名称",
	"kind":                   "种类",
	"credit":                 "统一社会信用代码的前两位，以 | 分隔；空白为任何",
	"name_ends":              "单位名称的末尾，以 | 分隔；空白为任何",
	"aliases":                "别名，以 | 分隔",
	"former_names_and_codes": "曾用名称和代码，以 | 分隔",
	"gb2260":                 "行政区划代码（GB/T 2260）",
	"nbs_code":               "统计用区划代码，以 | 分隔",
	"tile_row":               "示意图中的行，自上（北）而下，从 1 开始",
	"tile_column":            "示意图中的列，自左（西）而右，从 1 开始",
	"period":                 "报告期",
	"region_code":            "县市区代码",
	"projects":               "项目数",
	"amount_wan":             "金额（万元）",
	"symbol":                 "符号",
	"factor_wan":             "折合万元的系数",
	"relative":               "是否相对值（汇总时按金额加权平均，不相加）",
	"id":                     "编号",
	"section":                "报告章节",
	"label":                  "名称",
	"unit":                   "计量单位",
	"stated":                 "报告所写",
	"method":                 "算法",
	"whole_base":             "作除数的数是否只能是整数",
	"note":                   "说明",
	"figure":                 "报告数字的编号",
	"place":                  "在算式中的顺序",
	"role":                   "在算式中的作用",
	"input":                  "取数项",
	"factor":                 "系数（减项为 -1）",
	"wording":                "公式（文字）",
	"formula":                "算式",
	"same":                   "应当与算式相等的栏目",
	"against":                "同一合计的另一种算法",
	"parts":                  "各组成部分",
	"whole":                  "各部分的总体",
	"basis":                  "另一种口径",
	"subject":                "报告数字的编号，或比率代码",
	"record":                 "取自哪条记录",
	"constant":               "不取自工作簿的数",
	"form":                   "取自哪张报表",
	"aggregate":              "怎样取：value 一个值，sum 合计，count 个数，distinct 不同值的个数",
	"field":                  "取自哪个栏目",
	"conditions":             "取数条件所用的栏目",
	"valid_from":             "启用日期",
	"valid_to":               "停用日期",
	"successor":              "停用后接替它的代码",
}

// fillReference loads the code lists, the schemes and the rules.
func (b *Build) fillReference() error {
	for _, key := range slices.Sorted(maps.Keys(b.rules.CodeLists)) {
		if err := b.fillCodeList(b.rules.CodeLists[key]); err != nil {
			return err
		}
	}
	if err := b.fillSchemes(); err != nil {
		return err
	}
	rules, err := b.appender("dq", "rule")
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(b.rules.Catalogue)) {
		r := b.rules.Catalogue[id]
		if err := rules.row(string(r.ID), r.Title, r.Description, string(r.Severity), r.Shadow, r.Scope, r.Form, r.Field,
			texts(r.YieldsTo), r.Message, r.Type, r.Source.File); err != nil {
			return fmt.Errorf("fill dq.rule with %s: %w", id, err)
		}
	}
	return b.flush()
}

// fillRun loads what is known of the run: itself, its periods and waivers.
func (b *Build) fillRun() error {
	periods := b.run.Periods
	if !slices.ContainsFunc(periods, func(p Period) bool { return p.Period == b.run.Period }) {
		periods = append(slices.Clone(periods), Period{Period: b.run.Period})
	}
	slices.SortFunc(periods, earlierFirst)
	for i, p := range periods {
		if err := b.exec("INSERT INTO ref.period VALUES (?, CAST(? AS DATE), CAST(? AS DATE), CAST(? AS DATE), ?, CAST(? AS DATE), ?, ?, ?)",
			p.Period, orNull(p.OpensOn), orNull(p.DueOn), orNull(p.ClosedOn), p.kind(), p.LastDay(), p.Year(), int32(i+1), strings.Join(b.rules.AskedIn(p.kind(), p.Forms), "|")); err != nil {
			return fmt.Errorf("fill ref.period with %s: %w", p.Period, err)
		}
	}
	if err := b.exec("INSERT INTO meta.run VALUES (?, ?, ?, ?, ?, ?)", b.run.ID, b.run.Period,
		wallClock(b.run.StartedAt), b.run.Program, b.run.RulesFingerprint, b.run.Note); err != nil {
		return fmt.Errorf("fill meta.run: %w", err)
	}
	for _, w := range b.run.Waivers {
		if err := b.exec("INSERT INTO dq.waiver VALUES (?, ?, ?, CAST(? AS DATE))", w.Fingerprint, w.Who, w.Why, w.Until); err != nil {
			return fmt.Errorf("fill dq.waiver with %s: %w", w.Fingerprint, err)
		}
	}
	return b.fillFrozen()
}

func (b *Build) fillCodeList(list *hengji.CodeList) error {
	a, err := b.appender("ref", list.Name)
	if err != nil {
		return err
	}
	at, err := b.appender("meta", "reference")
	if err != nil {
		return err
	}
	for i, row := range list.Rows {
		values := []any{int32(i + 1)}
		for j, c := range list.Columns {
			text := ""
			if j < len(row) {
				text = row[j]
			}
			value, err := parseCode(c.Kind, text)
			if err != nil {
				return fmt.Errorf("%s: row %d of code list %s: %s %q: %w", list.Source.File, i+1, list.Name, c.Name, text, err)
			}
			values = append(values, value)
		}
		if err := a.row(values...); err != nil {
			return fmt.Errorf("fill ref.%s: %w", list.Name, err)
		}
		if i < len(list.Lines) {
			if err := at.row(list.Name, int32(i+1), list.Source.File, int32(list.Lines[i])); err != nil {
				return fmt.Errorf("fill meta.reference: %w", err)
			}
		}
	}
	return nil
}

// parseCode reads a value of a code list; a blank of any kind is NULL.
func parseCode(kind hengji.Kind, text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	switch kind {
	case hengji.Integer:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("not a whole number")
		}
		return n, nil
	case hengji.Number:
		d, exact, err := hengji.ParseDecimal(text)
		if err != nil {
			return nil, err
		}
		if !exact {
			return nil, fmt.Errorf("more than %d decimals", hengji.DecimalPlaces)
		}
		return convertInt(kind, int64(d))
	case hengji.Date:
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, fmt.Errorf("not a date like 2021-05-04")
		}
		return day, nil
	case hengji.Boolean:
		return strconv.ParseBool(text)
	}
	return convertText(text), nil
}

// wallClock is a moment as a TIMESTAMP without a zone, in Beijing time: it reads the
// same in every client, with no extension and no setting.
func wallClock(t time.Time) time.Time {
	t = t.In(hengji.Beijing)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// inBeijing is the moment that wallClock made a TIMESTAMP of.
func inBeijing(value any) time.Time {
	at, _ := value.(time.Time)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, hengji.Beijing)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
