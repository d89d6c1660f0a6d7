package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// province is an invented one, for measuring: so many counties of so many projects each,
// laid out as the seventeen regions do. What repeats is the same in every row.
type province struct {
	counties, projects int
	repeat             string // name, unit or ""
}

// provinceOf reads 122x200, or 122x200,name.
func provinceOf(text string) (p province, err error) {
	size, repeat, _ := strings.Cut(text, ",")
	counties, projects, _ := strings.Cut(size, "x")
	p.repeat = repeat
	if p.counties, err = strconv.Atoi(counties); err == nil {
		p.projects, err = strconv.Atoi(projects)
	}
	if err != nil || p.counties < 1 || p.projects < 1 || !slices.Contains([]string{"", "name", "unit"}, repeat) {
		return p, fmt.Errorf("province %q: want counties x projects (122x200), and what repeats (name or unit) behind a comma", text)
	}
	return p, nil
}

// write makes the lists for `hengji init` and the inbox, workbook by workbook.
func (p province) write(out string) error {
	regions := [][]string{{"code", "name", "kind", "gb2260"}, {"SZ", "省科技厅", "department", ""}}
	controls := [][]string{{"period", "region_code", "projects:integer", "amount_wan:number"}}
	known := sortedLooks()
	for i := range p.counties {
		r := p.county(i)
		code := fmt.Sprintf("SZ%04d", i+1)
		var sum hengji.Decimal
		for _, project := range r.projects {
			sum += project.amount
		}
		regions = append(regions, []string{code, r.name, "county", r.place})
		controls = append(controls, []string{"2021", code, strconv.Itoa(p.projects), sum.String()})
		look := *known[i%len(known)]
		look.Reporter = r.name
		data, err := workbook(r, &look)
		if err != nil {
			return fmt.Errorf("make workbook of %s: %w", r.name, err)
		}
		path := filepath.Join(out, "inbox", r.name, r.name+".xlsx")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	for name, rows := range map[string][][]string{"regions.csv": regions, "control_figures.csv": controls} {
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, name), text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sortedLooks are the looks by the names of their regions.
func sortedLooks() (sorted []*look) {
	var names []string
	for name := range looks {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		sorted = append(sorted, looks[name])
	}
	return sorted
}

var (
	crops   = []rune("水稻油茶柑橘生猪湘莲黄花铸造轴承电缆盐卤钨铋锂光伏陶瓷芯片传感物流康养中药疫苗桥梁隧道")
	objects = strings.Fields("新品种 新装备 新材料 新工艺 检测方法 控制系统 数据平台 标准体系 示范基地 服务网络 回收利用 节能改造 智能诊断 预警模型 加工技术 保鲜技术")
	works   = strings.Fields("研究与示范 开发与应用 引进与推广 集成与中试 建设与运行")
)

// county is the i-th, with its projects.
func (p province) county(i int) *region {
	r := &region{
		name:  fmt.Sprintf("%c%c%c", crops[i%len(crops)], crops[(i/len(crops)*7+i+11)%len(crops)], []rune("县市区")[i/len(crops)/len(crops)%3]),
		place: fmt.Sprintf("43%02d%02d", 50+i/60%50, 21+i%60),
	}
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	for k := range p.projects {
		n := i*p.projects + k
		c := chanceOf(fmt.Sprint("province ", n))
		project := &project{
			seq: k + 1, code: fmt.Sprintf("2021%c%c%c%03d", 'A'+i/676%26, 'A'+i/26%26, 'A'+i%26, k+1),
			name: fmt.Sprintf("%s%c%c%s%s", r.name, pick(c, crops), pick(c, crops), pick(c, objects), pick(c, works)),
			// two projects a unit
			organisation: fmt.Sprintf("%s第%d科技有限公司", r.name, k/2+1), owner: "firm", region: r.name, kind: pick(c, names),
			category: "重点研发", amount: whole(5 * c.between(1, 8)), stage: pick(c, []string{"在研", "已完成", "已完成", "已验收"}),
		}
		switch p.repeat {
		case "name":
			project.name = "同一个名称的项目研究与示范"
		case "unit":
			project.organisation = "同一个科技有限公司"
		}
		project.creditCode = creditCode(project.owner, r.place, k/2+1)
		invent(project)
		r.projects = append(r.projects, project)
	}
	return r
}
