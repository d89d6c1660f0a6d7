package load

import (
	"strings"

	"hengji"
)

// table is a base table of the database as it is declared: its columns, and the
// words that analysts read about it.
type table struct {
	schema, name, comment string
	columns               []column
}

type column struct {
	name, kind, comment string
	unit                string // 万元, % …
	personal            bool   // masked before it got here
}

func (t table) create() string {
	parts := make([]string, len(t.columns))
	for i, c := range t.columns {
		parts[i] = name(c.name) + " " + c.kind
	}
	return "CREATE TABLE " + t.schema + "." + name(t.name) + " (" + strings.Join(parts, ", ") + ")"
}

// schemas in the order of the data's way through the house. DuckDB has no COMMENT
// ON SCHEMA, so their words stand in meta.dictionary only.
var schemas = []struct{ name, comment string }{
	{"ref", "代码表、控制数和报告期"},
	{"stg", "每次报送的原始记录，每张报表一张表"},
	{"core", "有效报送的记录：各县市区最近一次未退回的报送"},
	{"base", "汇总表和审核规则共用的视图"},
	{"mart", "汇总表，即印发的各张表"},
	{"current", "汇总表，只有当前报告期（最近一次运行的，或 SET VARIABLE period = '2021' 指定的）"},
	{"frozen", "已锁定的报告期的汇总表，由 mart 中的视图显示"},
	{"stored", "每次运行只算一次的汇总表，由 mart 中的视图显示"},
	{"trace", "汇总表每个数字的来源，每张汇总表一张视图"},
	{"dq", "审核规则和审核意见"},
	{"meta", "报送、运行、来源单元格和数据字典"},
}

// sqlKind is the column type of a field's kind. Money is exact: six decimals of
// 万元 are hundredths of a yuan and more.
func sqlKind(kind hengji.Kind) string {
	return [...]string{"VARCHAR", "BIGINT", "DECIMAL(18,6)", "DATE", "BOOLEAN"}[kind]
}

