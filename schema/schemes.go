package schema

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"hengji"
)

// hundred is what the weights of a scheme come to.
const hundred = 100 * hengji.DecimalOne

// schemeReader reads one file of schema/schemes.
type schemeReader struct {
	file     string
	root     *yaml.Node
	lists    map[string]*hengji.CodeList
	mistakes *mistakeList
	scheme   *hengji.Scheme
}

// kindKeys are the keys that only some kinds have; the first stands in every
// scheme of its kind.
var kindKeys = map[hengji.SchemeKind][]string{
	hengji.ProjectScheme:    {"weights", "qualitative", "grades", "caps", "over-fulfilment", "periods", "period-kinds", "regions"},
	hengji.DepartmentScheme: {"items", "grades", "periods"},
	hengji.StagesScheme:     {"stages", "periods", "period-kinds"},
	hengji.DecisionScheme:   {"decisions"},
	hengji.RiskScheme:       {"factors", "similar"},
}

// readScheme gives the scheme of a file; nil where the file is no YAML at all.
func readScheme(file string, data []byte, lists map[string]*hengji.CodeList, mistakes *mistakeList) *hengji.Scheme {
	root := parseYAML(file, data, mistakes)
	if root == nil {
		return nil
	}
	validate(schemeProfile, file, root, mistakes)
	r := schemeReader{file: file, root: root, lists: lists, mistakes: mistakes, scheme: &hengji.Scheme{
		Name:        text(root, "name"),
		Title:       text(root, "title"),
		Description: text(root, "description"),
		Kind:        hengji.SchemeKind(text(root, "kind")),
		Default:     isSet(root, "default"),
		Periods:     texts(root, "periods"),
		PeriodKinds: texts(root, "period-kinds"),
		Source:      hengji.FilePlace{File: file, Line: lineOf(root, "name")},
	}}
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); r.scheme.Name != "" && r.scheme.Name != want {
		mistakes.add(file, lineOf(root, "name"), "name %q 应与文件名相同：%q", r.scheme.Name, want)
	}
	r.keys()
	for _, region := range items(root, "regions") {
		r.scheme.Regions = append(r.scheme.Regions, r.code(region, "regions", "", region.Value))
	}
	switch r.scheme.Kind {
	case hengji.ProjectScheme:
		r.weights()
		r.bands()
		r.grades()
		r.caps()
		r.scheme.OverFrom = r.optional(root, "over-fulfilment", "from")
		r.scheme.OverDeduct = r.number(root, "over-fulfilment", "deduct")
	case hengji.DepartmentScheme:
		r.items()
		r.grades()
	case hengji.StagesScheme:
		r.stages()
	case hengji.DecisionScheme:
		r.decisions()
	case hengji.RiskScheme:
		r.factors()
		r.scheme.Similar = r.number(root, "similar")
	}
	return r.scheme
}

// keys proves that the file has the keys of its kind and no other kind's.
func (r *schemeReader) keys() {
	own, known := kindKeys[r.scheme.Kind]
	if !known {
		return
	}
	if child(r.root, own[0]) == nil {
		r.complain(r.root, "", "kind 为 %s 的方案要有 %q", r.scheme.Kind, own[0])
	}
	for _, kind := range hengji.SchemeKinds {
		for _, key := range kindKeys[kind] {
			if child(r.root, key) != nil && !slices.Contains(own, key) {
				r.complain(r.root, key, "%s 不能用于 kind 为 %s 的方案", key, r.scheme.Kind)
				own = append(slices.Clone(own), key) // told once
			}
		}
	}
}

func (r *schemeReader) weights() {
	var sum hengji.Decimal
	executions := 0
	levels := map[string]string{}
	for _, node := range items(r.root, "weights") {
		w := hengji.SchemeWeight{
			Name: text(node, "name"), Weight: r.number(node, "weight"), Execution: isSet(node, "execution"), FallsTo: text(node, "falls-to"),
		}
		for _, level := range items(node, "levels") {
			w.Levels = append(w.Levels, r.level(level, "level1"))
			if other, twice := levels[level.Value]; twice {
				r.complain(level, "", "%s 已归入“%s”", level.Value, other)
			}
			levels[level.Value] = w.Name
		}
		switch {
		case w.Execution && (w.Levels != nil || w.FallsTo != ""):
			r.complain(node, "", "%s：execution: true 的一项不能有 levels 和 falls-to", w.Name)
		case !w.Execution && w.Levels == nil && child(node, "name") != nil:
			r.complain(node, "", "%s：要写 levels（包括哪些指标），或 execution: true", w.Name)
		}
		if w.Execution {
			executions++
		}
		if slices.ContainsFunc(r.scheme.Weights, func(o hengji.SchemeWeight) bool { return o.Name == w.Name }) {
			r.complain(node, "name", "权重“%s”重复", w.Name)
		}
		sum += w.Weight
		r.scheme.Weights = append(r.scheme.Weights, w)
	}
	r.sums("weights", sum)
	if r.scheme.Weights != nil && executions != 1 {
		r.complain(r.root, "weights", "有 %d 项写了 execution: true，应当只有一项", executions)
	}
	for i, node := range items(r.root, "weights") {
		w := r.scheme.Weights[i]
		if w.FallsTo == "" {
			continue
		}
		var choices []string
		for _, other := range r.scheme.Weights {
			if !other.Execution && other.Name != w.Name && other.FallsTo == "" {
				choices = append(choices, other.Name)
			}
		}
		if !slices.Contains(choices, w.FallsTo) {
			r.complain(node, "falls-to", "falls-to 里的 %q 不是自己保留分值的一项%s", w.FallsTo, among(w.FallsTo, choices))
		}
	}
}

