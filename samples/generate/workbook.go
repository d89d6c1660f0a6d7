package main

// draft makes a region's workbook and keeps it open, so that faults can be
// planted; the three tables tell where their cells stand.
type draft struct {
	*book
	region                            *region
	look                              *look
	allocation, execution, indicators *tableWriter
}

func newDraft(r *region, l *look) *draft {
	b := newBook(l.Epoch1904)
	b.dates = l.dateFace()
	d := &draft{book: b, region: r, look: l}
	if l.Guide {
		b.guide(&l.Hand)
	}
	b.cover(&l.Cover, &l.Hand, l.Reporter)
	d.allocation = b.table(&l.Allocation, &l.Hand, formatted(allocationFields, l.Hand.Amounts), allocationLines(r, l))
	d.execution = b.table(&l.Execution, &l.Hand, formatted(executionFields, l.Hand.Amounts), executionLines(r, l))
	measures := formatted(indicatorFields, l.Hand.Amounts)
	if level1 := measures["level1"]; l.Points == "full" { // 满意度指标（10分） on one line
		level1.width = 18
		measures["level1"] = level1
	}
	d.indicators = b.table(&l.Indicators, &l.Hand, measures, indicatorLines(r, l))
	b.evaluation(l, r)
	if l.EmptyLast != "" {
		b.sheet(l.EmptyLast)
	}
	b.SetActiveSheet(0)
	return d
}

// workbook is a region's clean workbook as a file.
func workbook(r *region, l *look) ([]byte, error) { return newDraft(r, l).bytes() }

// guide adds the sheet of instructions that came with the template.
func (b *book) guide(h *hand) {
	const name = "填表说明"
	b.sheet(name)
	b.keep(b.SetColWidth(name, "A", "A", 90))
	b.put(name, 1, 1, text("填 表 说 明"), h.titleFace())
	f := h.lineFace("left")
	f.wrap = true
	for i, s := range []string{
		"1. 本套表由各县市区科技主管部门填报，一个项目一行，不得漏项。",
		"2. 金额单位统一为万元，保留实际小数；比率填百分数。",
		"3. 执行率低于80%的，须说明原因；得分低于分值的，须分析偏差原因并提出改进措施。",
		"4. 示例数据，仅用于演示。",
	} {
		b.put(name, i+3, 1, text(s), f)
	}
}
