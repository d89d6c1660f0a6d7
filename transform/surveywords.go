package transform

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
)

// SurveyWords is what is known of the labels of forms before one is surveyed.
type SurveyWords struct {
	Missing  []string        // texts that mean blank
	Labels   map[string]bool // labels of declared fields, as LabelKey folds them
	Captions map[string]bool // what declared forms have between their labels
}

// labelness is how likely a text of a form is one of its labels.
type labelness uint8

const (
	noLabel    labelness = iota // a figure, a date, a sentence, a name
	maybeLabel                  // short, and nothing else is known of it
	sureLabel
)

// labelTails are what labels of forms end in.
var labelTails = strings.Fields(`名称 名 单位 部门 机构 编号 编码 代码 号码 证号 账号 帐号 文号 卡号 电话 手机 手机号 传真 邮箱 邮编 地址 网址 日期 时间 年月 年限 期限 期
	类别 类型 属性 性质 领域 学科 方式 方法 来源 渠道 级别 等级 等次 职务 职称 学历 学位 专业 姓名 性别 年龄 民族 负责人 联系人 填表人 填报人 经办人 审核人 制表人 代表人 主持人 承担人 完成人 组长 成员 人员
	人数 数量 个数 件数 次数 户数 金额 资金 经费 费用 预算 预算数 执行数 决算数 支出 收入 投资 投入 拨款 总额 总计 合计 小计 余额 结余 结转 补助 配套 比例 率 得分 分值 权重 评分 总分 分数
	目标 指标 指标值 目标值 完成值 实际值 值 完成情况 情况 内容 概况 概述 简介 摘要 说明 备注 原因 措施 意见 建议 问题 结论 依据 标准 范围 进度 进展 计划 方案 成果 产出 效益 效果 影响 满意度 附件 序号 年度 年份 月份
	面积 规模 单价 总价 型号 规格 签字 签章 盖章 公章 签名 银行 开户行 户名 阶段 状态 结果 条件 要求 任务 用途 科目 县市区 地区 区域 所在地 事项 项目 关键词 主题词 形式 程度 评价 等第 行次 栏次 数 费 款 额 主体 对象 环节 周期 频次 头衔`)

// bodyName is what names of bodies end in, and labels do not.
var bodyName = regexp.MustCompile(`(?:公司|大学|学院|医院|研究院|研究所|科学技术局|科技局|财政局|管委会|委员会|人民政府|办公室|合作社|中学|小学|厂|局|省|市|县|乡|镇|村)$`)

var (
	notALabel = regexp.MustCompile(`[。；;！？!?√☑✓■]|^[0-9]+(?:\.[0-9]+)?[^0-9年、.)]*$|^[0-9]{4}[-./年][0-9]{1,2}|^[-—–_/\\*]+$|[0-9]{6}`)
	dateBlank = regexp.MustCompile(`^(?:20[0-9X_]{0,2})?年(?:[0-9_X]{0,2}月)?(?:[0-9_X]{0,2}日)?(?:[-至—~](?:20[0-9X_]{0,2})?年(?:[0-9_X]{0,2}月)?(?:[0-9_X]{0,2}日)?)?$`)
	countUnit = regexp.MustCompile(`[^0-9][(](?:件|篇|个|项|人|台|套|家|亩|公里|米|M2|平方米|吨|次|户|名|本|部|门|期|元|万元|亿元|%)[)]$`)
	unticked  = regexp.MustCompile(`^(?:[^□☑√■✓]{0,12}[□][^□☑√■✓]{0,12})+$`) // after ☐ and ◻ became □
	boxes     = regexp.MustCompile(`[□☐◻☑■√]`)
)

