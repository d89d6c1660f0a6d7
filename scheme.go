package hengji

// SchemeKind says what a file of schema/schemes decides.
type SchemeKind string

const (
	// ProjectScheme scores a project: weights, bands, grades, caps.
	ProjectScheme SchemeKind = "project"
	// DepartmentScheme scores the department: one item an indicator, each with its
	// formula, limit, step and penalty.
	DepartmentScheme SchemeKind = "department"
	// StagesScheme says which indicators apply at which stage of a project.
	StagesScheme SchemeKind = "stages"
	// DecisionScheme says when a project's funding goes on, waits or goes back.
	DecisionScheme SchemeKind = "decision"
	// RiskScheme says how projects are ranked for checks on site.
	RiskScheme SchemeKind = "risk"
)

// SchemeKinds lists all kinds.
var SchemeKinds = []SchemeKind{ProjectScheme, DepartmentScheme, StagesScheme, DecisionScheme, RiskScheme}

// Scheme is a file of schema/schemes: how something is judged, as figures. SQL
// calculates with them (ref.scheme and its neighbours); nothing here is a formula.
type Scheme struct {
	Name        string
	Title       string // Chinese, as printed beside a score
	Description string
	Kind        SchemeKind
	Default     bool     // in force where no other scheme of the kind names period or region
	Periods     []string // in force in these periods only
	PeriodKinds []string // in force in periods of these kinds only (年中运行监控)
	Regions     []string // in force for these region codes only
	Weights     []SchemeWeight
	Bands       []SchemeBand  // 定性 indicators, best first
	Grades      []SchemeGrade // best first
	Caps        []SchemeCap   // highest rate first
	OverFrom    *Decimal      // a completion of this many percent is told as 指标偏离
	OverDeduct  Decimal       // and costs this many points of the indicator
	Stages      []SchemeStage
	Decisions   []SchemeDecision
	Factors     []SchemeFactor
	Similar     Decimal // names alike by this many percent are told as a pair
	Items       []SchemeItem
	Source      FilePlace
}

// SchemeWeight is the points of one first-level group of indicators.
type SchemeWeight struct {
	Name      string
	Weight    Decimal
	Execution bool     // the execution rate: spent ÷ budget of the whole year
	Levels    []string // names of ref.indicator_levels that it holds
	FallsTo   string   // the group that takes the points of a project without such indicators
}

// SchemeBand is the share of points that a qualitative result may have.
type SchemeBand struct {
	Name  string
	From  Decimal  // percent, inclusive; it ends where the band above begins
	Words []string // what is written in 实际完成值 for it
}

// SchemeGrade is a grade and the least score that has it.
type SchemeGrade struct {
	Name string
	From Decimal
	Line int // of the file
}

// SchemeCap is the most that a project scores whose execution rate is below.
type SchemeCap struct {
	Below Decimal // percent
	Total Decimal
}

// SchemeStage says what applies to a project of a stage.
type SchemeStage struct {
	Stage     string // code of ref.stages, "" for a project without one
	FromMonth int    // holds from so many whole months after the project's end
	Execution bool
	Levels    []string // names of ref.indicator_levels, first level
	Except    []string // second level names that do not apply
	Ungraded  bool     // has a score and no grade yet
	Why       string   // Chinese, printed beside the score
}

// SchemeDecision is a line of the list that is read from the top: the first
// whose conditions all hold decides.
type SchemeDecision struct {
	Decision       string
	Stages         []string // codes of ref.stages; none means all
	Unscored       bool     // only projects that cannot be evaluated
	ScoreBelow     *Decimal
	ExecutionBelow *Decimal // percent
	BalanceAbove   *Decimal // 万元 received and not spent
	// Of what a check on site or an audit found. Only a period of checks knows.
	Unmended bool     // something found is not mended
	Mended   bool     // something was found, and all of it is mended
	Last     []string // decisions of the year before
	Reason   string
	Basis    string // the sentence of the document that it follows
	Line     int    // of the file
}

// SchemeFactor is one ground for a check on site.
type SchemeFactor struct {
	Factor string // which of the grounds that mart.spot_check calculates
	Name   string // Chinese
	Weight Decimal
	Full   *Decimal // the value that counts fully; nil: the largest of the period
}

// SchemeItem is one indicator of the department's evaluation.
type SchemeItem struct {
	Level1, Level2, Indicator string
	Points                    Decimal
	Formula                   string // name of the rate that mart.control_rates calculates; "" where a person scores it
	Method                    string // above, below, off, ratio, bands, stated
	Limit                     *Decimal
	Step                      *Decimal // each so many percentage points past the limit
	Penalty                   *Decimal // cost so many points
	Bands                     []SchemeItemBand
}

// SchemeItemBand is the points of a rate from here on, up to the next band.
type SchemeItemBand struct {
	From      Decimal
	Exclusive bool // the rate itself still belongs to the band below
	Points    Decimal
}
