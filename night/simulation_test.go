package night

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"hengji"
	"hengji/home"
	"hengji/home/disk"
	"hengji/ingest"
	"hengji/load"
	"hengji/night/review"
	"hengji/samples/tier"
)

const (
	homeFolder    = "/var/hengji"
	inboxFolder   = "/share/inbox"
	returnsFolder = "/share/returns"
	publishFolder = "/share/publish"
)

// history is what one seed makes of a bureau, its districts and their disk.
type history struct {
	seed  uint64
	dice  *rand.Rand
	disk  *memory
	toys  *toys
	home  *home.Home
	model *naive
	told  []string // what happened, for whoever must mend it

	lies        map[string]lie
	foreign     map[string]string   // folders of exports, by the text that somebody wrote there
	touched     map[string][]string // texts that a file had while a night ran
	calendar    []load.Period
	withdrawals []review.Withdrawal
	run         string // the period of runs

	refused    error            // of what was to be refused and was not
	archived   map[string]*node // the archive's copies
	counted    int              // receipts when all was well last
	broke      bool             // a run was ever broken off
	rotten     bool             // what is in force was damaged, and no night came since
	rotted     bool             // it ever was
	deciding   string           // a period that is being signed or opened again
	unsure     string           // one that the run before was deciding: seen, and perhaps not on the disk
	possible   [][]line         // what may be in force until all is well again
	booked     int64            // lines of the ledger when all was well last
	head       string           // hash of the last of them
	generation int              // then in force
	left       bool             // something was archived and never received: it was taken away again
	usual      int              // changes of a disk in a night
	looks      int              // and looks
	rejudges   bool             // the run judges all anew
	rejudged   bool             // one did since all was well
	tried      []string         // the texts of rules of runs since then
	releases   int              // of the program
	restore    func() error     // puts back what rotted of the sources
	nights     int
}

func (h *history) tell(format string, args ...any) {
	h.told = append(h.told, fmt.Sprintf(format, args...))
}

func entryOf[T any](entry home.Entry) (T, error) { return jsonOf[T](entry.Data) }

func jsonOf[T any](data []byte) (one T, err error) {
	err = json.Unmarshal(data, &one)
	return one, err
}

var toyRegions = []string{"甲县", "乙县", "丙县"}

// toyReviewers judge, by the text of their rules.
var toyReviewers = map[string]*review.Reviewer{}

func init() {
	for _, text := range []string{"rules 1", "rules 2", "rules 3"} {
		toyReviewers[text] = aToyReviewer(text, toyRegions...)
	}
}

// begin makes an empty bureau. The disk of home is its own until end.
func begin(seed uint64, prepare func(*memory)) (*history, error) {
	dice := rand.New(rand.NewPCG(seed, 20))
	clock := time.Date(2022, 3, 1, 1, 0, 0, 0, time.UTC)
	returns := map[string]witness{}
	h := &history{
		seed: seed, dice: dice, disk: newMemory(dice, clock), toys: &toys{handedOut: map[string]bool{}, returns: returns},
		model: &naive{regions: toyRegions, returns: returns, rules: "rules 1", program: "sound 0", texts: map[string]string{}, signed: map[string][]line{}, signedAt: map[string]int{}},
		lies:  map[string]lie{}, touched: map[string][]string{}, foreign: map[string]string{}, run: "2021", usual: 150, looks: 600,
		calendar: []load.Period{{Period: "2021"}, {Period: "2021-H1"}, {Period: "2022"}, {Period: "2023"}},
	}
	if home.Disk = h.disk; prepare != nil {
		prepare(h.disk)
	}
	for _, folder := range []string{"/var", "/share", inboxFolder, returnsFolder, publishFolder} {
		if err := h.disk.Mkdir(folder); err != nil {
			return nil, err
		}
	}
	h.disk.Settle()
	return h, h.open()
}

