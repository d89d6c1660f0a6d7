package main

// evaluationForm is one of the copies of 项目支出绩效自评表 that filled forms show: the
// official one of 财预〔2020〕10号, the older one, and those of provinces.
type evaluationForm struct {
	name      string
	title     []string
	under     []string // lines below 项目资金's project: of boxes to tick
	money     string   // what the block of funds is called
	funds     [][2]string
	sources   [][2]string
	goals     bool
	block     string // what the block of indicators is called
	columns   [][2]string
	group     string // over sense, target and unit, which then have labels of their own
	execution int64  // points of 预算执行率
	rest      int64  // of the indicators together
	total     string
	below     []string
}

// own is true of a form whose points the indicators of 绩效指标表 do not have: its project has
// no rows there.
func (f *evaluationForm) own() bool { return f.rest != 90 }

var evaluationForms = []evaluationForm{
	{
		name: "national", title: []string{"项目支出绩效自评表", "（2021年度）"}, money: "项目资金（万元）", goals: true, block: "绩效指标", total: "总分", execution: 10, rest: 90,
		funds:   [][2]string{{"initial", "年初预算数"}, {"budget", "全年预算数"}, {"spent", "全年执行数"}, {"weight", "分值"}, {"rate", "执行率"}, {"score", "得分"}},
		sources: [][2]string{{"total", "年度资金总额："}, {"current", "其中：当年财政拨款"}, {"carried", "上年结转资金"}, {"other", "其他资金"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"target", "年度指标值"}, {"actual", "实际完成值"}, {"weight", "分值"}, {"score", "得分"}, {"reason", "偏差原因分析及改进措施"}},
	},
	{ // 湖南 and others print it so
		name: "hunan", title: []string{"附件1", "2021年度项目支出绩效自评表"}, money: "项目资金\n（万元）", goals: true, block: "绩\n效\n指\n标", total: "总 分", execution: 10, rest: 90,
		funds:   [][2]string{{"initial", "年初预算数"}, {"budget", "全年预算数（A）"}, {"spent", "全年执行数（B）"}, {"weight", "分值"}, {"rate", "执行率（B/A）"}, {"score", "得分"}},
		sources: [][2]string{{"total", "年度资金总额"}, {"current", "其中：本年财政拨款"}, {"carried", "上年结转"}, {"other", "其他资金"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"target", "年度指标值"}, {"actual", "实际完成值"}, {"weight", "分值"}, {"score", "得分"}, {"reason", "偏差原因分析及\n改进措施"}},
		below:   []string{"填表人：示例填表人　联系电话：0734-0000000　填报日期：2022年2月20日"},
	},
	{ // 云南: the value in three columns
		name: "split", title: []string{"项目支出绩效自评表"}, money: "项目资金（万元）", goals: true, block: "绩效指标", group: "年度指标值", total: "总分", execution: 10, rest: 90,
		funds:   [][2]string{{"initial", "年初预算数"}, {"budget", "全年预算数"}, {"spent", "全年执行数"}, {"weight", "分值"}, {"rate", "执行率"}, {"score", "得分"}},
		sources: [][2]string{{"total", "年度资金总额"}, {"current", "其中：当年财政拨款"}, {"carried", "上年结转资金"}, {"other", "其他资金"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"sense", "指标性质"}, {"target", "指标值"}, {"unit", "度量单位"}, {"actual", "实际完成值"}, {"weight", "分值"}, {"score", "得分"}, {"reason", "偏差原因分析及改进措施"}},
	},
	{ // before 2020: without 年初预算数
		name: "older", title: []string{"项目绩效自评表", "（2021年度）"}, money: "项目资金情况", goals: true, block: "绩效指标", total: "总分", execution: 10, rest: 90,
		funds:   [][2]string{{"budget", "预算数（A）"}, {"spent", "全年执行数（B）"}, {"weight", "分值"}, {"rate", "执行率（B/A）"}, {"score", "得分"}},
		sources: [][2]string{{"total", "年度资金总额"}, {"current", "财政拨款"}, {"other", "其他资金"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"target", "年度指标值"}, {"actual", "全年实际值"}, {"weight", "分值"}, {"score", "得分"}, {"reason", "未完成原因分析"}},
	},
	{ // 四川 510000_0013zp
		name: "sichuan", title: []string{"项目支出绩效自评表（2021年度）"}, money: "项目预算执行情况（万元）", goals: true, block: "绩效指标", total: "合计", execution: 10, rest: 90,
		funds:   [][2]string{{"initial", "年初预算数"}, {"budget", "调整后预算数"}, {"spent", "全年执行数"}, {"rate", "执行率"}, {"weight", "权重"}, {"score", "得分"}},
		sources: [][2]string{{"total", "总额"}, {"current", "其中：财政资金"}, {"special", "财政专户管理资金"}, {"other", "单位资金"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"sense", "绩效指标性质"}, {"target", "绩效指标值"}, {"unit", "绩效度量单位"}, {"actual", "实际完成值"}, {"weight", "权重"}, {"score", "得分"}, {"reason", "未完成原因分析"}},
		below:   []string{"评价结论", "存在问题"},
	},
	{ // 湖北: 20 points for 预算执行率
		name: "hubei", title: []string{"2021年度项目自评表"}, money: "预算执行情况（万元）（20分）", block: "年度绩效目标（80分）", total: "总分", execution: 20, rest: 80,
		under:   []string{"项目类别|1、部门预算项目 □　2、市直专项 ☑　3、市对下转移支付项目 □", "项目类型|1、常年性项目 □　2、延续性项目 □　3、一次性项目 ☑"},
		funds:   [][2]string{{"budget", "预算数（A）"}, {"spent", "执行数（B）"}, {"rate", "执行率（B/A）"}, {"score", "得分（20分*执行率）"}},
		sources: [][2]string{{"total", "年度财政资金总额"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"target", "年初目标值（A）"}, {"actual", "实际完成值（B）"}, {"weight", "分值"}, {"score", "得分"}, {"reason", "偏差原因分析"}},
		below:   []string{"偏差大或目标未完成原因分析", "改进措施及结果应用方案"},
	},
	{ // 湖北, of a county: no points beside the scores; it is asked for them
		name: "hubei_county", title: []string{"2021年度项目自评表"}, money: "预算执行情况（万元）（20分）", block: "年度绩效目标（80分）", total: "总分", execution: 20, rest: 80,
		under:   []string{"项目类别|1、部门预算项目 □　2、市直专项 ☑　3、市对下转移支付项目 □", "项目属性|1、持续性项目 □　2、新增性项目 ☑"},
		funds:   [][2]string{{"budget", "预算数（A）"}, {"spent", "执行数（B）"}, {"rate", "执行率（B/A）"}, {"score", "得分（20分*执行率）"}},
		sources: [][2]string{{"total", "年度财政资金总额"}},
		columns: [][2]string{{"level1", "一级指标"}, {"level2", "二级指标"}, {"level3", "三级指标"}, {"target", "年初目标值（A）"}, {"actual", "实际完成值（B）"}, {"score", "得分"}},
		below:   []string{"偏差大或目标未完成原因分析", "改进措施及结果应用方案"},
	},
}
