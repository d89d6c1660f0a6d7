package main

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// evaluationLook is how one region fills 项目支出绩效自评表 (A4): which copy of the
// official form it has, and how its clerk writes.
type evaluationLook struct {
	Sheet    string    // %d is the number, %s the project
	Annex    string    // a line above the title
	Title    string    // "" is the official one
	Start    int       // first column; 0 means A
	Funds    [6]string // labels of 年初预算数 … 得分; "" leaves the column out
	Sources  [4]string // labels of the four rows
	Labels   map[string]string
	Split    bool // 年度指标值 in three columns
	Inside   bool // sign and unit inside the value
	Points   string
	Nothing  string // how a blank is filled
	Signed   string // the line below
	Totalled string // 总分 as written here
}

// officialFunds and officialSources are those of 财预〔2020〕10号.
var (
	officialFunds   = [6]string{"年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"}
	officialSources = [4]string{"年度资金总额：", "其中：当年财政拨款", "      上年结转资金", "      其他资金"}
)

// evaluated are the projects that a region fills a sheet for: the first two that
// got money, of names that no other project has.
func evaluated(r *region) []*project {
	var chosen []*project
	for _, p := range r.projects {
		same := func(other *project) bool { return other != p && other.name == p.name }
		if p.amount > 0 && !slices.ContainsFunc(r.projects, same) && len(chosen) < 2 {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// evaluation adds the sheets of single projects.
func (b *book) evaluation(l *look, r *region) {
	look := l.Evaluation
	if look == nil {
		return
	}
	for i, p := range evaluated(r) {
		name := strings.Replace(look.Sheet, "%d", fmt.Sprint(i+1), 1)
		b.evaluationSheet(strings.Replace(name, "%s", shortName(p.name), 1), look, l, p)
	}
}

// shortName is as much of a name as a sheet's name holds.
func shortName(name string) string {
	letters := []rune(name)
	return string(letters[:min(len(letters), 12)])
}

// places are the columns of the form: of its fund block and of its indicators.
type places struct {
	last    int
	sources [2]int
	funds   [6][2]int
	sense   int
	target  [2]int
	unit    int
	actual  int
	weight  int
	score   int
	reason  [2]int
}

func (l *evaluationLook) places() places {
	if l.Split {
		return places{
			last: 11, sources: [2]int{2, 3}, funds: [6][2]int{{4, 4}, {5, 6}, {7, 8}, {9, 9}, {10, 10}, {11, 11}},
			sense: 5, target: [2]int{6, 6}, unit: 7, actual: 8, weight: 9, score: 10, reason: [2]int{11, 11},
		}
	}
	p := places{
		last: 10, sources: [2]int{2, 3}, funds: [6][2]int{{4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 8}, {9, 10}},
		target: [2]int{5, 5}, actual: 6, weight: 7, score: 8, reason: [2]int{9, 10},
	}
	if l.Funds[0] == "" {
		p.sources[1] = 4
	}
	return p
}

func (l *evaluationLook) label(official string) string {
	if other := l.Labels[official]; other != "" {
		return other
	}
	return official
}

func (b *book) evaluationSheet(name string, look *evaluationLook, l *look, p *project) {
	at := look.places()
	widths := []float64{9, 13, 14, 26, 12, 12, 8, 10, 12, 18}
	if look.Split {
		widths = []float64{9, 13, 14, 26, 9, 10, 9, 11, 8, 9, 30}
	}
	s := b.form(name, &l.Hand, max(look.Start, 1), "portrait", widths...)
	if look.Annex != "" {
		s.heading(at.last, look.Annex, l.Hand.annexFace(), 18)
	}
	s.heading(at.last, look.Title, l.Hand.titleFace(), 32)
	s.heading(at.last, "（2021年度）", l.Hand.subtitleFace(), 20)
	s.line(28, label(1, 1, look.label("项目名称")), cell(2, at.last, text(p.name)))
	s.line(28, label(1, 1, look.label("主管部门")), cell(2, 5, text("衡阳市科学技术局")),
		label(6, 6, look.label("实施单位")), cell(7, at.last, text(p.organisation)))
	s.funds(look, at, p)
	s.goals(look, at, p)
	s.measures(look, at, l, p)
	if look.Signed != "" {
		s.heading(at.last, look.Signed, l.Hand.lineFace("left"), 20)
	}
	s.end()
	s.onePage()
}

// executionScore is 10 × 全年执行数 ÷ 全年预算数, 10 at most.
func executionScore(e *execution) hengji.Decimal {
	ratio, _ := e.spent.Ratio(e.budget)
	return min(ratio*10, whole(10)).Round(2)
}

func (s *formSheet) funds(look *evaluationLook, at places, p *project) {
	e := &p.execution
	caption := label(1, 1, look.label("项目资金\n（万元）")).down(5)
	header := []formCell{caption, label(at.sources[0], at.sources[1], "")}
	for i, words := range look.Funds {
		if words != "" {
			header = append(header, label(at.funds[i][0], at.funds[i][1], words))
		}
	}
	s.line(34, header...)
	for i, words := range look.Sources {
		cells := []formCell{prose(at.sources[0], at.sources[1], words)}
		values := [6]value{number(e.initial), number(e.budget), number(e.spent)}
		if i > 1 {
			values = [6]value{count(0), count(0), count(0)}
		}
		for k := range values {
			if look.Funds[k] == "" {
				continue
			}
			one := amount(at.funds[k][0], at.funds[k][1], values[k])
			switch {
			case k == 3 && i == 0:
				one = cell(one.from, one.to, count(10))
			case k == 4 && i < 2:
				one = share(one.from, one.to, e.rate)
			case k == 5 && i == 0:
				one = cell(one.from, one.to, number(executionScore(e)))
			case k > 2:
				one = cell(one.from, one.to, textOrBlank(look.Nothing))
			}
			cells = append(cells, one)
		}
		s.line(22, cells...)
	}
}

// goals are what the indicators say in a sentence.
func (s *formSheet) goals(look *evaluationLook, at places, p *project) {
	var names []string
	for _, in := range p.indicators[:2] {
		names = append(names, in.level3)
	}
	wanted := "示例目标：按任务书完成" + strings.Join(names, "、") + "等年度任务，按规定使用专项资金。"
	done := "示例完成情况：" + strings.Join(names, "、") + "等任务已按年度计划实施，" + map[bool]string{true: "各项指标均已完成。", false: "个别指标未完成，原因见下。"}[complete(p)]
	middle := 5
	s.line(22, label(1, 1, look.label("年度总体目标")).down(2), label(2, middle, "预期目标"), label(middle+1, at.last, look.label("实际完成情况")))
	s.line(s.heightOf(wanted, 60), prose(2, middle, wanted), prose(middle+1, at.last, done))
}

func complete(p *project) bool {
	return !slices.ContainsFunc(p.indicators, func(in indicator) bool { return in.score < in.weight })
}

// measures are the indicators and the row 总分.
func (s *formSheet) measures(look *evaluationLook, at places, l *look, p *project) {
	rows := len(p.indicators)
	head, height := 1, 34.0
	if look.Split {
		head, height = 2, 20
	}
	header := []formCell{
		label(1, 1, "绩效指标").down(head + rows), label(2, 2, "一级指标").down(head), label(3, 3, "二级指标").down(head), label(4, 4, "三级指标").down(head),
		label(at.actual, at.actual, look.label("实际完成值")).down(head), label(at.weight, at.weight, "分值").down(head),
		label(at.score, at.score, "得分").down(head), label(at.reason[0], at.reason[1], look.label("偏差原因分析及改进措施")).down(head),
	}
	if !look.Split {
		s.line(height, append(header, label(at.target[0], at.target[1], look.label("年度指标值")))...)
	} else {
		s.line(height, append(header, label(at.sense, at.unit, "年度指标值"))...)
		s.line(height, label(at.sense, at.sense, "指标性质"), label(at.target[0], at.target[1], "指标值"), label(at.unit, at.unit, "度量单位"))
	}
	spelling := *l
	spelling.Points = look.Points
	total := executionScore(&p.execution)
	for i, in := range p.indicators {
		total += in.score
		var cells []formCell
		if i == 0 || p.indicators[i-1].level1 != in.level1 {
			cells = append(cells, cell(2, 2, text(spelling.level1(in.level1))).down(run(p.indicators[i:], func(x indicator) bool { return x.level1 == in.level1 })))
		}
		if i == 0 || p.indicators[i-1].level1 != in.level1 || p.indicators[i-1].level2 != in.level2 {
			cells = append(cells, cell(3, 3, text(in.level2)).down(run(p.indicators[i:], func(x indicator) bool { return x.level1 == in.level1 && x.level2 == in.level2 })))
		}
		cells = append(cells, prose(4, 4, in.level3), cell(at.weight, at.weight, number(in.weight)), cell(at.score, at.score, number(in.score)),
			prose(at.reason[0], at.reason[1], in.reason))
		cells = append(cells, look.targets(at, l, in)...)
		height := max(s.heightOf(in.reason, 28), s.heightOf(in.level3, 25))
		for k, c := range cells[:2] { // 一级 and 二级指标 of one row alone
			if c.to <= 3 && c.rows == 1 {
				height = max(height, s.heightOf(c.value.text, []float64{12, 13}[min(k, c.to-2)]))
			}
		}
		s.line(height, cells...)
	}
	s.line(24, label(1, at.weight-1, look.Totalled), cell(at.weight, at.weight, count(100)), cell(at.score, at.score, number(total)), cell(at.reason[0], at.reason[1], value{}))
}

// targets writes what was wanted and what was done: in one cell, in three, or
// with sign and unit inside.
func (l *evaluationLook) targets(at places, words *look, in indicator) []formCell {
	sense := words.Senses[slices.Index(senseOrder, in.sense)]
	if l.Split {
		return []formCell{
			cell(at.sense, at.sense, text(sense)), cell(at.target[0], at.target[1], in.target.value()),
			cell(at.unit, at.unit, textOrBlank(in.unit)), cell(at.actual, at.actual, in.actual.value()),
		}
	}
	wanted, done := in.target.value(), in.actual.value()
	if in.sense != "定性" {
		wanted = text(in.sense + in.target.number.String() + in.unit)
		if l.Inside {
			done = text(in.actual.number.String() + in.unit)
		}
	}
	return []formCell{cell(at.target[0], at.target[1], wanted), cell(at.actual, at.actual, done)}
}

// run counts how many indicators from the first on are the same in something.
func run(list []indicator, same func(indicator) bool) int {
	n := 0
	for n < len(list) && same(list[n]) {
		n++
	}
	return n
}