// labelness judges a text by its words alone.
func (w SurveyWords) labelness(text string) labelness {
	folded := foldSpaces(text)
	l := readLabel(text)
	n := utf8.RuneCountInString(folded)
	switch {
	case n < 1 || n > 40 || l.base == "" || boxes.MatchString(folded) || dateBlank.MatchString(folded):
		return noLabel
	case w.Labels[l.base] || w.Captions[l.base] || strings.HasSuffix(folded, ":"):
		return sureLabel
	case notALabel.MatchString(folded):
		return noLabel
	}
	words := cutBrackets(unnumbered(strings.TrimRight(foldSpaces(strings.TrimLeft(text, "*★☆※ 　")), ":*")))
	words, _ = cutUnit(words)
	words = strings.TrimPrefix(words, "其中:")
	n = utf8.RuneCountInString(words)
	switch {
	case n <= 20 && countUnit.MatchString(folded):
		return sureLabel
	case n <= 16 && (strings.HasPrefix(words, "是否") || strings.HasPrefix(words, "其中")):
		return sureLabel
	case n >= 2 && n <= 14 && slices.ContainsFunc(labelTails, func(tail string) bool { return strings.HasSuffix(words, tail) }):
		return sureLabel
	case n > 14 || n > 3 && bodyName.MatchString(words):
		return noLabel
	}
	return maybeLabel
}

// isStarred is true of a label that says that a blank is none: *项目名称, 电话（必填）.
func isStarred(text string) bool {
	s := foldSpaces(text)
	return strings.HasPrefix(s, "*") || strings.HasPrefix(s, "★") || strings.HasSuffix(s, "*") || strings.Contains(s, "(必填") || strings.Contains(s, "[必填") || strings.Contains(s, "(*)")
}

// amountRows are what the rows of a block of money are called.
var amountRows = regexp.MustCompile(`总额|拨款|资金|结转|预算|支出|收入|基金|补助|合计|小计|费|其他|金额|投资|采购|购置|维护|接待`)

// columnWords end the label of a table's first column; captionWords what stands in the
// corner of a block of figures.
var (
	columnWords  = regexp.MustCompile(`(?:科目|项目|名称|来源|类别|类型|内容|指标|序号|单位)$`)
	captionWords = regexp.MustCompile(`(?:情况|资金|经费)(?:[(（].*)?$`)
)

// linePiece is a label with a colon behind it, and what stands behind that, in a line of
// several: 填表人：张三　联系电话：.
type linePiece struct {
	label, value string
}

// linePieces splits a line of labels with colons; nil where it is none.
func (w SurveyWords) linePieces(text string) []linePiece {
	parts := strings.SplitN(strings.NewReplacer("：", ":", "﹕", ":").Replace(text), ":", mostColons+1)
	if len(text) > 4*longestLabel || len(parts) == 1 {
		return nil
	}
	var pieces []linePiece
	rest := parts[0]
	for _, part := range parts[1:] {
		value, label := w.lastLabel(rest)
		switch {
		case label == "" && len(pieces) == 0, len(pieces) == 0 && trimLine(value) != "":
			return nil
		case label == "":
			rest += ":" + part // a colon inside a value
			continue
		case len(pieces) > 0:
			pieces[len(pieces)-1].value = trimLine(value)
		}
		pieces, rest = append(pieces, linePiece{label: label}), part
	}
	pieces[len(pieces)-1].value = trimLine(rest)
	return pieces
}

func trimLine(text string) string { return strings.Trim(trimText(text), "_＿ 　;；,，") }

// lastLabel is the label that a text ends with, and what stands before it: all of it,
// what stands behind the last wide gap, or behind the last gap.
func (w SurveyWords) lastLabel(text string) (before, label string) {
	if text = trimLine(text); strings.TrimSpace(text) == "其中" {
		return "", "" // a part, and no line
	}
	gaps := wideGap.FindAllStringIndex(text, mostGaps)
	if len(gaps) == 0 && (w.labelness(text) == sureLabel) {
		if bare := removeSpaces(text); bare == text || utf8.RuneCountInString(bare) <= 6 {
			return "", text
		}
	}
	for _, all := range [][][]int{gaps, anyGap.FindAllStringIndex(text, mostGaps)} {
		for _, gap := range slices.Backward(all) {
			if rest := text[gap[1]:]; w.labelness(rest) == sureLabel {
				return text[:gap[0]], rest
			}
		}
	}
	if w.labelness(text) == sureLabel {
		return "", text // spaced: 填  表  人
	}
	return "", ""
}

var (
	wideGap = regexp.MustCompile(`[\s_　]{2,}|[　；，]`)
	anyGap  = regexp.MustCompile(`[\s_　]+`)
)

// spot is a cell of a form as a person sees it: with all that it is merged over.
type spot struct {
	cell *hengji.Cell // nil for a blank
	text string
	area hengji.Range
	is   labelness
	used bool
}

func (p *spot) blank() bool { return p.cell == nil }