// fixed are the tables that do not depend on the rule files.
var fixed = []table{
	{"ref", "period", "报告期", []column{
		{name: "period", kind: "VARCHAR", comment: "报告期（年度）"},
		{name: "opens_on", kind: "DATE", comment: "开始报送日期"},
		{name: "due_on", kind: "DATE", comment: "报送截止日期，空表示未规定"},
		{name: "closed_on", kind: "DATE", comment: "关闭报送日期"},
		{name: "kind", kind: "VARCHAR", comment: "种类：年度自评、年中运行监控、现场抽查等"},
		{name: "covers_to", kind: "DATE", comment: "所涉日期的最后一天"},
		{name: "year", kind: "BIGINT", comment: "年度"},
		{name: "position", kind: "INTEGER", comment: "先后，从 1 开始：按所涉日期的最后一天"},
		{name: "forms", kind: "VARCHAR", comment: "要报的报表，以 | 分隔，空白表示全部"},
	}},
	{"meta", "run", "生成本数据库的运行", []column{
		{name: "id", kind: "VARCHAR", comment: "运行编号"},
		{name: "period", kind: "VARCHAR", comment: "报告期"},
		{name: "started_at", kind: "TIMESTAMP", comment: "运行时刻（北京时间），迟报天数以此计算"},
		{name: "program", kind: "VARCHAR", comment: "程序及版本"},
		{name: "rules_fingerprint", kind: "VARCHAR", comment: "规则文件的指纹（SHA-256）"},
		{name: "note", kind: "VARCHAR", comment: "备注"},
	}},
	{"meta", "closing", "已锁定的报告期：汇总表按审定时的显示，不再计算", []column{
		{name: "period", kind: "VARCHAR", comment: "报告期"},
		{name: "signed_at", kind: "TIMESTAMP", comment: "审定时刻（北京时间）"},
		{name: "who", kind: "VARCHAR", comment: "审定人"},
		{name: "last_submission", kind: "BIGINT", comment: "此前收到的最后一次报送，以后的逾期未计"},
		{name: "content", kind: "VARCHAR", comment: "锁定的内容（数据目录下 closed/ 中的文件）的 SHA-256"},
	}},
	{"meta", "submission", "报送：每收到一个工作簿一行", []column{
		{name: "submission", kind: "BIGINT", comment: "报送编号"},
		{name: "period", kind: "VARCHAR", comment: "报告期"},
		{name: "region_code", kind: "VARCHAR", comment: "报送单位代码，空表示无法识别"},
		{name: "region", kind: "VARCHAR", comment: "报送单位"},
		{name: "file", kind: "VARCHAR", comment: "收到的文件"},
		{name: "sha256", kind: "VARCHAR", comment: "文件内容的 SHA-256"},
		{name: "received_at", kind: "TIMESTAMP", comment: "收到时刻（北京时间）"},
		{name: "version", kind: "INTEGER", comment: "第几次报送"},
		{name: "state", kind: "VARCHAR", comment: "状态：returned 退回、pending 待核实、accepted 通过、nil 零报告、held 待处理（程序故障）、withdrawn 已撤回、closed 逾期未计"},
		{name: "latest", kind: "BOOLEAN", comment: "是否最近一次报送"},
		{name: "effective", kind: "BOOLEAN", comment: "是否有效报送（计入汇总表）"},
		{name: "refused", kind: "VARCHAR", comment: "使整个文件未采用的规则"},
		{name: "nil_report", kind: "BOOLEAN", comment: "是否声明没有项目（零报告）"},
		{name: "rules", kind: "VARCHAR", comment: "审核所依据的规则文件的指纹（SHA-256）"},
		{name: "mending", kind: "VARCHAR", comment: "最少改哪几格即可通过，空表示没有或不能确定"},
	}},
	{"meta", "field_cell", "各栏目在工作表中的位置", []column{
		{name: "submission", kind: "BIGINT", comment: "报送编号"},
		{name: "form", kind: "VARCHAR", comment: "报表"},
		{name: "sheet", kind: "VARCHAR", comment: "工作表"},
		{name: "record_row", kind: "INTEGER", comment: "记录所在行；空表示整列都在这一列，有值的优先"},
		{name: "field", kind: "VARCHAR", comment: "栏目"},
		{name: "column_number", kind: "INTEGER", comment: "列号，从 1 开始"},
		{name: "column_letters", kind: "VARCHAR", comment: "列标"},
		{name: "cell_row", kind: "INTEGER", comment: "单元格所在行；空表示与记录同行"},
	}},
	{"meta", "sheet_account", "各工作表的行数账和单元格账：文件行数等于读取行数加各类跳过行数，有内容的单元格数等于已用的加已点名的", []column{
		{name: "submission", kind: "BIGINT", comment: "报送编号"},
		{name: "sheet", kind: "VARCHAR", comment: "工作表"},
		{name: "form", kind: "VARCHAR", comment: "识别为哪张报表，空表示不是报表"},
		{name: "row_elements", kind: "BIGINT", comment: "文件中的行数，独立清点"},
		{name: "read_rows", kind: "BIGINT", comment: "读取的数据行"},
		{name: "title_rows", kind: "BIGINT", comment: "标题行"},
		{name: "header_rows", kind: "BIGINT", comment: "表头行"},
		{name: "total_rows", kind: "BIGINT", comment: "合计行"},
		{name: "blank_rows", kind: "BIGINT", comment: "空行"},
		{name: "note_rows", kind: "BIGINT", comment: "说明、分组标题、示例和不成记录的行"},
		{name: "unread_rows", kind: "BIGINT", comment: "不是报表的工作表中的行"},
		{name: "cells", kind: "BIGINT", comment: "文件中有内容的单元格数，独立清点"},
		{name: "used_cells", kind: "BIGINT", comment: "已用的单元格：值、栏目名、标题、单位、合计、序号、填表说明，以及空格和短横线"},
		{name: "named_cells", kind: "BIGINT", comment: "没有读取、已在审核意见中点名的单元格"},
		{name: "closes", kind: "BOOLEAN", comment: "行数和单元格数是否都相符"},
	}},
	{"meta", "trace", "汇总表各列由什么算出：每列的每一项一行", []column{
		{name: "mart", kind: "VARCHAR", comment: "汇总表"},
		{name: "column_name", kind: "VARCHAR", comment: "列"},
		{name: "formula", kind: "VARCHAR", comment: "算式，即汇总表文件中 traces 一行"},
		{name: "term", kind: "INTEGER", comment: "算式中的第几项，从 1 开始"},
		{name: "aggregate", kind: "VARCHAR", comment: "sum 求和、count 记录数、distinct 不同值的个数、value 一个值、from 按规则计算的依据"},
		{name: "table_name", kind: "VARCHAR", comment: "来源的表"},
		{name: "field", kind: "VARCHAR", comment: "来源的栏目，空表示整条记录"},
		{name: "conditions", kind: "VARCHAR[]", comment: "哪些记录"},
		{name: "keys", kind: "VARCHAR[]", comment: "汇总表的列与来源的栏目如何对应"},
	}},
	{"meta", "reference", "代码表和控制数的各行在规则文件中的位置", []column{
		{name: "list", kind: "VARCHAR", comment: "代码表，即 ref 中的表"},
		{name: "position", kind: "INTEGER", comment: "代码表中的顺序，从 1 开始"},
		{name: "file", kind: "VARCHAR", comment: "规则文件"},
		{name: "line", kind: "INTEGER", comment: "行号"},
	}},
	{"meta", "dictionary", "数据字典：模式、表、视图和列的中文说明", []column{
		{name: "schema_name", kind: "VARCHAR", comment: "模式"},
		{name: "table_name", kind: "VARCHAR", comment: "表或视图，空表示模式本身"},
		{name: "column_name", kind: "VARCHAR", comment: "列，空表示表或视图本身"},
		{name: "position", kind: "INTEGER", comment: "列的顺序，从 1 开始"},
		{name: "kind", kind: "VARCHAR", comment: "种类：schema、table、view、column"},
		{name: "data_type", kind: "VARCHAR", comment: "列的类型"},
		{name: "comment", kind: "VARCHAR", comment: "中文说明"},
		{name: "unit", kind: "VARCHAR", comment: "计量单位"},
		{name: "grain", kind: "VARCHAR", comment: "汇总表的每一行是什么"},
		{name: "traces", kind: "VARCHAR", comment: "数字从何而来"},
		{name: "personal", kind: "BOOLEAN", comment: "是否个人信息（库中已脱敏，不导出）"},
	}},
	{"meta", "paper", "汇总表的印制：印在工作簿的第几张、哪些列不印、合计、占比平衡和图", []column{
		{name: "mart", kind: "VARCHAR", comment: "汇总表"},
		{name: "position", kind: "INTEGER", comment: "同一张表内的顺序，从 1 开始"},
		{name: "part", kind: "VARCHAR", comment: "事项：export 印在第几张、reporter 由谁填报、unprinted 不印的列、rounded 至多两位小数的列、total 合计、balance 平衡到、chart 图"},
		{name: "column_name", kind: "VARCHAR", comment: "列"},
		{name: "detail", kind: "VARCHAR", comment: "第几张；合计的算式；平衡到的数；图按哪一列"},
	}},
	{"dq", "rule", "审核规则", []column{
		{name: "id", kind: "VARCHAR", comment: "规则编号"},
		{name: "title", kind: "VARCHAR", comment: "规则名称"},
		{name: "description", kind: "VARCHAR", comment: "说明"},
		{name: "severity", kind: "VARCHAR", comment: "级别：blocking 强制性、approval 准强制性、explain 核实性、notice 提示"},
		{name: "shadow", kind: "BOOLEAN", comment: "是否试行（计数但不告知报送单位）"},
		{name: "scope", kind: "VARCHAR", comment: "范围：submission 单次报送、period 一个报告期、history 以前各报告期"},
		{name: "form", kind: "VARCHAR", comment: "报表"},
		{name: "field", kind: "VARCHAR", comment: "栏目"},
		{name: "yields_to", kind: "VARCHAR[]", comment: "让位于哪些规则"},
		{name: "message", kind: "VARCHAR", comment: "意见的写法"},
		{name: "frictionless_type", kind: "VARCHAR", comment: "Frictionless 错误类型"},
		{name: "file", kind: "VARCHAR", comment: "规则所在文件"},
	}},
	{"dq", "waiver", "市局放行的准强制性意见（在有效期内的）", []column{
		{name: "fingerprint", kind: "VARCHAR", comment: "意见指纹"},
		{name: "who", kind: "VARCHAR", comment: "放行人"},
		{name: "why", kind: "VARCHAR", comment: "放行理由"},
		{name: "until", kind: "DATE", comment: "有效期至（含当日）"},
	}},
	{"dq", "finding", "审核意见", []column{
		{name: "fingerprint", kind: "VARCHAR", comment: "意见指纹：县市区、报表、规则、记录、栏目"},
		{name: "cause", kind: "VARCHAR", comment: "同一原因的意见相同"},
		{name: "run", kind: "VARCHAR", comment: "运行编号"},
		{name: "period", kind: "VARCHAR", comment: "报告期"},
		{name: "region_code", kind: "VARCHAR", comment: "报送单位代码"},
		{name: "region", kind: "VARCHAR", comment: "报送单位"},
		{name: "submission", kind: "BIGINT", comment: "报送编号"},
		{name: "file", kind: "VARCHAR", comment: "收到的文件"},
		{name: "sha256", kind: "VARCHAR", comment: "文件内容的 SHA-256"},
		{name: "form", kind: "VARCHAR", comment: "报表"},
		{name: "sheet", kind: "VARCHAR", comment: "工作表，空表示整个文件"},
		{name: "row", kind: "INTEGER", comment: "行号，0 表示整张表或整个文件"},
		{name: "field", kind: "VARCHAR", comment: "栏目"},
		{name: "label", kind: "VARCHAR", comment: "栏目名"},
		{name: "cell", kind: "VARCHAR", comment: "单元格"},
		{name: "related_cells", kind: "VARCHAR[]", comment: "比较涉及的、同一条意见所指的其他单元格"},
		{name: "cells", kind: "STRUCT(cell VARCHAR, got VARCHAR, want VARCHAR, diff VARCHAR, suggestion VARCHAR)[]", comment: "一条意见指多个单元格时，各单元格及其填报值、应为、差额、建议值"},
		{name: "rule", kind: "VARCHAR", comment: "规则编号"},
		{name: "severity", kind: "VARCHAR", comment: "级别：blocking 强制性、approval 准强制性、explain 核实性、notice 提示"},
		{name: "message", kind: "VARCHAR", comment: "意见"},
		{name: "got", kind: "VARCHAR", comment: "填报值"},
		{name: "want", kind: "VARCHAR", comment: "应为"},
		{name: "diff", kind: "VARCHAR", comment: "差额"},
		{name: "suggestion", kind: "VARCHAR", comment: "建议值"},
		{name: "frictionless_type", kind: "VARCHAR", comment: "Frictionless 错误类型"},
		{name: "state", kind: "VARCHAR", comment: "状态：open 未处理、explained 已说明、waived 已放行、mended 已修改"},
		{name: "explanation", kind: "VARCHAR", comment: "情况说明"},
		{name: "record_key", kind: "VARCHAR", comment: "记录的主键值"},
		{name: "shadow", kind: "BOOLEAN", comment: "是否试行规则的意见"},
		{name: "scope", kind: "VARCHAR", comment: "范围：submission 单次报送、period 一个报告期、history 以前各报告期"},
		{name: "column_number", kind: "INTEGER", comment: "单元格的列号，0 表示整行或整张表"},
	}},
	{"dq", "resubmission", "再次报送与前一次的不同，每次报送、每张有变化的报表一行", []column{
		{name: "submission", kind: "BIGINT", comment: "报送编号"},
		{name: "previous", kind: "BIGINT", comment: "前一次的报送编号"},
		{name: "form", kind: "VARCHAR", comment: "报表"},
		{name: "added", kind: "BIGINT", comment: "增加的记录"},
		{name: "removed", kind: "BIGINT", comment: "减少的记录"},
		{name: "changed_cells", kind: "BIGINT", comment: "改动的单元格"},
		{name: "amount_label", kind: "VARCHAR", comment: "比较金额的栏目：报表的第一个合计栏目"},
		{name: "amount_before", kind: "DECIMAL(18,6)", comment: "前一次的合计"},
		{name: "amount", kind: "DECIMAL(18,6)", comment: "本次的合计"},
	}},
	{"dq", "explanation", "报送单位在退回单上填写的情况说明，每条说明、每条意见一行", []column{
		{name: "submission", kind: "BIGINT", comment: "报送编号"},
		{name: "finding", kind: "VARCHAR", comment: "所说明的意见：指纹=数值摘要；摘要为空的是针对别的数值，全空的没有对应的意见"},
		{name: "explanation", kind: "VARCHAR", comment: "情况说明"},
		{name: "sheet", kind: "VARCHAR", comment: "写在哪张工作表"},
		{name: "row", kind: "BIGINT", comment: "写在第几行"},
		{name: "column_number", kind: "INTEGER", comment: "写在第几列"},
		{name: "about_sheet", kind: "VARCHAR", comment: "该行所列意见的工作表"},
		{name: "about_cells", kind: "VARCHAR", comment: "该行所列意见的单元格"},
		{name: "about_rule", kind: "VARCHAR", comment: "该行所列意见的规则编号"},
	}},
}

