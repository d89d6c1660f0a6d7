package night

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hengji"
)

// boardColumns are those that fit on a terminal of 80 columns.
var boardColumns = []hengji.TableColumn{
	{Label: "县市区"}, {Label: "状态"}, {Label: "版次"}, {Label: "收到"},
	{Label: "强制", Number: true}, {Label: "准强", Number: true}, {Label: "核实", Number: true}, {Label: "提示", Number: true},
	{Label: "迟报", Number: true},
}

// Table is the board as people read it on a terminal: the regions, and below them the
// sums, who stands apart, the deadline, the balance.
func (b *Board) Table() hengji.Table {
	table := hengji.Table{Title: b.Title, Columns: boardColumns}
	states := map[hengji.State]int{}
	lines, apart := b.Lines, b.Apart
	if len(lines) == 0 { // nothing is asked of regions: the department's is the table
		lines, apart = apart, nil
	}
	for _, line := range lines {
		states[line.State]++
		version := ""
		if line.Latest > 0 {
			version = strconv.Itoa(line.Latest) + "/" + effectiveWord(line.Effective)
		}
		row := []string{line.Region, line.State.Chinese(), version, line.Received[:min(len(line.Received), len(time.DateOnly))]}
		for _, severity := range hengji.Severities {
			row = append(row, countWord(line.Counts[severity]))
		}
		table.Rows = append(table.Rows, append(row, line.DaysLate))
	}
	table.Note = b.Held + "；" + strings.Join(CountStates(states), " · ") +
		"\n版次：最近/采用；强制、准强（制）、核实、提示：待处理的意见数；迟报：天数"
	for _, line := range apart {
		table.Note += fmt.Sprintf("\n另有 %s：%s（第 %d 次报送，%s 收到）", line.Region, line.State.Chinese(), line.Latest, line.Received)
	}
	for _, line := range b.Strays {
		table.Note += fmt.Sprintf("\n没有归到报送单位：%s（%s 收到）", line.File, line.Received)
	}
	for _, one := range b.Uncounted {
		table.Note += "\n" + one.Words()
	}
	for _, one := range b.PutBack {
		table.Note += "\n" + one.Region + "　" + one.Words()
	}
	table.Note += "\n数据时点 " + b.Now
	if days, ok := b.DaysAfterDue(b.Now); ok {
		table.Note += "；报送截止 " + b.Due
		switch {
		case days > 0:
			table.Note += fmt.Sprintf("，已过 %d 天", days)
		case days < 0:
			table.Note += fmt.Sprintf("，还有 %d 天", -days)
		default:
			table.Note += "，今天截止"
		}
	}
	balance, open, _ := strings.Cut(Closing(b.Reconciliation), "\n")
	table.Note += "\n" + strings.ReplaceAll(balance, "；", "；\n      ") // below 平衡：
	if open != "" {
		table.Note += "\n" + strings.TrimSuffix(open, "\n")
	}
	return table
}

func effectiveWord(version int) string {
	if version == 0 {
		return "-"
	}
	return strconv.Itoa(version)
}

// countWord leaves a nought away, so that what is there is seen.
func countWord(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
