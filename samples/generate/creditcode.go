package main

import "fmt"

// The bodies are plainly generated (MA4X0001, 00000042 …); only the two check
// characters are real, so that the codes pass GB 32100-2015 and GB 11714.
var ownerCodes = map[string]struct{ kind, body string }{
	"firm":        {"91", "MA4X"}, // 企业
	"cooperative": {"93", "MA4Y"}, // 农民专业合作社
	"institute":   {"12", "0000"}, // 事业单位
	"society":     {"51", "MJ00"}, // 社会团体
}

const creditCharset = "0123456789ABCDEFGHJKLMNPQRTUWXY" // no I O S V Z

// creditCode is the 统一社会信用代码 of the serial-th invented organisation.
func creditCode(owner, place string, serial int) string {
	kind := ownerCodes[owner]
	body := fmt.Sprintf("%s%04d", kind.body, serial)
	body += string(organisationCheck(body))
	code := kind.kind + place + body
	return code + string(creditCheck(code))
}

// organisationCheck is the ninth character of an organisation code, GB 11714.
func organisationCheck(body string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range body {
		value := int(body[i] - '0')
		if body[i] >= 'A' {
			value = int(body[i]-'A') + 10
		}
		sum += value * weights[i]
	}
	switch check := 11 - sum%11; check {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + check)
	}
}

// creditCheck is the eighteenth character of a credit code, GB 32100-2015.
func creditCheck(code string) byte {
	sum, weight := 0, 1
	for i := range code {
		for value := range len(creditCharset) {
			if creditCharset[value] == code[i] {
				sum += value * weight
			}
		}
		weight = weight * 3 % 31
	}
	return creditCharset[(31-sum%31)%31]
}
