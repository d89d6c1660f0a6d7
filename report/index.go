package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// Index is a run's page: where everybody stands, what the tables say, what is
// wrong, what was published before. All of it comes from the published database
// and the ledger, so that the same two give the same bytes.
type Index struct {
	Period         string
	Now            string // the run's moment, in Beijing: 2022-02-10 02:00
	Due            string // the deadline, 2022-02-05; "" where there is none
	DaysAfter      int    // from Due to Now; negative before it
	Held           string // 已汇总 15/17
	Board          []BoardLine
	Apart          []BoardLine // the department
	Strays         []BoardLine // files whose region cannot be told
	Uncounted      []string    // submissions that were withdrawn or came too late, in words
	Reconciliation hengji.Table
	Closing        string         // it in words, the regions that do not close a line each
	Printed        []hengji.Table // in their order
	Others         []hengji.Table
	Workings       *Links        // from the figures of Printed and Reconciliation; nil: their working is not written
	Returns        []IndexReturn // of latest submissions, in the order of the board
	Titles         map[hengji.RuleID]string
	Files          []Fact            // what was exported: names and links
	Data           map[string]string // links to the CSV of tables, by name
	Contacts       map[string]string // whom to phone, by region: the bureau's own list
	NoContacts     string            // why that list could not be read
	Listed         string            // which of Others lists the projects; "" is none
	History        []Publication     // newest first
	Earlier        int               // publications before those
	Facts          []Fact            // where the page comes from
}

// BoardLine is where one reporter stands, or one file of nobody.
type BoardLine struct {
	Code, Region string
	// TileRow and TileColumn are its place on the map, north above, from 1; 0
	// where it has none.
	TileRow, TileColumn int
	State               hengji.State
	Latest, Effective   int                     // versions, 0 is none
	Received            string                  // of the latest
	Counts              map[hengji.Severity]int // open findings of the latest
	DaysLate            string                  // "" where there is no deadline
	File, Link          string                  // as received; to its return, "" where it cannot be reached from the page
}

// IndexReturn is what is wrong with one submission.
type IndexReturn struct {
	Region, Link string
	Version      int
	Mending      string // the fewest cells to change, a sentence; "" where none is said
	Changes      string // what is other than in the version before; "" where there is none
	Findings     []hengji.Finding
}

// Publication is one line of the history.
type Publication struct {
	At         string
	Generation int
	Held       int    // regions in the tables then
	Amount     string // 万元 in them; "" is not known
	Content    string // digest of what the database holds
	Same       bool   // as the publication before
	News       []string
}

// Fact is a name and a value of the footer.
type Fact struct{ Name, Value string }

//go:embed index.html
var indexText string

//go:embed index.css
var boardStyle string

//go:embed index.js
var filterScript string

// The run's page looks as those behind it do, and does what they do.
var indexStyle, indexScript = linkedStyle + boardStyle, linkedScript + filterScript

var indexTemplate = template.Must(template.Must(template.New("index").Parse(indexText)).Parse(sharedText))

// A page from a share may be opened by anybody: only the style and the script
// that are ours run, known by their hash, and nothing is ever fetched or sent.
var indexPolicy = policyOf(indexStyle, indexScript)

