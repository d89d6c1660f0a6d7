package selfcheck

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// rowsOf projects a workbook has: one where money is given, one where it is spent, and
// three indicators.
const rowsOf = 5

// honest is a workbook of so many rows in three tables that agree with each other; only
// the control figures of its region are others.
func honest(t *testing.T, rows int) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	day := func(text string) excelize.Cell {
		moment, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		return excelize.Cell{StyleID: style, Value: moment}
	}
	allocated, begun, ended, received := day("2021-05-19"), day("2021-02-01"), day("2023-09-22"), day("2021-07-15")
	projects := rows / rowsOf
	write := func(sheet string, lines func(line func(cells ...any))) {
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		w, err := book.NewStreamWriter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		lines(func(cells ...any) {
			at++
			if err := w.SetRow(fmt.Sprintf("A%d", at), cells); err != nil {
				t.Fatal(err)
			}
		})
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	code := func(i int) string { return fmt.Sprintf("2021LY%05d", i+1) }
	name := func(i int) string {
		return fmt.Sprintf("油茶鲜果机械化剥壳与清选成套装备第 %d 号样机", i+1)
	}
	write("封面", func(line func(cells ...any)) {
		line("2021年度市级科技专项资金绩效自评")
		line("报送单位", "耒阳市")
		line("年度", 2021)
		line("填表人", "示例填表人")
	})
	write("项目资金安排表", func(line func(cells ...any)) {
		line("序号", "项目编号", "项目名称", "承担单位", "统一社会信用代码", "县市区", "项目类别", "支持方式", "安排金额（万元）", "下达文号", "下达日期", "起始日期", "结束日期", "项目阶段", "备注")
		for i := range projects {
			line(i+1, code(i), name(i), "耒阳市蔡子池油茶科技有限公司", "91430481MA4X013739", "耒阳市", "重大科技专项", "无偿补助", 30, "衡示财教〔2021〕31号", allocated, begun, ended, "在研", "示例数据")
		}
		line("合计", nil, nil, nil, nil, nil, nil, nil, 30*projects)
	})
	write("资金执行情况表", func(line func(cells ...any)) {
		line("项目编号", "项目名称", "年初预算数（万元）", "全年预算数（万元）", "到位金额（万元）", "到位日期", "全年执行数（万元）", "设备费", "材料费", "测试化验加工费", "劳务费", "专家咨询费", "其他支出", "结余（万元）", "执行率（%）", "是否专账核算", "未执行原因")
		for i := range projects {
			line(code(i), name(i), 30, 30, 30, received, 25.62, 8.72, 6.7, 4.1, 3.1, 1, 2, 4.38, 85.4, "是", nil)
		}
	})
	write("绩效指标表", func(line func(cells ...any)) {
		line("项目编号", "一级指标", "二级指标", "三级指标", "指标性质", "年度指标值", "度量单位", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
		for i := range projects {
			line(code(i), "产出指标（50分）", "数量指标", "建成加工生产线", "≥", 1, "条", 1, 50, 50, nil)
			line(code(i), "效益指标（30分）", "可持续影响指标", "品牌影响力", "定性", "明显提升", nil, "明显提升", 30, 30, nil)
			line(code(i), "满意度指标（10分）", "服务对象满意度指标", "农户满意度", "≥", 90, "%", 93, 10, 10, nil)
		}
	})
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withPictures is a workbook with pictures of so many MB pasted in, as of scanned papers.
func withPictures(t *testing.T, data []byte, megabytes int) []byte {
	t.Helper()
	was, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range was.File {
		if err := w.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	noise := make([]byte, 1<<20)
	for i := range megabytes {
		_, _ = rand.NewChaCha8([32]byte{byte(i)}).Read(noise) // it does not fail
		picture, err := w.Create(fmt.Sprintf("xl/media/image%d.jpeg", i+1))
		if err == nil {
			_, err = picture.Write(noise)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
