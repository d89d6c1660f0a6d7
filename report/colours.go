package report

import "hengji"

// Colours, the same wherever a severity or a state is shown: dark enough on their
// ground to be read in print without colour.
var (
	severityFill = map[hengji.Severity]string{
		hengji.Blocking: "FBD5D0", hengji.Approval: "FCE0C3", hengji.Explain: "FFF2B8", hengji.Notice: "DFEAF5",
	}
	severityInk = map[hengji.Severity]string{
		hengji.Blocking: "9B1C1C", hengji.Approval: "8A3B00", hengji.Explain: "6B4E00", hengji.Notice: "1E4A73",
	}
	stateFill = map[hengji.State]string{
		hengji.Returned: "FBD5D0", hengji.Pending: "FFF2B8", hengji.Accepted: "DDF1E0", hengji.Nil: "DDF1E0", hengji.Missing: "E5E7EB", hengji.Closed: "E5E7EB",
	}
	stateInk = map[hengji.State]string{
		hengji.Returned: "9B1C1C", hengji.Pending: "6B4E00", hengji.Accepted: "14532D", hengji.Nil: "14532D", hengji.Missing: "374151", hengji.Closed: "374151",
	}
)