func policyOf(style, script string) string {
	return "default-src 'none'; style-src '" + hashOf(style) + "'; script-src '" + hashOf(script) + "'; base-uri 'none'; form-action 'none'"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

const (
	// findingsOnPage is as much as a browser filters at once without a pause.
	findingsOnPage = 2000
	// onMap bounds the rows and columns of tiles that the style knows.
	onMap = 8
)

// WriteIndex writes the page: one file, without server or network, that says
// everything without its script too.
func WriteIndex(w io.Writer, x Index) error {
	var b strings.Builder
	if err := indexTemplate.Execute(&b, x.page()); err != nil {
		return fmt.Errorf("make the run's page: %w", err)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// indexPage is what the template prints: texts alone.
type indexPage struct {
	Policy                           string
	Style                            template.CSS
	Script                           template.JS
	Period, Now, Due, Deadline, Held string
	States                           []stateCount
	Severities                       []severityCount
	Verdict, VerdictClass            string
	Closing                          []string
	Board, Apart, Strays, Missing    []boardRow
	Tiles, Unplaced                  []boardRow
	HasDue                           bool
	Reconciliation                   *figures
	Printed                          []*figures
	Others                           []tableLink
	Money                            money
	Rules                            []ruleRow
	Regions                          []regionChoice
	Settled                          []string
	Findings                         []findingRow
	More                             string
	History                          []Publication
	Earlier                          int
	Uncounted                        []string
	News                             []string // of the last publication
	NoContacts, Find                 string   // Find is the page on which projects are looked up
	Files, Changes, Facts            []Fact
}

// tableLink leads to a table that has a page of its own.
type tableLink struct {
	Title, Page, CSV string
	Count            int // of rows, 合计 apart
}

type stateCount struct {
	State, Name string
	Count       int
	Regions     string
}

type severityCount struct {
	Severity, Name, Short string
	Count                 int
}

// countOf is a count under the severity's name, and under the shorter one of a
// narrow column: 强制.
func countOf(severity hengji.Severity, count int) severityCount {
	return severityCount{string(severity), severity.Chinese(), strings.TrimSuffix(severity.Chinese(), "性"), count}
}

type boardRow struct {
	Region, State, Name, Latest, Effective, Received, Late, File, Link, Page, Contact, Tile string
	Held                                                                                    bool // an earlier version stands in the tables
	HasDue                                                                                  bool
	Long                                                                                    bool // a name that would break on its tile
	Counts                                                                                  []severityCount
}

// regionChoice is a region that has findings, and its page, "" where it has none.
type regionChoice struct{ Name, Page string }

type ruleRow struct {
	Rule, Title, Severity, Kind, Regions, Page string
	Count                                      int
}

type findingRow struct {
	Region, Link, Page, Project, RulePage, Severity, Kind, Standing, Sheet, Cell, Label, Got, Want, Message, Explanation, Rule, Title string
}

func (x Index) page() indexPage {
	ways := x.ways(PagesFolder + "/")
	p := indexPage{
		Policy: indexPolicy, Style: template.CSS(indexStyle), Script: template.JS(indexScript), // ours, never of a workbook
		Period: inert.OneLine(hengji.PeriodWords(x.Period)), Now: inert.OneLine(x.Now), Due: inert.OneLine(x.Due), Held: inert.OneLine(x.Held), HasDue: x.Due != "",
		NoContacts: short(x.NoContacts, 200), Reconciliation: ways.figures(x.Reconciliation, nil), Earlier: x.Earlier, Money: x.money(),
	}
	switch {
	case x.Due == "":
	case x.DaysAfter > 0:
		p.Deadline = fmt.Sprintf("已过 %d 天", x.DaysAfter)
	case x.DaysAfter == 0:
		p.Deadline = "今天截止"
	default:
		p.Deadline = fmt.Sprintf("还有 %d 天", -x.DaysAfter)
	}
	x.fillBoard(&p)
	x.fillClosing(&p)
	for _, table := range x.Printed {
		p.Printed = append(p.Printed, ways.figures(table, nil))
	}
	for _, table := range x.Others {
		if table.Name == x.Listed {
			p.Find = PagesFolder + "/" + pageName("table", table.Name)
		}
		p.Others = append(p.Others, tableLink{short(table.Title, 200), PagesFolder + "/" + pageName("table", table.Name), x.Data[table.Name], rowsOf(table)})
	}
	x.fillFindings(&p, ways)
	for _, one := range x.History {
		line := Publication{At: inert.OneLine(one.At), Generation: one.Generation, Held: one.Held, Amount: inert.OneLine(one.Amount), Content: short(one.Content, 13), Same: one.Same}
		for _, news := range one.News {
			line.News = append(line.News, short(news, 300))
		}
		p.History = append(p.History, line)
	}
	if len(p.History) > 0 {
		p.News = p.History[0].News
	}
	for _, one := range x.Uncounted {
		p.Uncounted = append(p.Uncounted, short(one, 200))
	}
	for _, r := range x.Returns {
		if r.Changes != "" {
			p.Changes = append(p.Changes, Fact{fmt.Sprintf("%s（第 %d 次）", short(r.Region, 40), r.Version), short(r.Changes, 400)})
		}
	}
	for _, file := range x.Files {
		p.Files = append(p.Files, Fact{short(file.Name, 40), file.Value})
	}
	for _, fact := range x.Facts {
		p.Facts = append(p.Facts, Fact{inert.OneLine(fact.Name), short(fact.Value, 200)})
	}
	return p
}

// fillBoard fills the map, the board and the counts over it.
func (x Index) fillBoard(p *indexPage) {
	names := map[hengji.State][]string{}
	taken := map[[2]int]bool{}
	for _, line := range x.Board {
		row := x.boardRow(line)
		names[line.State] = append(names[line.State], row.Region)
		at := [2]int{line.TileRow, line.TileColumn}
		if min(at[0], at[1]) > 0 && max(at[0], at[1]) <= onMap && !taken[at] {
			taken[at] = true
			row.Tile = fmt.Sprintf("r%d c%d", at[0], at[1])
			p.Tiles = append(p.Tiles, row)
		} else if len(x.Board) <= mostBars { // more are no map; the board beside it has them
			p.Unplaced = append(p.Unplaced, row)
		}
		p.Board = append(p.Board, row)
		if line.State == hengji.Missing {
			p.Missing = append(p.Missing, row)
		}
	}
	// The keyboard walks over the map as the eye does: rows, then columns.
	slices.SortStableFunc(p.Tiles, func(a, b boardRow) int { return strings.Compare(a.Tile, b.Tile) })
	for _, state := range []hengji.State{hengji.Accepted, hengji.Nil, hengji.Pending, hengji.Returned, hengji.Missing} {
		p.States = append(p.States, stateCount{string(state), state.Chinese(), len(names[state]), strings.Join(names[state], "、")})
	}
	for _, line := range x.Apart {
		p.Apart = append(p.Apart, x.boardRow(line))
	}
	for _, line := range x.Strays {
		p.Strays = append(p.Strays, x.boardRow(line))
	}
}

func (x Index) boardRow(line BoardLine) boardRow {
	row := boardRow{
		Region: short(line.Region, 40), State: string(line.State), Name: line.State.Chinese(),
		Received: inert.OneLine(line.Received), Late: inert.OneLine(line.DaysLate), File: short(line.File, 120), Link: line.Link,
		Held: line.State == hengji.Returned && line.Effective > 0, HasDue: x.Due != "",
		Long: inert.Width(line.Region) > 10, Contact: short(x.Contacts[line.Region], 60),
	}
	if line.Code != "" {
		row.Page = PagesFolder + "/" + pageName("region", line.Code)
	}
	if line.Latest > 0 {
		row.Latest = strconv.Itoa(line.Latest)
	}
	if line.Effective > 0 {
		row.Effective = strconv.Itoa(line.Effective)
	}
	for _, severity := range hengji.Severities {
		row.Counts = append(row.Counts, countOf(severity, line.Counts[severity]))
	}
	return row
}

// fillClosing says whether the balance closes: the words, and the regions in
// which it does not.
func (x Index) fillClosing(p *indexPage) {
	for line := range strings.Lines(x.Closing) {
		p.Closing = append(p.Closing, strings.TrimSpace(inert.OneLine(strings.TrimSuffix(line, "\n"))))
	}
	p.Verdict, p.VerdictClass = "无控制数", "missing"
	t := x.Reconciliation
	if at := slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool { return c.Name == "closes" }); at >= 0 && len(t.Rows) > 0 {
		switch t.Rows[len(t.Rows)-1][at] {
		case "是":
			p.Verdict, p.VerdictClass = "相符", "accepted"
		case "否":
			p.Verdict, p.VerdictClass = "不平", "returned"
		}
	}
}

// short is a text in one line of at most so many columns. What no reader will see
// is cut off before it is looked at.
func short(s string, most int) string {
	if bound := 12 * most; len(s) > bound {
		s = strings.ToValidUTF8(s[:bound], "") + "…"
	}
	return inert.Cut(inert.OneLine(s), most)
}