func (h *history) open() error {
	opened, err := home.Open(homeFolder)
	if err != nil {
		return err
	}
	opened.Kind, opened.Most = kindOf(ingest.DefaultLimits()), tooMuch*ingest.DefaultLimits().FileBytes
	h.home = opened
	return nil
}

// aNight is a run of the program, as New makes it of files.
func (h *history) aNight() (*Night, error) {
	if err := h.open(); err != nil {
		return nil, err
	}
	now := h.disk.clock
	n := &Night{
		ID: runID(now), Log: zerolog.Nop(), clock: now, home: h.home, makes: h.toys,
		ruleFiles: map[string][]byte{toyRules: []byte(h.model.rules)},
		settings: Settings{
			Inbox: inboxFolder, Home: homeFolder, Returns: returnsFolder, Publish: publishFolder,
			Period: h.run, Periods: slices.Clone(h.calendar), Exports: true, Limits: ingest.DefaultLimits(), Now: now, Rejudge: h.rejudges,
		},
	}
	h.toys.program = h.model.program
	programDigest = func() string { return strings.Replace(h.model.program, "lucky", "faulty", 1) }
	v := *toyReviewers[h.model.rules]
	v.Stamp = load.Run{ID: n.ID, Period: h.run, StartedAt: now, RulesFingerprint: v.Rules.Fingerprint, Periods: n.settings.Periods}
	v.Withdrawals = slices.Clone(h.withdrawals)
	n.review = &v
	return n, nil
}

// lay puts a file of a district into the inbox, as its own machine does: at once and for good.
func (h *history) lay(file, text string, at time.Time) {
	h.lies[file] = lie{text, at}
	h.model.texts[sumOf(text)] = text
	h.disk.lay(path.Join(inboxFolder, file), []byte(text), at)
}

func (h *history) take(file string) {
	delete(h.lies, file)
	h.disk.take(path.Join(inboxFolder, file))
}

func pick[T any](dice *rand.Rand, from ...T) T { return from[dice.IntN(len(from))] }

// aFile is a name that districts use.
func (h *history) aFile() string {
	name := pick(h.dice, "报表.xlsx", "报表.xlsx", "最终版.xlsx", "最终版(2).xlsx")
	region := pick(h.dice, toyRegions...)
	period := pick(h.dice, "2022", "2022", "2023", "2021-H1")
	switch h.dice.IntN(12) {
	case 0:
		return path.Join(period, region, name)
	case 1:
		return path.Join(region, period, name)
	case 2:
		return name // nobody's
	case 3:
		return path.Join("某县", name)
	}
	return path.Join(region, name)
}

// aText is a workbook: new, or one that somebody wrote before.
func (h *history) aText() string {
	return toy(pick(h.dice, "", "", "2021", "2022", "1999", "2021-H1", "2023"), h.dice.IntN(3) > 0, h.dice.IntN(12))
}

