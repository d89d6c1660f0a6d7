package load

import (
	"cmp"
	"maps"
	"strconv"

	"hengji"
)

// Year is the year that a period is of; 0 where its code names none.
func (p Period) Year() int64 {
	year, _ := strconv.ParseInt(hengji.YearOf(p.Period), 10, 64)
	return year
}

// LastDay is the last day that a period covers, as YYYY-MM-DD.
func (p Period) LastDay() string { return cmp.Or(p.CoversTo, hengji.PeriodLastDay(p.Period)) }

// Rules are the rules as the period has them: code lists of its days, from the first of its
// year, and the forms that are asked for.
func (p Period) Rules(rules *hengji.Rules) *hengji.Rules {
	return rules.In(hengji.YearOf(p.Period)+"-01-01", p.LastDay(), rules.AskedIn(p.kind(), p.Forms))
}

// kind is what is done in a period.
func (p Period) kind() string { return cmp.Or(p.Kind, hengji.PeriodKind(p.Period)) }

// earlierFirst orders periods by the last day that they cover. Of those that end on one
// day the one that opens first goes before.
func earlierFirst(x, y Period) int {
	return cmp.Or(cmp.Compare(x.LastDay(), y.LastDay()), cmp.Compare(x.OpensOn, y.OpensOn), cmp.Compare(x.Period, y.Period))
}

// coreEarlier lists what rules over years may hold a period against: of each earlier
// period and reporter the newest submission that counts. Against a period that is closed
// stands only what had come by then, and nothing in the place of what was withdrawn, so that
// nobody is asked about a year that is over because of what came or was decided afterwards.
const coreEarlier = `CREATE VIEW core.earlier AS
WITH run AS (SELECT CAST(started_at AS DATE) AS day FROM meta.run)
SELECT p.period, p.year, e.period AS earlier_period, e.year AS earlier_year, e.position AS earlier_position,
       s.submission, s.region_code, s.region, s.effective
FROM ref.period p
JOIN ref.period e ON e.position < p.position
JOIN meta.submission s ON s.period = e.period AND s.state IN ('accepted', 'pending', 'nil', 'withdrawn')
WHERE CASE WHEN p.closed_on < (SELECT day FROM run) THEN CAST(s.received_at AS DATE) <= p.closed_on ELSE s.state <> 'withdrawn' END
QUALIFY row_number() OVER (PARTITION BY p.period, e.period, s.region_code ORDER BY s.version DESC) = 1 AND s.state <> 'withdrawn'`

// coreEarlierColumns are the words of core.earlier, in its columns' order.
var coreEarlierColumns = []column{
	{name: "period", comment: "报告期"},
	{name: "year", comment: "年度"},
	{name: "earlier_period", comment: "以前的报告期"},
	{name: "earlier_year", comment: "以前的报告期的年度"},
	{name: "earlier_position", comment: "以前的报告期的先后"},
	{name: "submission", comment: "以前的报送：本报告期关闭以后才收到的不算"},
	{name: "region_code", comment: "以前的报送单位代码"},
	{name: "region", comment: "以前的报送单位"},
	{name: "effective", comment: "现在是否仍为有效报送"},
}

// storeForHistory calculates what rules over years read of the stored views: those of
// earlier periods stand only once it is known what counts.
func (b *Build) storeForHistory() error {
	read := map[*hengji.Mart]bool{}
	for _, rule := range b.rules.Checks {
		if rule.Scope == "history" {
			maps.Copy(read, b.reach.read(rule.SQL).views)
		}
	}
	return b.store(func(view *hengji.Mart) bool { return read[view] })
}
