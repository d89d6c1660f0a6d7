package hengji

import "strings"

// RuleID names a rule, in the catalogue and in what districts are sent:
// "CELL-FLOAT", "ALLOC-R03", "allocation.amount_wan.number".
type RuleID string

// FactRule is the id of the rule that a fact of a field makes.
func FactRule(form, field, fact string) RuleID {
	return RuleID(form + "." + field + "." + fact)
}

// Fact is the last part of a fact rule's id, "number"; of another rule its whole id.
func (id RuleID) Fact() string { return string(id[strings.LastIndexByte(string(id), '.')+1:]) }

// JoinRules puts ids into one text.
func JoinRules(ids []RuleID, between string) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(string(id))
	}
	return b.String()
}

// The rules that the program itself reports while it reads a workbook. Their words
// and severities stand in schema/rules.yaml. ReadingRules lists them all: the
// catalogue is held against it when the program starts, so that no workbook meets
// an id that nothing is known of.
const (
	// the file
	RuleFileEmpty         RuleID = "FILE-EMPTY"          // 空文件
	RuleFileOwnerLock     RuleID = "FILE-OWNER-LOCK"     // 临时锁文件
	RuleFileLegacyXLS     RuleID = "FILE-LEGACY-XLS"     // 旧版 Excel 格式
	RuleFileWPSET         RuleID = "FILE-WPS-ET"         // WPS 专用格式
	RuleFileWPSText       RuleID = "FILE-WPS-TEXT"       // 文字文档
	RuleFileXLSB          RuleID = "FILE-XLSB"           // 二进制工作簿
	RuleFileODS           RuleID = "FILE-ODS"            // ODS 表格
	RuleFileHTML          RuleID = "FILE-HTML"           // 网页改名
	RuleFileCSV           RuleID = "FILE-CSV"            // 文本文件
	RuleFilePDFOrImage    RuleID = "FILE-PDF-OR-IMAGE"   // PDF 或图片
	RuleFileOtherDocument RuleID = "FILE-OTHER-DOCUMENT" // 其他文档
	RuleFileEncrypted     RuleID = "FILE-ENCRYPTED"      // 文件已加密
	RuleFileLocked        RuleID = "FILE-LOCKED"         // 被加密软件加密
	RuleFileTruncated     RuleID = "FILE-TRUNCATED"      // 文件不完整
	RuleFileDamaged       RuleID = "FILE-DAMAGED"        // 文件已损坏
	RuleFileUnsupported   RuleID = "FILE-UNSUPPORTED"    // 不支持的写法
	RuleFileSheetLost     RuleID = "FILE-SHEET-LOST"     // 有内容会被漏读
	RuleFileLimit         RuleID = "FILE-LIMIT"          // 超出限制
	RuleFileNoSheet       RuleID = "FILE-NO-SHEET"       // 没有工作表
	RuleFileMacros        RuleID = "FILE-MACROS"         // 含有宏
	RuleFileConverted     RuleID = "FILE-CONVERTED"      // 已转换格式

	// who sent it, for when
	RuleRegionUnknown   RuleID = "REGION-UNKNOWN"   // 报送单位不明
	RuleRegionBlank     RuleID = "REGION-BLANK"     // 没有填报送单位
	RuleRegionAmbiguous RuleID = "REGION-AMBIGUOUS" // 报送单位有歧义
	RuleRegionFolder    RuleID = "REGION-FOLDER"    // 封面的报送单位与其他各处不一致
	RuleRegionMisplaced RuleID = "REGION-MISPLACED" // 放错文件夹
	RuleRegionDisputed  RuleID = "REGION-DISPUTED"  // 报送单位说法不一
	RuleRegionName      RuleID = "REGION-NAME"      // 文件名写的是别的单位
	RuleRegionFormer    RuleID = "REGION-FORMER"    // 旧名称
	RulePeriodOther     RuleID = "PERIOD-OTHER"     // 年度不符
	RuleVersionOther    RuleID = "VERSION-OTHER"    // 模板版本不符
	RuleVersionBlank    RuleID = "VERSION-BLANK"    // 模板版本空白

	// what was explained
	RuleExplanationShort     RuleID = "EXPLANATION-SHORT"     // 情况说明过短
	RuleExplanationRepeated  RuleID = "EXPLANATION-REPEATED"  // 情况说明雷同
	RuleExplanationUnmatched RuleID = "EXPLANATION-UNMATCHED" // 未能对应的说明

	// sheets
	RuleSheetMissing      RuleID = "SHEET-MISSING"       // 缺少工作表
	RuleSheetExtra        RuleID = "SHEET-EXTRA"         // 多余的工作表
	RuleSheetExtraFigures RuleID = "SHEET-EXTRA-FIGURES" // 多余的工作表有金额或项目
	RuleSheetAmbiguous    RuleID = "SHEET-AMBIGUOUS"     // 同一报表有多张
	RuleSheetParts        RuleID = "SHEET-PARTS"         // 一张报表分填几张
	RuleSheetHidden       RuleID = "SHEET-HIDDEN"        // 隐藏的工作表
	RuleSheetSeveralForms RuleID = "SHEET-SEVERAL-FORMS" // 一张工作表多张报表
	RuleSheetTooLong      RuleID = "SHEET-TOO-LONG"      // 工作表内容过多
	RuleSheetNoData       RuleID = "SHEET-NO-DATA"       // 没有数据行
	RuleHeaderMissing     RuleID = "HEADER-MISSING"      // 找不到表头

	// rows
	RuleRowsHidden      RuleID = "ROWS-HIDDEN"       // 隐藏行有数据
	RuleColumnsHidden   RuleID = "COLUMNS-HIDDEN"    // 隐藏列有数据
	RuleRowsBlankInside RuleID = "ROWS-BLANK-INSIDE" // 数据中间有空行
	RuleRowAfterNotes   RuleID = "ROW-AFTER-NOTES"   // 说明之后还有数据
	RuleRowStruck       RuleID = "ROW-STRUCK"        // 带删除线的行
	RuleRowSample       RuleID = "ROW-SAMPLE"        // 填写示例
	RuleRowPart         RuleID = "ROW-PART"          // 其中行
	RuleRowDitto        RuleID = "ROW-DITTO"         // 同上
	RuleTotalSum        RuleID = "TOTAL-SUM"         // 合计不等

	// labels
	RuleTitleYear            RuleID = "TITLE-YEAR"             // 标题的年度不符
	RuleTitleUnit            RuleID = "TITLE-UNIT"             // 表头写的是别的单位
	RuleLabelMissing         RuleID = "LABEL-MISSING"          // 缺少栏目
	RuleLabelMissingAsked    RuleID = "LABEL-MISSING-ASKED"    // 缺少应填栏目
	RuleLabelMissingOptional RuleID = "LABEL-MISSING-OPTIONAL" // 缺少选填栏目
	RuleLabelExtra           RuleID = "LABEL-EXTRA"            // 多余栏目
	RuleLabelExtraFigures    RuleID = "LABEL-EXTRA-FIGURES"    // 多余栏目有金额
	RuleLabelDuplicate       RuleID = "LABEL-DUPLICATE"        // 栏目重复
	RuleLabelTwoPlaces       RuleID = "LABEL-TWO-PLACES"       // 一个数填在两处
	RuleLabelBlank           RuleID = "LABEL-BLANK"            // 栏目名空白
	RuleLabelSimilar         RuleID = "LABEL-SIMILAR"          // 栏目名相近
	RuleLabelUnit            RuleID = "LABEL-UNIT"             // 计量单位不符

	// what nobody reads
	RuleCellUnread        RuleID = "CELL-UNREAD"         // 没有读取的内容
	RuleCellUnreadFigures RuleID = "CELL-UNREAD-FIGURES" // 没有读取的金额或项目
	RuleNoteUnread        RuleID = "NOTE-UNREAD"         // 批注
	RuleNoteUnreadFigures RuleID = "NOTE-UNREAD-FIGURES" // 批注有金额或项目

	// cells
	RuleCellNormalised   RuleID = "CELL-NORMALISED"   // 已规范化
	RuleCellFloat        RuleID = "CELL-FLOAT"        // 小数尾差
	RuleCellPlaces       RuleID = "CELL-PLACES"       // 小数位过多
	RuleCellUnit         RuleID = "CELL-UNIT"         // 单元格带单位
	RuleCellTwoValues    RuleID = "CELL-TWO-VALUES"   // 一格两值
	RuleCellNumberCode   RuleID = "CELL-NUMBER-CODE"  // 编码被存成数字
	RuleCellStruck       RuleID = "CELL-STRUCK"       // 带删除线的内容
	RuleCellUnseen       RuleID = "CELL-UNSEEN"       // 看不见的内容
	RuleCellOnce         RuleID = "CELL-ONCE"         // 只填了一次
	RuleCellMerged       RuleID = "CELL-MERGED"       // 数据区合并单元格
	RuleCellImage        RuleID = "CELL-IMAGE"        // 单元格图片
	RuleCellTooLarge     RuleID = "CELL-TOO-LARGE"    // 数值过大
	RuleCellMark         RuleID = "CELL-MARK"         // 数字带注释标记
	RuleCellStruckPart   RuleID = "CELL-STRUCK-PART"  // 部分内容带删除线
	RuleCellTwoAmounts   RuleID = "CELL-TWO-AMOUNTS"  // 一格两个金额
	RuleCellShown        RuleID = "CELL-SHOWN"        // 显示的不是实际的数
	RuleFormulaNoValue   RuleID = "FORMULA-NO-VALUE"  // 公式没有结果
	RuleFormulaError     RuleID = "FORMULA-ERROR"     // 公式出错
	RuleFormulaExternal  RuleID = "FORMULA-EXTERNAL"  // 公式引用其他工作簿
	RuleFormulaConverted RuleID = "FORMULA-CONVERTED" // 公式经过格式转换
	RuleDateNoDay        RuleID = "DATE-NO-DAY"       // 日期不完整
)