// deed is one thing that districts or the bureau do between nights.
func (h *history) deed() {
	at := h.disk.clock.Add(-time.Duration(h.dice.IntN(50)) * time.Hour)
	switch h.dice.IntN(19) {
	default:
		file, text := h.aFile(), h.aText()
		h.lay(file, text, at)
		h.tell("%s is laid: %.12s", file, text)
	case 7, 8:
		if file := h.someFile(); file != "" {
			h.take(file)
			h.tell("%s is taken away", file)
		}
	case 9:
		file := h.aFile()
		file = path.Join(path.Dir(file), "~$"+path.Base(file))
		h.lay(file, "", at)
		h.tell("%s is opened", file)
	case 10:
		if text := h.someReturn(); text != "" && h.dice.IntN(2) == 0 {
			file := h.aFile()
			h.lay(file, text, at)
			h.tell("%s is laid, our return: %.20s", file, text)
			return
		}
		file := strings.TrimSuffix(h.aFile(), ".xlsx") + ".pdf"
		h.lay(file, "%PDF", at)
		h.tell("%s is laid beside", file)
	case 11:
		w := review.Withdrawal{Period: pick(h.dice, h.periods()...), Region: pick(h.dice, toyRegions...), Version: 1 + h.dice.IntN(3), Who: "甲", Why: "乙"}
		if at := slices.Index(h.withdrawals, w); at >= 0 {
			h.withdrawals = slices.Delete(h.withdrawals, at, at+1)
		} else {
			h.withdrawals = append(h.withdrawals, w)
		}
		h.tell("withdrawals: %v", h.withdrawals)
	case 12:
		p := &h.calendar[h.dice.IntN(len(h.calendar))]
		p.ClosedOn = pick(h.dice, "", h.disk.clock.Format(time.DateOnly), "2022-03-04")
		h.tell("%s closes on %q", p.Period, p.ClosedOn)
	case 15:
		if h.dice.IntN(2) == 0 {
			h.rot()
		}
	case 14: // an analyst works in what was exported
		folder := path.Join(pick(h.dice, homeFolder, publishFolder), ExportsFolder, h.run)
		if _, err := h.disk.Stat(folder); err != nil {
			return
		}
		file := path.Join(folder, pick(h.dice, toyTable, "备注.txt"))
		if was, err := readAll(file); err == nil {
			delete(h.foreign, string(was)) // once more
		}
		text := fmt.Sprintf("mine %d", h.dice.Uint64())
		h.disk.lay(file, []byte(text), h.disk.clock)
		h.foreign[text] = folder
		h.tell("%s is an analyst's: %s", file, text)
	case 13:
		h.run = pick(h.dice, h.periods()...)
		h.tell("runs are of %s", h.run)
	case 16:
		h.model.rules = pick(h.dice, "rules 1", "rules 2", "rules 3")
		h.tell("judged is by %s", h.model.rules)
	case 17, 18:
		// A fault comes with another program, and may go by itself.
		kind, release, _ := strings.Cut(h.model.program, " ")
		if kind == "faulty" && h.dice.IntN(2) == 0 {
			h.model.program = "lucky " + release
		} else {
			h.releases++
			h.model.program = fmt.Sprintf("%s %d", pick(h.dice, "sound", "faulty"), h.releases)
		}
		h.tell("the program is %s", h.model.program)
	}
}

// someReturn is a workbook that was handed back and lies there, "" where none does.
func (h *history) someReturn() string {
	var texts []string
	_ = h.disk.each(func(_ string, data []byte) error {
		if _, is := h.toys.returns[string(data)]; is {
			texts = append(texts, string(data))
		}
		return nil
	})
	if len(texts) == 0 {
		return ""
	}
	slices.Sort(texts)
	return pick(h.dice, texts...)
}

// periods are those of the calendar.
func (h *history) periods() []string {
	var periods []string
	for _, p := range h.calendar {
		periods = append(periods, p.Period)
	}
	return periods
}

func (h *history) someFile() string {
	var files []string
	for file := range h.lies {
		files = append(files, file)
	}
	if len(files) == 0 {
		return ""
	}
	slices.Sort(files)
	return pick(h.dice, files...)
}

// meddle is what districts do while a night reads: they overwrite in place, with size and
// time put back, put another file in the place of one, take one away; or a second run comes.
// A share that does not give a file is one of them.
func (h *history) meddle() {
	at := 1 + h.dice.IntN(3*len(h.lies)+1)
	h.disk.read = func(name string) error {
		name, inbox := strings.CutPrefix(name, inboxFolder+"/")
		if !inbox {
			return nil
		}
		if at--; at != 0 {
			return nil
		}
		file := name
		if h.dice.IntN(2) == 0 {
			file = h.someFile()
		}
		if path.Ext(file) != ".xlsx" {
			return nil
		}
		was := h.lies[file]
		h.touched[file] = append(h.touched[file], was.text)
		switch h.dice.IntN(5) {
		case 0:
			h.take(file)
			h.tell("… %s is taken away meanwhile", file)
		case 1:
			h.lay(file, h.aText(), h.disk.clock)
			h.tell("… %s is replaced meanwhile", file)
		case 2:
			text := strings.Map(func(r rune) rune {
				if r == 'x' {
					return 'y'
				}
				return r
			}, was.text)
			h.lies[file] = lie{text, was.time}
			h.model.texts[sumOf(text)] = text
			h.disk.overwrite(path.Join(inboxFolder, file), []byte(text))
			h.tell("… %s is overwritten meanwhile", file)
		case 3:
			h.disk.read = nil
			n, err := h.aNight()
			if err == nil {
				_, err = n.Run(context.Background())
			}
			if !errors.Is(err, home.ErrLocked) {
				h.refused = fmt.Errorf("a second run at once says %w", err)
			}
		case 4:
			h.touched[name] = append(h.touched[name], h.lies[name].text)
			h.tell("… %s cannot be read", name)
			return syscall.EIO
		}
		return nil
	}
}

