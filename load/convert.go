package load

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	"hengji/load/engine"

	"hengji"
)

// errColumn says that a value does not fit its column. It is a defect of whoever
// made the batch: what a workbook may hold was judged before.
var errColumn = errors.New("value does not fit its column")

// firstDay and lastDay are 0001-01-01 and 9999-12-31 in days since 1970-01-01:
// what four digits of a year can say. The engine would take more, and its clients
// would not.
const firstDay, lastDay = -719162, 2932896

// convertInt is the one door by which numbers enter the database. The driver's
// own conversions change values in silence: a float64 into DECIMAL stores other
// digits, a Decimal of another scale keeps its digits and so changes value, what
// is too large wraps, and midnight in Beijing is the day before. So the value is
// checked here and handed over unscaled, in the column's own scale and in UTC.
func convertInt(kind hengji.Kind, value int64) (any, error) {
	switch kind {
	case hengji.Integer:
		return value, nil
	case hengji.Number:
		if d := hengji.Decimal(value); d > hengji.MaxDecimal || d < -hengji.MaxDecimal {
			return nil, fmt.Errorf("%w: %w", errColumn, hengji.ErrRange)
		}
		return engine.Decimal{Width: 18, Scale: hengji.DecimalPlaces, Value: big.NewInt(value)}, nil
	case hengji.Date:
		if value < firstDay || value > lastDay {
			return nil, fmt.Errorf("%w: day %d is not in the years 1 to 9999", errColumn, value)
		}
		return time.Unix(value*24*60*60, 0).UTC(), nil
	case hengji.Boolean:
		if value != 0 && value != 1 {
			return nil, fmt.Errorf("%w: %d is neither 0 nor 1", errColumn, value)
		}
		return value == 1, nil
	}
	return nil, fmt.Errorf("%w: a number for a text", errColumn)
}

// convertText makes a text that the engine accepts: UTF-8 without NUL. Readers
// refuse files that hold anything else, so this is a net and not a mending.
func convertText(text string) string {
	if utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// texts is a list for a VARCHAR[] column: empty, never NULL.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = convertText(string(text))
	}
	return out
}