// ReadingRules are all of them, in the order above.
var ReadingRules = []RuleID{
	RuleFileEmpty, RuleFileOwnerLock, RuleFileLegacyXLS, RuleFileWPSET, RuleFileWPSText, RuleFileXLSB, RuleFileODS,
	RuleFileHTML, RuleFileCSV, RuleFilePDFOrImage, RuleFileOtherDocument, RuleFileEncrypted, RuleFileLocked,
	RuleFileTruncated, RuleFileDamaged, RuleFileUnsupported, RuleFileSheetLost, RuleFileLimit, RuleFileNoSheet, RuleFileMacros, RuleFileConverted,
	RuleRegionUnknown, RuleRegionBlank, RuleRegionAmbiguous, RuleRegionFolder, RuleRegionMisplaced, RuleRegionDisputed, RuleRegionName, RuleRegionFormer, RulePeriodOther, RuleVersionOther,
	RuleVersionBlank,
	RuleExplanationShort, RuleExplanationRepeated, RuleExplanationUnmatched,
	RuleSheetMissing, RuleSheetExtra, RuleSheetExtraFigures, RuleSheetAmbiguous, RuleSheetParts, RuleSheetHidden, RuleSheetSeveralForms, RuleSheetTooLong,
	RuleSheetNoData, RuleHeaderMissing,
	RuleRowsHidden, RuleColumnsHidden, RuleRowsBlankInside, RuleRowAfterNotes, RuleRowStruck,
	RuleRowSample, RuleRowPart, RuleRowDitto, RuleTotalSum,
	RuleTitleYear, RuleTitleUnit, RuleLabelMissing, RuleLabelMissingAsked, RuleLabelMissingOptional, RuleLabelExtra, RuleLabelExtraFigures, RuleLabelDuplicate, RuleLabelTwoPlaces,
	RuleLabelBlank, RuleLabelSimilar, RuleLabelUnit,
	RuleCellUnread, RuleCellUnreadFigures, RuleNoteUnread, RuleNoteUnreadFigures,
	RuleCellNormalised, RuleCellFloat, RuleCellPlaces, RuleCellUnit, RuleCellTwoValues, RuleCellNumberCode,
	RuleCellStruck, RuleCellUnseen, RuleCellOnce, RuleCellMerged, RuleCellImage, RuleCellTooLarge, RuleCellMark, RuleCellStruckPart, RuleCellTwoAmounts, RuleCellShown,
	RuleFormulaNoValue, RuleFormulaError, RuleFormulaExternal, RuleFormulaConverted,
	RuleDateNoDay,
}