// rot changes a byte of what is in force.
func (h *history) rot() {
	manifest, _, err := h.home.Current()
	if err != nil || manifest == nil || h.rotten {
		return
	}
	name := fmt.Sprintf("%06d", manifest.Generation)
	file := h.home.Path("generations", pick(h.dice, name+".duckdb", name+".json", "CURRENT"))
	data, err := readAll(file)
	if err != nil || len(data) == 0 {
		return
	}
	data[h.dice.IntN(len(data))] ^= 1 << h.dice.IntN(8)
	h.disk.overwrite(file, data)
	h.rotten, h.rotted = true, true
	h.tell("%s rots", file)
}

// rotSource changes a byte of what everything is made from, until somebody puts back the
// copy. Whoever looks is told.
func (h *history) rotSource() bool {
	var files []string
	_ = h.disk.each(func(file string, data []byte) error {
		of, under := strings.CutPrefix(file, homeFolder+"/")
		folder, _, _ := strings.Cut(of, "/")
		if under && len(data) > 0 && slices.Contains([]string{"archive", "rules", "closed", "ledger.jsonl"}, folder) && !strings.HasPrefix(path.Base(file), ".") {
			files = append(files, file)
		}
		return nil
	})
	if len(files) == 0 {
		return false
	}
	file := pick(h.dice, files...)
	if h.dice.IntN(4) == 0 {
		file = homeFolder + "/ledger.jsonl"
	}
	whole, err := readAll(file)
	if book, of := h.home.Ledger(); err != nil || of != nil || book.Torn != "" || len(whole) == 0 {
		return false // what was never acknowledged may be any bytes
	}
	rotten := slices.Clone(whole)
	rotten[h.dice.IntN(len(rotten))] ^= 1 << h.dice.IntN(8)
	h.disk.overwrite(file, rotten)
	h.tell("… %s rots", file)
	if said := h.saysRotten(path.Base(file)); said != nil {
		h.refused = said
	}
	h.restore = func() error {
		h.restore = nil
		now, err := readAll(file)
		if err == nil && path.Base(file) == "ledger.jsonl" && !slices.Equal(now, rotten) {
			err = fmt.Errorf("%s was written into though it was not whole", file)
		}
		h.disk.overwrite(file, whole)
		h.tell("… %s is put back", file)
		return err
	}
	return true
}

// saysRotten is an error where ledger verify does not name the file.
func (h *history) saysRotten(file string) error {
	book, err := h.home.Ledger()
	if err != nil && file == "ledger.jsonl" {
		return nil
	} else if err != nil {
		return err
	}
	wrong, _ := h.home.Damaged(book, sameRules)
	if !slices.ContainsFunc(wrong, func(err error) bool { return strings.Contains(err.Error(), file) }) {
		return fmt.Errorf("%s is rotten, and nobody is told: %v", file, wrong)
	}
	return nil
}

// takeOtherYears is the operator who was told that the workbooks are of another year.
func (h *history) takeOtherYears() {
	for file, l := range h.lies {
		if cover, _ := coverOf(l.text); cover == "1999" {
			h.take(file)
		}
	}
}

