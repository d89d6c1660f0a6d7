package main

import (
	_ "embed"

	"go.yaml.in/yaml/v3"
)

//go:embed kinds.yaml
var kindsYAML []byte

// kinds are the kinds of project of projects.csv, from kinds.yaml.
var kinds = embedded[map[string]*projectKind]("kinds.yaml", kindsYAML)

// projectKind is what projects of one kind spend on, are measured by, and give as
// reasons.
type projectKind struct {
	Costs    [6]int      // shares of 设备费 材料费 测试化验加工费 劳务费 专家咨询费 其他支出, in percent
	Outputs  []candidate // 产出, 50 points; the first two are always taken
	Benefits []candidate // 效益, 30 points
	People   string      // whose satisfaction is asked, 10 points
	Causes   []string    // of a missed indicator
	Unspent  []string    // why the execution rate stays below 80 %
}

// candidate is an indicator that a project of some kind may have.
type candidate struct {
	level2, level3 string
	sense          string
	targets        string // to choose from, separated by spaces
	unit           string
}

// UnmarshalYAML reads a list of the five.
func (c *candidate) UnmarshalYAML(node *yaml.Node) error {
	var list [5]string
	err := node.Decode(&list)
	*c = candidate{list[0], list[1], list[2], list[3], list[4]}
	return err
}

// remedies say what is done about it.
var remedies = []string{
	"已调整进度安排，2022年上半年补齐",
	"已与合作单位签订补充约定，明确完成时限",
	"已增派技术人员并按月调度",
	"下一步将提前备料、压缩环节用时",
	"今后将结合实际合理设定目标值",
	"已列入2022年工作清单，由专人跟踪",
	"拟扩大宣传和服务范围，尽快达到目标",
	"已改进实施方案，后续按季度评估",
	"将加强过程管理，提前排查影响因素",
	"已安排替代方案，预计一季度完成",
}
