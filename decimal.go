package hengji

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Decimal is an exact number in millionths, the in-memory form of the
// database's DECIMAL(18,6): 万元 amounts, percent numbers, scores, indicator
// values. 135万元 is Decimal(135_000_000). No float stands between a cell and a
// table.
type Decimal int64

const (
	// DecimalPlaces is the number of digits kept behind the point.
	DecimalPlaces = 6
	// DecimalOne is the number 1.
	DecimalOne Decimal = 1_000_000
	// MaxDecimal is the largest value of DECIMAL(18,6): twelve nines before the
	// point, six behind it. The smallest is its negative.
	MaxDecimal Decimal = 999_999_999_999_999_999
)

var (
	// ErrNotNumber says that a text is not a decimal number.
	ErrNotNumber = errors.New("not a number")
	// ErrRange says that a number does not fit into DECIMAL(18,6).
	ErrRange = errors.New("number out of range of DECIMAL(18,6)")
)

// ParseDecimal reads a plain or exponent number as workbooks store it
// ("656", "-0.5", "1294.5999999999999", "1.5E-3"). Digits behind the sixth
// decimal are rounded half away from zero; exact tells whether none were lost.
// The error is ErrNotNumber or ErrRange. Signs, separators and units that people
// type are transform's business, not this function's.
func ParseDecimal(text string) (value Decimal, exact bool, err error) {
	i, negative := 0, false
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		negative = text[i] == '-'
		i++
	}
	// Digits are gathered without the point; scale counts those behind it.
	var digits [40]byte
	n, scale, seenPoint, seenDigit, dropped := 0, 0, false, false, false
	for ; i < len(text); i++ {
		c := text[i]
		if c == '.' && !seenPoint {
			seenPoint = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		seenDigit = true
		switch {
		case n == 0 && c == '0': // a leading zero carries nothing but its place
		case n < len(digits):
			digits[n] = c - '0'
			n++
		default: // beyond 40 significant digits only "was anything lost" matters
			dropped = dropped || c != '0'
			if !seenPoint {
				return 0, false, ErrRange
			}
			continue
		}
		if seenPoint {
			scale++
		}
	}
	if !seenDigit {
		return 0, false, ErrNotNumber
	}
	exponent, err := parseExponent(text[i:])
	switch {
	case err != nil:
		return 0, false, err
	case n == 0:
		return 0, !dropped, nil
	case exponent > 1000:
		return 0, false, ErrRange
	case exponent < -1000:
		return 0, false, nil // far below a millionth
	}
	value, exact, err = sixPlaces(digits[:n], scale-exponent)
	if negative {
		value = -value
	}
	return value, exact && !dropped, err
}

// parseExponent reads what stands behind the digits of a number: nothing, or e and a
// whole number.
func parseExponent(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	if text[0] != 'e' && text[0] != 'E' {
		return 0, ErrNotNumber
	}
	exponent, err := strconv.Atoi(strings.TrimPrefix(text[1:], "+"))
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, ErrRange
	case err != nil || strings.HasPrefix(text[1:], "+-"):
		return 0, ErrNotNumber
	}
	return exponent, nil
}

// sixPlaces rounds significant digits, scale of them behind the point, half up to the
// sixth decimal; exact says that nothing was lost.
func sixPlaces(digits []byte, scale int) (value Decimal, exact bool, err error) {
	n := len(digits)
	// keep is how many of the digits stand before the sixth decimal.
	keep := n - (scale - DecimalPlaces)
	if keep > 18 {
		return 0, false, ErrRange
	}
	var unscaled int64
	for k := range max(keep, 0) {
		unscaled *= 10
		if k < n {
			unscaled += int64(digits[k])
		}
	}
	exact = true
	for k := max(keep, 0); k < n; k++ {
		exact = exact && digits[k] == 0
	}
	if keep >= 0 && keep < n && digits[keep] >= 5 {
		unscaled++
	}
	if unscaled > int64(MaxDecimal) {
		return 0, false, ErrRange
	}
	return Decimal(unscaled), exact, nil
}

// Add returns d + e; ok is false where the sum leaves DECIMAL(18,6).
func (d Decimal) Add(e Decimal) (sum Decimal, ok bool) {
	sum = d + e // both within 10^18, so int64 cannot wrap
	return sum, sum <= MaxDecimal && sum >= -MaxDecimal
}

// Round rounds half away from zero to 0 to 6 places (四舍五入), for printing
// only: stored values are never rounded.
func (d Decimal) Round(places int) Decimal {
	unit := Decimal(1)
	for range DecimalPlaces - min(max(places, 0), DecimalPlaces) {
		unit *= 10
	}
	rest := d % unit
	d -= rest
	switch {
	case rest*2 >= unit:
		d += unit
	case rest*2 <= -unit:
		d -= unit
	}
	return d
}

// String prints the shortest exact form: "135", "12.5", "-0.000001".
func (d Decimal) String() string {
	text := d.Format(DecimalPlaces)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// Format prints exactly places decimals (0 to 6), rounded half away from zero.
func (d Decimal) Format(places int) string {
	places = min(max(places, 0), DecimalPlaces)
	d = d.Round(places)
	sign := ""
	magnitude := uint64(d)
	if d < 0 {
		sign, magnitude = "-", -magnitude
	}
	whole, part := magnitude/uint64(DecimalOne), magnitude%uint64(DecimalOne)
	text := sign + strconv.FormatUint(whole, 10)
	if places == 0 {
		return text
	}
	fraction := strconv.FormatUint(part+uint64(DecimalOne), 10)[1:]
	return text + "." + fraction[:places]
}

// Ratio returns d / e in scaled integers, rounded half away from zero to a
// millionth; ok is false for a zero denominator or a result out of range.
func (d Decimal) Ratio(e Decimal) (quotient Decimal, ok bool) {
	if e == 0 {
		return 0, false
	}
	negative := (d < 0) != (e < 0)
	high, low := bits.Mul64(magnitude(d), uint64(DecimalOne))
	divisor := magnitude(e)
	if high >= divisor {
		return 0, false
	}
	q, rest := bits.Div64(high, low, divisor)
	if rest >= divisor-rest {
		q++
	}
	if q > uint64(MaxDecimal) || q > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -Decimal(q), true
	}
	return Decimal(q), true
}

func magnitude(d Decimal) uint64 {
	if d < 0 {
		return uint64(-d)
	}
	return uint64(d)
}