// trouble makes the next run go wrong, and says how; "" where nothing will.
func (h *history) trouble() (kind string) {
	at := 1 + h.dice.IntN(h.usual+20)
	var once, lasting error
	switch h.dice.IntN(11) {
	case 10:
		if h.rotSource() {
			return "rot"
		}
		return ""
	case 0, 1:
		kind, lasting = "cut", errPower
	case 2:
		kind, lasting = "kill", errPower
	case 3:
		kind, once = "fault", pick[error](h.dice, syscall.EIO, syscall.EACCES, syscall.ENOSPC)
	case 4:
		kind, lasting = "fault", pick[error](h.dice, syscall.ENOSPC, syscall.EIO, syscall.ESTALE)
	case 5:
		h.deafen()
		return "fault"
	default:
		return ""
	}
	n, syncs := 0, kind == "cut" && h.dice.IntN(2) == 0
	if syncs { // right before one: then most is at stake
		at = 1 + h.dice.IntN(h.usual/3+5)
	}
	h.disk.before = func(operation, name string) error {
		if syncs && !strings.HasPrefix(operation, "sync") && n < at {
			return nil
		}
		switch n++; {
		case n == at && once != nil:
			h.tell("… %s %s: %v", operation, name, once)
			return once
		case n == at:
			h.tell("… %s %s: %v, from here on", operation, name, lasting)
		}
		if n >= at && lasting != nil {
			h.disk.off = errors.Is(lasting, errPower)
			return lasting
		}
		return nil
	}
	return kind
}

// deafen has the disk answer nothing where the next run looks: once, from some moment on,
// or wherever one name is looked at. What lies in the inbox is put off, which meddle does.
func (h *history) deafen() {
	err := pick[error](h.dice, syscall.EIO, syscall.EACCES, syscall.ESTALE)
	at, how, n := 1+h.dice.IntN(h.looks+20), h.dice.IntN(3), 0
	name := ""
	h.disk.look = func(operation, file string) error {
		if strings.HasPrefix(file, inboxFolder) {
			return nil
		}
		switch n++; {
		case n == at:
			h.tell("… %s %s: %v, %s", operation, file, err, []string{"once", "from here on", "always"}[how])
			name = file
		case n < at || how == 0 || how == 2 && file != name:
			return nil
		}
		return err
	}
}

// night is one run, with what goes wrong in it, and the runs that make it good.
func (h *history) night(receives bool, do func(n *Night) error) error {
	h.touched = map[string][]string{}
	h.rejudges = receives && h.dice.IntN(12) == 0
	if h.dice.IntN(8) == 0 {
		h.meddle()
	}
	kind := h.trouble()
	archivedInVain := false
	for tries := 0; ; tries++ {
		h.nights++
		var expected []came
		if receives {
			expected = h.model.arrivals(h.lies, h.periods(), h.run, h.disk.clock)
		}
		h.tried, h.rejudged = append(h.tried, h.model.rules), h.rejudged || h.rejudges
		n, err := h.aNight()
		if err == nil {
			err = do(n)
		}
		if h.restore != nil {
			h.refused = errors.Join(h.refused, h.restore())
		}
		if changes := h.disk.changes; kind == "" {
			h.usual = max(changes, 20)
		}
		h.broke = h.broke || kind != ""
		h.left = h.left || err != nil && len(h.touched) > 0 // it may have been archived, and be gone before it was booked
		switch {
		case h.disk.off && kind == "cut":
			h.disk.cut()
		case h.disk.off:
			h.disk.restart()
		default:
			h.disk.before, h.disk.read, h.disk.look, h.disk.changes = nil, nil, nil, 0
		}
		var usage hengji.UsageError
		if refuses := receives && h.model.refuses(expected, h.run); errors.As(err, &usage) && (refuses || len(h.touched) > 0) {
			h.tell("… refused, and taken away: %v", err)
			h.takeOtherYears()
			h.left, archivedInVain = true, true
			tries--
			continue
		} else if refuses && err == nil && len(h.touched) == 0 {
			return errors.New("another year's workbooks were received")
		}
		for _, law := range []func() error{
			func() error { return h.catchUp(expected, err == nil) },
			h.unhurt,
			func() error {
				if kind == "" {
					return errors.Join(err, h.refused)
				}
				return h.refused
			},
		} {
			if broken := law(); broken != nil {
				h.tell("… the run said: %v", err)
				return broken
			}
		}
		if kind == "" {
			return h.well(tries == 0 && len(h.touched) == 0 && !archivedInVain)
		}
		h.tell("… the run said: %v", err)
		h.disk.clock = h.disk.clock.Add(time.Hour)
		if kind = ""; tries < 3 {
			kind = h.trouble()
		}
		receives, do, h.rejudges = true, run, false
		h.unsure, h.deciding = h.deciding, ""
	}
}

