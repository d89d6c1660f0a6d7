package main

import "strings"

// creditCode completes a code's first 8 characters and the first 8 of its
// organisation code by both check characters (GB 32100-2015, GB 11714-1997), so
// that nothing is wrong with it but what a fault wants.
func creditCode(head, organisation string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += strings.IndexByte(digits, organisation[i]) * weight
	}
	code := head + organisation + string("0123456789X"[(11-sum%11)%11])
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(letters, code[i]) * weight
		weight = weight * 3 % 31
	}
	return code + string(letters[(31-sum%31)%31])
}
