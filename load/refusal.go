package load

import (
	"errors"
	"strings"
)

// engineWords are what the engine says of the faults that authors of SQL make, and
// what they can do about them. The first that is in its message counts.
var engineWords = []struct{ words, advice string }{
	{"Referenced column", "没有这一列，请核对列名"},
	{"does not have a column named", "没有这一列，请核对列名"},
	{"Ambiguous reference", "几张表都有这一列，请在列名前写明是哪张表"},
	{"Table with name", "没有这张表或视图，请核对名称，前面写明 stg、core、ref、meta、dq、base 或 mart"},
	{"Referenced table", "没有这张表或别名，请核对 FROM"},
	{"Function with name", "没有这个函数或宏，请核对名称（宏见 sql/base）"},
	{"No function matches", "函数的参数个数或类型不对，请核对，必要时先用 CAST 转换"},
	{"GROUP BY", "没有汇总的列要写进 GROUP BY"},
	{"Conversion Error", "有的值转不成这个类型，请核对 CAST"},
	{"Out of Range", "数超出了类型的范围，请在计算前用 wide(x)"},
	{"Out of Memory", "要算的太多，超过了数据库引擎可用的内存（" + mostMemory + "），请加 WHERE、少取几列，或看连接的条件是否漏写"},
	{"Permission Error", "只能读这个数据库，不能读写别的文件"},
	{"syntax error", "SQL 写法有误，请看引号、括号和逗号"},
	{"unterminated", "SQL 写法有误，请看引号、括号和逗号"},
}

// advice says in Chinese what the engine refuses and what to do about it.
func advice(text string) string {
	for _, one := range engineWords {
		if strings.Contains(text, one.words) {
			return one.advice
		}
	}
	return "数据库引擎不接受这条语句"
}

// advised is a message of the engine in one line, behind what to do about it.
func advised(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return advice(text) + "（" + first + "）"
}

// refusal words for an author of SQL why a statement was refused: a mistake of ours
// as it stands, what the engine says behind its advice.
func refusal(err error) string {
	if own := (*mistake)(nil); errors.As(err, &own) {
		return own.text
	}
	return advised(err.Error())
}
