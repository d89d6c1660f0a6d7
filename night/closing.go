package night

import (
	"fmt"
	"strings"

	"hengji"
)

// listedAbsent is how many regions without any figures get a line each: early in a
// period they would push what is wrong off the screen.
const listedAbsent = 3

// Closing says in words how mart.reconciliation closes: the sums, and every
// region in which the tables do not hold what was allocated.
func Closing(reconciliation hengji.Table) string {
	var total string
	var all, open strings.Builder // a line each; those without any figures left out
	var absent []string
	for _, row := range reconciliation.Rows {
		value := func(column string) string { return ValueOf(reconciliation, row, column) }
		region := value("region")
		switch closes := value("closes"); {
		case region == "合计" && value("control_projects") == "":
			total = "平衡：没有本期控制数，无从核对。\n"
		case region == "合计":
			verdict := "不平"
			if closes == "是" {
				verdict = "相符"
			}
			total = fmt.Sprintf("平衡：控制数 %s 个 %s 万元；报送 %s 个 %s 万元，其中退回 %s 个 %s 万元；采用 %s 个 %s 万元；%s：%s（%s）\n",
				value("control_projects"), value("control_wan"), value("submitted_projects"), value("submitted_wan"),
				value("returned_projects"), value("returned_wan"), value("accepted_projects"), value("accepted_wan"),
				difference(value("difference_projects"), value("difference_wan")), verdict, held(reconciliation))
		case closes == "否":
			line := fmt.Sprintf("  不平　%s：控制数 %s 个 %s 万元，采用 %s 个 %s 万元，%s\n", region,
				value("control_projects"), value("control_wan"), value("accepted_projects"), value("accepted_wan"),
				difference(value("difference_projects"), value("difference_wan")))
			all.WriteString(line)
			if value("submitted_projects") == "0" && value("accepted_projects") == "0" {
				absent = append(absent, fmt.Sprintf("%s %s 个 %s 万元", region, value("control_projects"), value("control_wan")))
			} else {
				open.WriteString(line)
			}
		}
	}
	if len(absent) > listedAbsent {
		return total + open.String() + fmt.Sprintf("  不平　尚无数据的 %d 个单位，控制数为：%s\n", len(absent), strings.Join(absent, "、"))
	}
	return total + all.String()
}

// difference says what differs: 比控制数少 9 个，少 135 万元; 与控制数相差 0 个 0 万元 where nothing does.
func difference(projects, wan string) string {
	var parts []string
	for _, one := range []struct{ by, unit string }{{projects, " 个"}, {wan, " 万元"}} {
		if more := hengji.MoreOrLess(one.by); more != one.by {
			parts = append(parts, more+one.unit)
		}
	}
	if parts == nil {
		return "与控制数相差 " + projects + " 个 " + wan + " 万元"
	}
	return "比控制数" + strings.Join(parts, "，")
}

// held is the part of a table's note that says how many regions it holds.
func held(table hengji.Table) string {
	first, _, _ := strings.Cut(table.Note, "；")
	return first
}
