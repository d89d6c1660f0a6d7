package load

import (
	"fmt"
	"slices"

	"hengji"
)

// schemeTables hold schema/schemes as rows: what SQL scores with. Positions keep
// the order of the files, which means something in all of them.
var schemeTables = []table{
	{"ref", "scheme", "评分方案", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "kind", kind: "VARCHAR", comment: "种类：project 项目评价、department 部门评价、stages 各阶段适用指标、decision 资金安排建议、risk 抽查排序"},
		{name: "title", kind: "VARCHAR", comment: "名称"},
		{name: "description", kind: "VARCHAR", comment: "说明"},
		{name: "is_default", kind: "BOOLEAN", comment: "是否默认采用"},
		{name: "periods", kind: "VARCHAR[]", comment: "只用于这些报告期，空列表表示不限"},
		{name: "period_kinds", kind: "VARCHAR[]", comment: "只用于这些种类的报告期，空列表表示不限"},
		{name: "regions", kind: "VARCHAR[]", comment: "只用于这些县市区，空列表表示不限"},
		{name: "over_from", kind: "DECIMAL(18,6)", comment: "完成值达到指标值的百分之几算指标偏离", unit: "%"},
		{name: "over_deduct", kind: "DECIMAL(18,6)", comment: "指标偏离扣几分", unit: "分"},
		{name: "alike_from", kind: "DECIMAL(18,6)", comment: "项目名称相近到百分之几列为疑似重复", unit: "%"},
	}},
	{"ref", "scheme_weight", "评分方案：各组指标的分值，合计 100", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "name", kind: "VARCHAR", comment: "指标组"},
		{name: "weight", kind: "DECIMAL(18,6)", comment: "分值", unit: "分"},
		{name: "is_execution", kind: "BOOLEAN", comment: "是否预算执行率"},
		{name: "levels", kind: "VARCHAR[]", comment: "包含的一级指标（代码）"},
		{name: "falls_to", kind: "VARCHAR", comment: "项目没有这组指标时，分值归哪一组"},
	}},
	{"ref", "scheme_band", "评分方案：定性指标的分档，从高到低", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "name", kind: "VARCHAR", comment: "档次"},
		{name: "low", kind: "DECIMAL(18,6)", comment: "得分至少是分值的百分之几（含）", unit: "%"},
		{name: "high", kind: "DECIMAL(18,6)", comment: "得分至多是分值的百分之几", unit: "%"},
		{name: "words", kind: "VARCHAR[]", comment: "实际完成值的写法"},
	}},
	{"ref", "scheme_grade", "评分方案：等级，从高到低", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "name", kind: "VARCHAR", comment: "等级"},
		{name: "low", kind: "DECIMAL(18,6)", comment: "至少多少分（含）", unit: "分"},
	}},
	{"ref", "scheme_cap", "评分方案：执行率低时总分的上限", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "execution_below", kind: "DECIMAL(18,6)", comment: "执行率低于", unit: "%"},
		{name: "total", kind: "DECIMAL(18,6)", comment: "总分上限", unit: "分"},
	}},
	{"ref", "scheme_stage", "各阶段适用的指标", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "stage_code", kind: "VARCHAR", comment: "项目阶段（代码），空表示未填或无法识别"},
		{name: "from_month", kind: "INTEGER", comment: "项目结束满多少个月起适用"},
		{name: "execution", kind: "BOOLEAN", comment: "是否评预算执行率"},
		{name: "levels", kind: "VARCHAR[]", comment: "评哪些一级指标（代码）"},
		{name: "except_levels", kind: "VARCHAR[]", comment: "不评哪些二级指标（代码）"},
		{name: "ungraded", kind: "BOOLEAN", comment: "是否只有得分、不定等级"},
		{name: "why", kind: "VARCHAR", comment: "说明"},
	}},
	{"ref", "scheme_decision", "资金安排建议的条件，从上往下第一条都满足的为准", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "decision", kind: "VARCHAR", comment: "建议：继续拨付、整改后拨付、暂缓、收回"},
		{name: "stages", kind: "VARCHAR[]", comment: "只用于这些阶段（代码），空列表表示不限"},
		{name: "stage_names", kind: "VARCHAR[]", comment: "只用于这些阶段，空列表表示不限"},
		{name: "unscored", kind: "BOOLEAN", comment: "只用于不能评价的项目"},
		{name: "score_below", kind: "DECIMAL(18,6)", comment: "得分低于，空表示不限", unit: "分"},
		{name: "execution_below", kind: "DECIMAL(18,6)", comment: "执行率低于，空表示不限", unit: "%"},
		{name: "balance_above", kind: "DECIMAL(18,6)", comment: "结余大于，空表示不限", unit: "万元"},
		{name: "mending", kind: "VARCHAR[]", comment: "只用于发现的问题没有改完、都已改完的，空列表表示不限"},
		{name: "last_year", kind: "VARCHAR[]", comment: "只用于上一年度的建议是这些的项目，空列表表示不限"},
		{name: "reason", kind: "VARCHAR", comment: "理由"},
		{name: "basis", kind: "VARCHAR", comment: "依据：哪个文件的哪一句"},
	}},
	{"ref", "scheme_factor", "抽查排序的因素，分值合计 100", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "factor", kind: "VARCHAR", comment: "因素（代码）"},
		{name: "name", kind: "VARCHAR", comment: "因素"},
		{name: "weight", kind: "DECIMAL(18,6)", comment: "分值", unit: "分"},
		{name: "full_at", kind: "DECIMAL(18,6)", comment: "到多少得满分，空表示以当期最大值为准"},
	}},
	{"ref", "scheme_item", "部门评价的指标，分值合计 100", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "position", kind: "INTEGER", comment: "顺序，从 1 开始"},
		{name: "level1", kind: "VARCHAR", comment: "一级指标"},
		{name: "level2", kind: "VARCHAR", comment: "二级指标"},
		{name: "indicator", kind: "VARCHAR", comment: "三级指标"},
		{name: "points", kind: "DECIMAL(18,6)", comment: "分值", unit: "分"},
		{name: "formula", kind: "VARCHAR", comment: "按哪个比率计算，空表示由人评分"},
		{name: "method", kind: "VARCHAR", comment: "计分办法：above 超过限值每一步扣分、below 低于限值每一步扣分、off 偏离限值每一步扣分、ratio 按比率、bands 分档、stated 由人评分"},
		{name: "limit_value", kind: "DECIMAL(18,6)", comment: "限值", unit: "%"},
		{name: "step", kind: "DECIMAL(18,6)", comment: "每一步几个百分点", unit: "%"},
		{name: "penalty", kind: "DECIMAL(18,6)", comment: "每一步扣几分", unit: "分"},
	}},
	{"ref", "scheme_item_band", "部门评价指标的分档，从低到高", []column{
		{name: "scheme", kind: "VARCHAR", comment: "方案"},
		{name: "item", kind: "INTEGER", comment: "指标的顺序"},
		{name: "position", kind: "INTEGER", comment: "档次的顺序，从 1 开始"},
		{name: "low", kind: "DECIMAL(18,6)", comment: "比率从多少起", unit: "%"},
		{name: "exclusive", kind: "BOOLEAN", comment: "是否不含起点本身"},
		{name: "points", kind: "DECIMAL(18,6)", comment: "得分", unit: "分"},
	}},
}

