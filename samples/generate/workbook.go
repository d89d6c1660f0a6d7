package main

// look is how one region's workbook is made: it is data, one entry a region in
// looks_*.go.
type look struct {
	reporter  string // the region as this clerk writes it
	hand      hand
	epoch1904 bool
	dateID    int    // built-in number format of dates
	dateText  string // or a format of its own
	cover     coverLook
	a1        sheetLook
	a2        sheetLook
	a3        sheetLook
	points    string    // 一级指标 with its points: full, broken, short or ""
	senses    [4]string // how ≥ ≤ = 定性 are written
	guide     bool      // a 填表说明 sheet in front
	emptyLast string    // name of an empty sheet at the end
}

// draft makes a region's workbook and keeps it open, so that faults can be
// planted; the three tables tell where their cells stand.
type draft struct {
	*book
	region     *region
	look       *look
	a1, a2, a3 *tableWriter
}

func newDraft(r *region, l *look) *draft {
	b := newBook(l.epoch1904)
	b.dates = face{format: l.dateID, custom: l.dateText}
	d := &draft{book: b, region: r, look: l}
	if l.guide {
		b.guide(&l.hand)
	}
	b.cover(&l.cover, &l.hand, l.reporter)
	d.a1 = b.table(&l.a1, &l.hand, formatted(allocationFields, l.hand.amounts), allocationLines(r, l))
	d.a2 = b.table(&l.a2, &l.hand, formatted(executionFields, l.hand.amounts), executionLines(r, l))
	measures := formatted(indicatorFields, l.hand.amounts)
	if level1 := measures["level1"]; l.points == "full" { // 满意度指标（10分） on one line
		level1.width = 18
		measures["level1"] = level1
	}
	d.a3 = b.table(&l.a3, &l.hand, measures, indicatorLines(r, l))
	b.evaluation(l, r)
	if l.emptyLast != "" {
		b.sheet(l.emptyLast)
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