// coreRegion is the skeleton of every table by region: one row for each of the
// seventeen in each period that the database speaks of, whether or not anything
// arrived. Marts join to it, so that a missing region is a row and not a gap. A period
// that asks nothing of regions has none: 2021-CC is the department's alone.
func (b *Build) regionView() string {
	var forms []string
	for _, form := range b.rules.Forms {
		if form.Reporter != "department" {
			forms = append(forms, hengji.Quoted(form.Name))
		}
	}
	return coreRegion + `
AND (coalesce(n.forms, '') = '' OR list_has_any(string_split(n.forms, '|'), [` + strings.Join(forms, ", ") + `]) OR l.submission IS NOT NULL)
ORDER BY p.period, r.position`
}

// coreRegion is regionView but for which periods ask something of regions.
const coreRegion = `CREATE VIEW core.region AS
SELECT p.period, r.position, r.code AS region_code, r.name AS region,
       l.submission AS latest_submission, coalesce(l.state, 'missing') AS latest_state, l.version AS latest_version,
       l.received_at AS latest_received_at,
       e.submission AS effective_submission, e.state AS effective_state, e.version AS effective_version,
       e.received_at AS effective_received_at
FROM (SELECT period FROM meta.run UNION SELECT period FROM meta.submission) p
LEFT JOIN ref.period n ON n.period = p.period
JOIN ref.regions r ON (r.valid_from IS NULL OR r.valid_from <= n.covers_to) AND (r.valid_to IS NULL OR r.valid_to >= n.covers_to)
LEFT JOIN meta.submission l ON l.latest AND l.period = p.period AND l.region_code = r.code
LEFT JOIN meta.submission e ON e.effective AND e.period = p.period AND e.region_code = r.code
WHERE r.kind <> 'department'`

// coreRegionColumns are the words of core.region, in its columns' order.
var coreRegionColumns = []column{
	{name: "period", comment: "报告期"},
	{name: "position", comment: "公布的顺序，从 1 开始"},
	{name: "region_code", comment: "县市区代码"},
	{name: "region", comment: "县市区"},
	{name: "latest_submission", comment: "最近一次报送"},
	{name: "latest_state", comment: "最近一次报送的状态，missing 表示未报"},
	{name: "latest_version", comment: "最近一次是第几次报送"},
	{name: "latest_received_at", comment: "最近一次报送的收到时刻（北京时间）"},
	{name: "effective_submission", comment: "有效报送，空表示没有"},
	{name: "effective_state", comment: "有效报送的状态"},
	{name: "effective_version", comment: "有效报送是第几次"},
	{name: "effective_received_at", comment: "有效报送的收到时刻（北京时间）"},
}