func run(n *Night) error { return owing(n.Run(context.Background())) }

// well is after a run that nothing went wrong in, nor before it where it is calm.
func (h *history) well(calm bool) error {
	h.model.published = h.model.lines(h.calendar, h.withdrawals, false)
	h.tried, h.rejudged = nil, false
	if err := errors.Join(h.whole(), h.tidy()); err != nil {
		return err
	}
	book, err := h.home.Ledger()
	if err != nil {
		return err
	}
	receipts, err := book.Receipts()
	if err != nil {
		return err
	}
	archived := map[string]*node{}
	for i, r := range receipts {
		if archived[r.Stored], err = h.disk.find("stat", h.home.Path("archive", r.Stored)); err != nil {
			return err
		}
		again := slices.ContainsFunc(receipts[h.counted:], func(one home.Receipt) bool { return one.Stored == r.Stored })
		if calm && i < h.counted && !again && archived[r.Stored] != h.archived[r.Stored] {
			return fmt.Errorf("receipt %d is archived once more", r.ID)
		}
	}
	h.archived, h.counted = archived, len(receipts)
	manifest, _, err := h.home.Current()
	h.booked, h.head, h.generation = int64(len(book.Entries)), book.Head(), manifest.Generation
	h.possible, h.deciding, h.unsure, h.rotten = nil, "", "", false
	if err == nil && h.dice.IntN(4) == 0 { // nobody does anything, and the power fails
		h.tell("the power fails while nobody does anything")
		h.disk.cut()
		err = h.whole()
	}
	return err
}

// day is what happens from one night to the next.
func (h *history) day() error {
	h.disk.clock = h.disk.clock.Add(time.Duration(h.dice.IntN(30)-3) * time.Hour).Add(time.Second)
	for range h.dice.IntN(4) {
		h.deed()
	}
	h.tell("%s", h.disk.clock.Format("night of 2006-01-02 15:04"))
	signed := h.model.signedAt[h.run] > 0
	switch roll := h.dice.IntN(16); {
	case h.rotten: // nothing is decided of it
	case roll == 0 && !signed && slices.ContainsFunc(h.model.published, func(l line) bool { return l.Period == h.run && l.State == hengji.Held }):
		n, err := h.aNight()
		if err == nil {
			if _, err = n.SignPeriod(context.Background(), "甲"); err == nil {
				return fmt.Errorf("%s is signed with what is held", h.run)
			}
		}
	case roll == 0 && !signed && slices.ContainsFunc(h.model.published, func(l line) bool { return l.Period == h.run }):
		h.deciding = h.run
		h.tell("%s is signed", h.run)
		return h.night(false, func(n *Night) error { return owing(n.SignPeriod(context.Background(), "甲")) })
	case roll == 1 && signed:
		h.deciding = h.run
		h.tell("%s is opened again", h.run)
		return h.night(false, func(n *Night) error { return owing(n.ReopenPeriod(context.Background(), "甲", "乙")) })
	case roll == 3 && h.model.published != nil: // what cannot be: signed twice, or opened and not signed
		n, err := h.aNight()
		if err != nil {
			return err
		}
		if signed {
			_, err = n.SignPeriod(context.Background(), "甲")
		} else {
			_, err = n.ReopenPeriod(context.Background(), "甲", "乙")
		}
		var usage hengji.UsageError
		if !errors.As(err, &usage) {
			return fmt.Errorf("%s is signed: %v, and is once more: %w", h.run, signed, err)
		}
	case roll == 2 && h.model.published != nil:
		h.tell("the database is made again")
		return h.night(false, func(n *Night) error {
			made, err := n.Rebuild(context.Background(), true, "")
			if err != nil {
				return err
			}
			return owing(made.Outcome, nil)
		})
	}
	return h.night(true, run)
}

