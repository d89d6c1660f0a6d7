package night

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"hengji"
	"hengji/home"
	"hengji/night/review"
)

// withdrawalColumns is the header of withdrawals.csv, which the bureau keeps by
// hand. Region and version are those of the board.
var withdrawalColumns = []string{"period", "region", "version", "who", "why"}

// readWithdrawals reads the bureau's withdrawals (撤回). A mistake in the file ends
// the run: what was meant to be withdrawn must not stay in the tables unseen.
func readWithdrawals(path string, rules *hengji.Rules) ([]review.Withdrawal, error) {
	rows, err := readList(path, withdrawalColumns, 3)
	if err != nil {
		return nil, err
	}
	var withdrawals []review.Withdrawal
	for i, row := range rows {
		w := review.Withdrawal{Period: row[0], Region: row[1], Who: row[3], Why: row[4]}
		if w.Version, err = strconv.Atoi(row[2]); err != nil || w.Version < 1 {
			return nil, hengji.UsageError{Err: fmt.Errorf("%s:%d: version=%q 应为第几次报送，如 2", path, i+2, row[2])}
		}
		if !slices.ContainsFunc(rules.Regions(true), func(code hengji.Code) bool { return code.Name == w.Region }) {
			return nil, hengji.UsageError{Err: fmt.Errorf("%s:%d: region=%q 不是报送单位的名称", path, i+2, w.Region)}
		}
		if w.Period == "" || w.Who == "" || w.Why == "" {
			return nil, hengji.UsageError{Err: fmt.Errorf("%s:%d: period、who、why 都要填写", path, i+2)}
		}
		withdrawals = append(withdrawals, w)
	}
	return withdrawals, nil
}

// PassedOver is a submission that the tables pass over by the bureau's word.
type PassedOver struct {
	Region  string       `json:"region"`
	Version int          `json:"version"`
	File    string       `json:"file"`
	State   hengji.State `json:"state"`

	Received string `json:"-"`
}

// uncountedOf lists the submissions that do not count.
func uncountedOf(standings []hengji.Standing) []PassedOver {
	uncounted := []PassedOver{}
	for _, s := range standings {
		if s.State == hengji.Closed || s.State == hengji.Withdrawn {
			uncounted = append(uncounted, PassedOver{s.Region, s.Version, s.File, s.State, s.ReceivedAt.In(hengji.Beijing).Format("2006-01-02 15:04")})
		}
	}
	return uncounted
}

// Words are how run, status and page tell it.
func (p PassedOver) Words() string {
	return fmt.Sprintf("%s　%s 第 %d 次报送：%q（%s 收到）", p.State.Chinese(), cmp.Or(p.Region, "未识别"), p.Version, p.File, p.Received)
}

// warnOfWithdrawals warns of withdrawals of what nobody handed in.
func (n *Night) warnOfWithdrawals(standings []hengji.Standing) {
	for _, w := range n.review.Withdrawals {
		found := w.Period != n.settings.Period || slices.ContainsFunc(standings, func(s hengji.Standing) bool {
			return s.Region == w.Region && s.Version == w.Version
		})
		if !found {
			n.Log.Warn().Str("region", w.Region).Int("version", w.Version).Msg("withdrawals.csv 中要撤回的报送没有收到过")
		}
	}
}

// someCovers are enough to see that an inbox is of another year.
const someCovers = 5

// admit refuses the first files of a period whose covers all name another year: a
// mistyped --period must not take the whole inbox, nor begin a period that nobody opened. Nothing is in the ledger yet.
func (n *Night) admit(before []home.Receipt, fresh []home.Receipt) error {
	for _, receipt := range before {
		if receipt.Period == n.settings.Period {
			return nil
		}
	}
	ours := slices.DeleteFunc(slices.Clone(fresh), func(r home.Receipt) bool { return r.Period != n.settings.Period })
	if len(ours) == 0 && len(before)+len(fresh) > 0 && len(n.settings.Periods) == 0 {
		return hengji.UsageError{Err: fmt.Errorf("period=%q：没有收到过这个报告期的报送，收件目录中也没有它的工作簿：没有接收任何文件。新的报告期请写进 hengji.yaml 的 periods", n.settings.Period)}
	}
	typed := map[string]bool{}
	for _, receipt := range ours[:min(len(ours), someCovers)] {
		period, err := n.makes.typedPeriod(n, receipt)
		if err != nil {
			return err
		}
		if period != "" {
			typed[period] = true
		}
	}
	if len(typed) != 1 || typed[n.settings.Period] || typed[hengji.YearOf(n.settings.Period)] {
		return nil
	}
	for other := range typed {
		return hengji.UsageError{Err: fmt.Errorf("工作簿封面写的都是 %s，而报告期是 %s（--period）：没有接收任何文件", hengji.PeriodWords(other), n.settings.Period)}
	}
	return nil
}

// older says which of the new files were changed before one that came earlier from
// the same folder: perhaps an old draft was put there by mistake.
func older(before, fresh []home.Receipt) []string {
	newest := map[string]time.Time{}
	for _, r := range before {
		if r.Modified.After(newest[r.Period+r.Folder]) {
			newest[r.Period+r.Folder] = r.Modified
		}
	}
	files := []string{}
	for _, r := range fresh {
		if r.Folder != "" && r.Modified.Before(newest[r.Period+r.Folder]) {
			files = append(files, r.File)
		}
	}
	return files
}