// coreScheme names the project scheme of each region and period, and which scheme of stages
// goes with it: one that names the region goes before one that names the period, that
// before one that names its kind, and that before the default.
const coreScheme = `CREATE VIEW core.scheme AS
WITH fits AS (
  SELECT p.period, s.*, CASE WHEN len(s.periods) > 0 THEN 2 WHEN len(s.period_kinds) > 0 THEN 1 ELSE 0 END AS precise
  FROM ref.period p
  JOIN ref.scheme s ON (s.is_default OR len(s.regions) + len(s.periods) + len(s.period_kinds) > 0)
   AND (len(s.periods) = 0 OR list_contains(s.periods, p.period))
   AND (len(s.period_kinds) = 0 OR list_contains(s.period_kinds, p.kind))
)
SELECT r.period, r.region_code, s.scheme, s.title, s.over_from, s.over_deduct,
       (SELECT sum(w.weight)::DECIMAL(18,6) FROM ref.scheme_weight w WHERE w.scheme = s.scheme AND w.is_execution) AS execution_weight,
       g.scheme AS stages
FROM core.region r
JOIN fits s ON s.kind = 'project' AND s.period = r.period AND (len(s.regions) = 0 OR list_contains(s.regions, r.region_code))
LEFT JOIN (SELECT period, arg_max(scheme, precise) AS scheme FROM fits WHERE kind = 'stages' GROUP BY period) g ON g.period = r.period
QUALIFY row_number() OVER (PARTITION BY r.period, r.region_code
  ORDER BY len(s.regions) > 0 DESC, s.precise DESC, s.scheme) = 1`

// coreSchemeColumns are the words of core.scheme, in its columns' order.
var coreSchemeColumns = []column{
	{name: "period", comment: "报告期"},
	{name: "region_code", comment: "县市区代码"},
	{name: "scheme", comment: "评分方案"},
	{name: "title", comment: "评分方案的名称"},
	{name: "over_from", comment: "完成值达到指标值的百分之几算指标偏离", unit: "%"},
	{name: "over_deduct", comment: "指标偏离扣几分", unit: "分"},
	{name: "execution_weight", comment: "预算执行率的分值，各项指标的分值合计为 100 减去它", unit: "分"},
	{name: "stages", comment: "各阶段适用哪些指标的方案"},
}