// owing is an error for deliveries that could not be made: the program ends with 1.
func owing(m *Outcome, err error) error {
	if err == nil && len(m.Undelivered) > 0 {
		err = fmt.Errorf("owed: %v", m.Undelivered)
	}
	return err
}

// play is a whole history. The error says what broke, and all that led to it. prepare, where
// it is there, does something to the disk before.
func play(seed uint64, days int, prepare func(*memory)) (nights int, err error) {
	digest := programDigest
	defer func() { home.Disk, programDigest = disk.System{}, digest }()
	h, err := begin(seed, prepare)
	if err != nil {
		return 0, err
	}
	for range days {
		if err := h.day(); err != nil {
			return h.nights, fmt.Errorf("seed %d: %w\n%s", seed, err, strings.Join(h.told, "\n"))
		}
	}
	return h.nights, nil
}

// daysOf is how long a history is.
const daysOf = 10

// The nights of a bureau, by seeds that are told: HENGJI_SEED plays one and prints it. In
// make torture a million nights are played by as many processes as there are processors.
func TestNightsAreThoseOfTheNaiveModel(t *testing.T) {
	if text := os.Getenv("HENGJI_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err == nil {
			_, err = play(seed, daysOf, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	nights, seeds, part, parts := 0, uint64(12), uint64(0), uint64(1)
	if tier.More {
		seeds = 300
	}
	if tier.All {
		seeds = 3000
	}
	if tier.Long { // a million nights
		seeds = 51_000
		if n, _ := fmt.Sscanf(os.Getenv("HENGJI_PART"), "%d/%d", &part, &parts); n < 2 {
			playInParts(t, runtime.NumCPU())
			return
		}
	}
	for seed := part; seed < seeds; seed += parts {
		n, err := play(seed, daysOf, nil)
		if err != nil {
			t.Fatal(err)
		}
		nights += n
	}
	t.Logf("%d nights: 0 lost, 0 doubled, 0 wrong", nights)
}

// playInParts plays the seeds in processes: a disk is a process's own.
func playInParts(t *testing.T, parts int) {
	var all sync.WaitGroup
	for part := range parts {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=24h")
			cmd.Env = append(os.Environ(), fmt.Sprintf("HENGJI_PART=%d/%d", part, parts))
			said, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("part %d: %v", part, err)
			}
			t.Logf("%s", said)
		})
	}
	all.Wait()
}