// bands proves that the bands of qualitative results follow each other down to 0.
func (r *schemeReader) bands() {
	words := map[string]string{}
	for _, node := range items(r.root, "qualitative") {
		b := hengji.SchemeBand{Name: text(node, "name"), From: r.number(node, "from")}
		for _, word := range append([]*yaml.Node{child(node, "name")}, items(node, "words")...) {
			if word == nil {
				continue
			}
			b.Words = append(b.Words, word.Value)
			if other, twice := words[fold(word.Value)]; twice {
				r.complain(word, "", "%q 已属于档次“%s”", word.Value, other)
			}
			words[fold(word.Value)] = b.Name
		}
		r.scheme.Bands = append(r.scheme.Bands, b)
	}
	r.descends("qualitative", "from", true)
}

func (r *schemeReader) grades() {
	for _, node := range items(r.root, "grades") {
		grade := hengji.SchemeGrade{Name: text(node, "name"), From: r.number(node, "from"), Line: node.Line}
		if slices.ContainsFunc(r.scheme.Grades, func(o hengji.SchemeGrade) bool { return o.Name == grade.Name }) {
			r.complain(node, "name", "等级“%s”重复", grade.Name)
		}
		r.scheme.Grades = append(r.scheme.Grades, grade)
	}
	r.descends("grades", "from", true)
	if r.scheme.Kind == hengji.ProjectScheme && r.scheme.Grades == nil {
		r.complain(r.root, "", "kind 为 project 的方案要有 \"grades\"")
	}
}

func (r *schemeReader) caps() {
	for _, node := range items(r.root, "caps") {
		r.scheme.Caps = append(r.scheme.Caps, hengji.SchemeCap{Below: r.number(node, "execution-below"), Total: r.number(node, "total")})
	}
	r.descends("caps", "execution-below", false)
	r.descends("caps", "total", false)
}

func (r *schemeReader) stages() {
	type condition struct {
		stage string
		from  int
	}
	lines := map[condition]int{}
	starts := map[string]int{}
	for _, node := range items(r.root, "stages") {
		s := hengji.SchemeStage{Execution: isSet(node, "execution"), Ungraded: isSet(node, "ungraded"), Why: text(node, "why")}
		if written := text(node, "stage"); written != "" {
			s.Stage = r.code(child(node, "stage"), "stages", "", written)
		}
		if from := r.number(node, "from-month"); from > 0 {
			s.FromMonth = int(from / hengji.DecimalOne)
		}
		for _, level := range items(node, "levels") {
			s.Levels = append(s.Levels, r.level(level, "level1"))
		}
		for _, level := range items(node, "except") {
			s.Except = append(s.Except, r.level(level, "level2"))
		}
		key := condition{s.Stage, s.FromMonth}
		if line, twice := lines[key]; twice {
			r.complain(node, "", "阶段 %q、第 %d 个月起的一项重复：第 %d 行已有", text(node, "stage"), s.FromMonth, line)
		}
		lines[key] = node.Line
		starts[s.Stage] = max(starts[s.Stage], 1)
		if s.FromMonth == 0 {
			starts[s.Stage] = 2
		}
		r.scheme.Stages = append(r.scheme.Stages, s)
	}
	for _, stage := range append([]hengji.Code{{}}, r.codes("stages")...) {
		if starts[stage.Code] < 2 {
			r.complain(r.root, "stages", "没有写阶段 %q 从一开始怎样评（要有一项不带 from-month）", stage.Name)
		}
	}
}

func (r *schemeReader) decisions() {
	nodes := items(r.root, "decisions")
	for i, node := range nodes {
		d := hengji.SchemeDecision{
			Decision: text(node, "decision"), Unscored: isSet(node, "unscored"), Reason: text(node, "reason"),
			ScoreBelow: r.optional(node, "score-below"), ExecutionBelow: r.optional(node, "execution-below"), BalanceAbove: r.optional(node, "balance-above"),
			Unmended: isSet(node, "unmended"), Mended: isSet(node, "mended"), Last: texts(node, "last-year"), Basis: text(node, "basis"), Line: node.Line,
		}
		for _, stage := range items(node, "stages") {
			d.Stages = append(d.Stages, r.code(stage, "stages", "", stage.Value))
		}
		free := d.Stages == nil && !d.Unscored && d.ScoreBelow == nil && d.ExecutionBelow == nil && d.BalanceAbove == nil &&
			!d.Unmended && !d.Mended && d.Last == nil
		switch {
		case free && i < len(nodes)-1:
			r.complain(node, "", "不带条件的一项要放在最后：它下面的永远用不到")
		case !free && i == len(nodes)-1:
			r.complain(node, "", "最后一项不能带条件，否则有的项目得不到结论")
		}
		r.scheme.Decisions = append(r.scheme.Decisions, d)
	}
}

func (r *schemeReader) factors() {
	var sum hengji.Decimal
	for _, node := range items(r.root, "factors") {
		f := hengji.SchemeFactor{Factor: text(node, "factor"), Name: text(node, "name"), Weight: r.number(node, "weight"), Full: r.optional(node, "full")}
		if slices.ContainsFunc(r.scheme.Factors, func(o hengji.SchemeFactor) bool { return o.Factor == f.Factor }) {
			r.complain(node, "factor", "因素 %s 重复", f.Factor)
		}
		sum += f.Weight
		r.scheme.Factors = append(r.scheme.Factors, f)
	}
	r.sums("factors", sum)
}