// fillSchemes loads the schemes.
func (b *Build) fillSchemes() error {
	f := schemeFiller{b: b}
	for _, s := range b.rules.Schemes {
		f.row("scheme", s.Name, string(s.Kind), s.Title, s.Description, s.Default, texts(s.Periods), texts(s.PeriodKinds), texts(s.Regions), s.OverFrom, s.OverDeduct, s.Similar)
		for i, w := range s.Weights {
			f.row("scheme_weight", s.Name, int32(i+1), w.Name, w.Weight, w.Execution, texts(w.Levels), orNull(w.FallsTo))
		}
		high := 100 * hengji.DecimalOne
		for i, band := range s.Bands {
			f.row("scheme_band", s.Name, int32(i+1), band.Name, band.From, high, texts(band.Words))
			high = band.From
		}
		for i, grade := range s.Grades {
			f.row("scheme_grade", s.Name, int32(i+1), grade.Name, grade.From)
			f.stands("scheme_grade", i, s, grade.Line)
		}
		for i, limit := range s.Caps {
			f.row("scheme_cap", s.Name, int32(i+1), limit.Below, limit.Total)
		}
		for i, stage := range s.Stages {
			f.row("scheme_stage", s.Name, int32(i+1), orNull(stage.Stage), int32(stage.FromMonth), stage.Execution, texts(stage.Levels), texts(stage.Except), stage.Ungraded, stage.Why)
		}
		for i, d := range s.Decisions {
			f.row("scheme_decision", s.Name, int32(i+1), d.Decision, texts(d.Stages), texts(stageNames(b.rules, d.Stages)), d.Unscored,
				d.ScoreBelow, d.ExecutionBelow, d.BalanceAbove, texts(mendingOf(d)), texts(d.Last), d.Reason, orNull(d.Basis))
			f.stands("scheme_decision", i, s, d.Line)
		}
		for i, factor := range s.Factors {
			f.row("scheme_factor", s.Name, int32(i+1), factor.Factor, factor.Name, factor.Weight, factor.Full)
		}
		for i, item := range s.Items {
			f.row("scheme_item", s.Name, int32(i+1), item.Level1, item.Level2, item.Indicator, item.Points,
				orNull(item.Formula), item.Method, item.Limit, item.Step, item.Penalty)
			for k, band := range item.Bands {
				f.row("scheme_item_band", s.Name, int32(i+1), int32(k+1), band.From, band.Exclusive, band.Points)
			}
		}
		if f.err != nil {
			return fmt.Errorf("%s:%d: load scheme %s: %w", s.Source.File, s.Source.Line, s.Name, f.err)
		}
	}
	return nil
}

// schemeFiller appends rows until the first trouble, which it keeps.
type schemeFiller struct {
	b   *Build
	err error
}

// stands notes the line of the scheme's file in which the row number i of a table stands.
func (f *schemeFiller) stands(table string, i int, s *hengji.Scheme, line int) {
	if f.err != nil {
		return
	}
	a, err := f.b.appender("meta", "reference")
	if err == nil {
		err = a.row(table, int32(i+1), s.Source.File, int32(line))
	}
	f.err = err
}

// mendingOf is what has become of the problems found, in the words of mart.funding_decision.
func mendingOf(d hengji.SchemeDecision) (words []string) {
	if d.Unmended {
		words = append(words, "没有改完")
	}
	if d.Mended {
		words = append(words, "都已改完")
	}
	return words
}

// stageNames are the names of codes of ref.stages.
func stageNames(rules *hengji.Rules, codes []string) (names []string) {
	list := rules.CodeLists["stages"]
	if list == nil {
		return nil
	}
	for _, code := range list.Codes {
		if slices.Contains(codes, code.Code) {
			names = append(names, code.Name)
		}
	}
	return names
}

func (f *schemeFiller) row(table string, values ...any) {
	if f.err != nil {
		return
	}
	a, err := f.b.appender("ref", table)
	if err != nil {
		f.err = err
		return
	}
	for i, value := range values {
		switch v := value.(type) {
		case *hengji.Decimal:
			values[i] = nil
			if v != nil {
				values[i], err = convertInt(hengji.Number, int64(*v))
			}
		case hengji.Decimal:
			values[i], err = convertInt(hengji.Number, int64(v))
		}
		if err != nil {
			f.err = err
			return
		}
	}
	f.err = a.row(values...)
}