// A flipped bit makes a manifest that reads well and says something else. What the ledger
// booked is believed.
func TestAManifestThatIsNotWhatWasBookedIsToldAndMended(t *testing.T) {
	defer func() { home.Disk = disk.System{} }()
	h, err := begin(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	var damaged [][]string
	for range 3 {
		n, err := h.aNight()
		if err != nil {
			t.Fatal(err)
		}
		m, err := n.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		damaged = append(damaged, m.Damaged)
		if len(damaged) == 1 {
			other := m.Published
			other.Ledger = strings.Repeat("0", 64)
			if err := h.home.Describe(other); err != nil {
				t.Fatal(err)
			}
		}
		h.disk.clock = h.disk.clock.Add(time.Hour)
	}
	if len(damaged[0]) != 0 || len(damaged[1]) != 1 || len(damaged[2]) != 0 {
		t.Errorf("told: %q", damaged)
	}
	book, err := h.home.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	if wrong, _ := h.home.Damaged(book, func(string, fs.FS) error { return nil }); wrong != nil {
		t.Errorf("left: %v", wrong)
	}
}

// coveredBehind are syncs that nobody misses, for another one comes behind them.
var coveredBehind = map[string]string{
	"syncfolder Home.Alias/rename/syncFolder":                           "run.json is written into the same folder; until then the earlier copy is as good",
	"syncfolder Home.KeepRules/WriteFile/aside.place/rename/syncFolder": "KeepInputs writes into the same folder",
	"syncfolder Ledger.Append/Ledger.write/syncFolder":                  "of a home without receipts: what is booked is booked again",
	"syncfolder Open/makeFolder/makeFolder/syncFolder":                  "the first line of the ledger keeps the home, and before it nothing counts",
	"syncfolder Open/makeFolder/syncFolder":                             "likewise",
	"rename Home.Restore/WriteFile/aside.place/rename":                  "the night that finds damage publishes anew",
	"sync Home.Restore/WriteFile/aside.place/aside.finish":              "likewise, and if it cannot, the next one does",
	"syncfolder Home.Describe/WriteFile/aside.place/rename/syncFolder":  "CURRENT is written into the same folder behind it",
	"syncfolder SetAside/makeFolder/syncFolder":                         "the rename into it syncs the folder above too",
}

// Every sync and rename is there for something: a disk that says it did one and did not, at
// one place of home, is found out.
func TestEachSyncAndRenameThatIsNotMadeIsNoticed(t *testing.T) {
	tier.NeedsAll(t, "histories without each sync and each rename")
	sites := map[string]int{}
	for seed := range uint64(40) {
		if _, err := play(seed, daysOf, func(m *memory) { m.sites = sites }); err != nil {
			t.Fatal(err)
		}
	}
	for _, site := range slices.Sorted(maps.Keys(sites)) {
		if op, _, _ := strings.Cut(site, " "); !slices.Contains([]string{"sync", "syncfolder", "rename", "settle"}, op) {
			continue
		}
		found := ""
		if coveredBehind[site] != "" {
			continue
		}
		for seed := range uint64(400) {
			if _, err := play(seed, daysOf, func(m *memory) { m.spare = func(s string) bool { return s == site } }); err != nil {
				found, _, _ = strings.Cut(err.Error(), "\n")
				break
			}
		}
		if found == "" {
			t.Errorf("%s (%d times): nobody misses it", site, sites[site])
		} else {
			t.Logf("%s (%d times): %.200s", site, sites[site], found)
		}
	}
}

// Of a region whose latest workbook is held, what lies in its folder stays, and one that came
// after the period was closed is answered beside it.
func TestALateWorkbookBesideOneThatIsHeldIsAnswered(t *testing.T) {
	digest := programDigest
	defer func() { home.Disk, programDigest = disk.System{}, digest }()
	h, err := begin(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	night := func(file, program string, n int) {
		t.Helper()
		h.model.program = program
		h.lay(path.Join("甲县", file), toy("2021", true, n), h.disk.clock.Add(-time.Hour))
		made, err := h.aNight()
		if err == nil {
			err = run(made)
		}
		if err != nil {
			t.Fatal(err)
		}
		h.disk.clock = h.disk.clock.Add(24 * time.Hour)
	}
	night("报表.xlsx", "sound 1", 3)
	h.calendar[0].ClosedOn = h.disk.clock.Format(time.DateOnly)
	night("第二版.xlsx", "faulty 2", 6)
	night("迟报.xlsx", "faulty 2", 1)
	for file, there := range map[string]bool{"报表_审核反馈.xlsx": true, "第二版_审核反馈.xlsx": false, "迟报_逾期未计_审核反馈.xlsx": true} {
		if _, err := h.disk.Stat(path.Join(returnsFolder, "甲县", file)); (err == nil) != there {
			t.Errorf("%s: %v", file, err)
		}
	}
}
