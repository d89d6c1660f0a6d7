package hengji

import "strings"

// CreditCharacters are the characters of a 统一社会信用代码 in the order of their values
// (GB 32100-2015): I, O, S, V and Z are left out.
const CreditCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CreditCheck is the eighteenth character of a credit code from the seventeen before
// it, whose values are weighted by 3^i mod 31 (GB 32100-2015); 0 where one of them is
// not allowed.
func CreditCheck(first string) byte {
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(CreditCharacters, first[i])
		if value < 0 {
			return 0
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	return CreditCharacters[(31-sum%31)%31]
}
