package night

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night/review"
)

// The naive model: what a bureau does that has a drawer for every workbook and all the time
// in the world. It knows the contract and decision 0012, and nothing of disks.

// lie is a file that lies in the inbox.
type lie struct {
	text string
	time time.Time
}

// came is a workbook that was received.
type came struct {
	folder, period, sha256, file string
	by                           string // the text of the rules that decided it, "" where none did or it was held since
	day                          string
	at                           time.Time
}

// line is where a workbook stands.
type line struct {
	Submission     int64
	Period, Region string
	Version        int
	State          hengji.State
	Latest, Counts bool
}

type naive struct {
	regions   []string
	texts     map[string]string  // by SHA-256, all that anybody ever wrote
	returns   map[string]witness // by text, what was handed back
	received  []came
	rules     string // their text, as runs have them
	program   string
	signed    map[string][]line // by period
	signedAt  map[string]int    // workbooks received by then
	published []line
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// placeOf is the folder of a region and the period that a path names.
func placeOf(file string, periods []string) (folder, period string) {
	for _, part := range strings.Split(file, "/")[:min(strings.Count(file, "/"), 2)] {
		if slices.Contains(periods, part) && period == "" {
			period = part
		} else if folder == "" {
			folder = part
		}
	}
	return folder, period
}

// arrivals are the workbooks that a night receives, in their order.
func (m *naive) arrivals(lies map[string]lie, periods []string, run string, now time.Time) []came {
	var fresh []came
	files := slices.SortedFunc(maps.Keys(lies), func(a, b string) int {
		folderA, _ := placeOf(a, periods)
		folderB, _ := placeOf(b, periods)
		return cmp.Or(strings.Compare(folderA, folderB), lies[a].time.Compare(lies[b].time), strings.Compare(a, b))
	})
	for _, file := range files {
		base := path.Base(file)
		owner, owned := lies[path.Join(path.Dir(file), "~$"+base)]
		if strings.HasPrefix(base, "~$") || path.Ext(file) != ".xlsx" || owned && now.Sub(owner.time) <= 24*time.Hour {
			continue
		}
		folder, period := placeOf(file, periods)
		cover, _ := coverOf(lies[file].text)
		if slices.Contains(periods, cover) && (period == cover || hengji.YearOf(period) != cover) { // a year alone is no word against a part of it
			period = cover
		}
		fresh = append(fresh, came{folder, cmp.Or(period, run), sumOf(lies[file].text), file, "", now.In(hengji.Beijing).Format(time.DateOnly), now})
	}
	return fresh
}

// knows tells whether the same bytes came before out of the same folder, or are what was
// handed back of a workbook of that region.
func (m *naive) knows(one came) bool {
	if of, back := m.returns[m.texts[one.sha256]]; back {
		was := m.received[of.Number-1].folder
		if was == one.folder || one.folder == "" && slices.Contains(m.regions, was) {
			return true
		}
	}
	return slices.ContainsFunc(m.received, func(c came) bool { return c.folder == one.folder && c.sha256 == one.sha256 })
}

// refuses tells whether a night takes nothing, for the first workbooks of its period are all
// of another year.
func (m *naive) refuses(expected []came, run string) bool {
	covers, ours := map[string]bool{}, 0
	for _, c := range m.received {
		if c.period == run {
			return false
		}
	}
	for i, c := range expected {
		again := slices.ContainsFunc(expected[:i], func(one came) bool { return one.folder == c.folder && one.sha256 == c.sha256 })
		if cover, _ := coverOf(m.texts[c.sha256]); c.period == run && !again && !m.knows(c) && ours < someCovers {
			ours++
			if cover != "" {
				covers[cover] = true
			}
		}
	}
	return len(covers) == 1 && !covers[run] && !covers[hengji.YearOf(run)]
}

// covered tells whether a workbook had come when its period was signed.
func (m *naive) covered(i int) bool { return i < m.signedAt[m.received[i].period] }

// lines are where all workbooks stand: each by the rules that decided it, or anew by those
// of today.
func (m *naive) lines(calendar []load.Period, withdrawn []review.Withdrawal, anew bool) []line {
	versions, latest, counts := map[string]int{}, map[string]int{}, map[string]int{}
	var lines []line
	for i, c := range m.received {
		by := cmp.Or(c.by, m.rules)
		if anew && !m.covered(i) {
			by = m.rules
		}
		l := line{Submission: int64(i) + 1, Period: c.period, State: judged(m.texts[c.sha256], by), Version: 1}
		if stops(m.texts[c.sha256], m.program) {
			l.State = hengji.Held
		}
		who := c.period + " " + c.folder
		if slices.Contains(m.regions, c.folder) {
			l.Region = c.folder
			versions[who]++
			l.Version = versions[who]
		}
		for _, p := range calendar {
			if p.Period == c.period && p.ClosedOn != "" && c.day > p.ClosedOn {
				l.State = hengji.Closed
			}
		}
		if n, signed := m.signedAt[c.period]; signed && i >= n {
			l.State = hengji.Closed
		}
		for _, w := range withdrawn {
			if w.Period == c.period && w.Region == l.Region && w.Version == l.Version {
				l.State = hengji.Withdrawn
			}
		}
		if l.Region == "" && l.State != hengji.Closed {
			if l.Latest = true; l.State != hengji.Held && l.State != hengji.Withdrawn {
				l.State = hengji.Returned
			}
			for _, later := range m.received[i+1:] { // settled since
				if later.sha256 == c.sha256 && later.period == c.period && slices.Contains(m.regions, later.folder) && later.at.After(c.at) {
					l.Latest = false
				}
			}
		}
		if l.Region != "" && l.State != hengji.Closed && l.State != hengji.Withdrawn {
			latest[who] = i + 1
			if l.State == hengji.Accepted {
				counts[who] = i + 1
			}
		}
		lines = append(lines, l)
	}
	for _, i := range latest {
		lines[i-1].Latest = true
	}
	for _, i := range counts {
		lines[i-1].Counts = true
	}
	for _, signed := range m.signed {
		for _, was := range signed {
			lines[was.Submission-1] = was
		}
	}
	return lines
}

func linesOf(standings []hengji.Standing) []line {
	var lines []line
	for _, s := range standings {
		lines = append(lines, line{s.Submission, s.Period, s.Region, s.Version, s.State, s.Latest, s.Effective})
	}
	return lines
}

// The laws.

// unhurt is what holds at any moment, after a power cut too, before anybody mends anything.
func (h *history) unhurt() error {
	book, err := h.home.Ledger()
	if err != nil {
		return err
	}
	if int64(len(book.Entries)) < h.booked || h.booked > 0 && book.Entries[h.booked-1].Hash != h.head {
		return fmt.Errorf("the ledger has %d lines, of %d that it had, or others", len(book.Entries), h.booked)
	}
	receipts, err := book.Receipts()
	if err != nil {
		return err
	}
	for _, r := range receipts {
		if text, _, err := h.home.Archived(r, r.Size); err != nil || h.model.texts[r.SHA256] != string(text) {
			return fmt.Errorf("receipt %d: the archive has %q, %w", r.ID, text, err)
		}
	}
	signed, err := closings(book)
	if err != nil {
		return err
	}
	for _, c := range signed {
		if _, err := h.home.Closed(c.Content); err != nil {
			return err
		}
	}
	manifest, damaged, err := h.home.Current()
	if err != nil || len(damaged) > 0 && !h.rotten {
		return fmt.Errorf("in force: %q, %w", damaged, err)
	}
	if manifest == nil {
		if h.model.published != nil && !h.rotten {
			return fmt.Errorf("nothing is in force any more")
		}
	} else if !h.rotten { // what rots is told by the next night
		if manifest.Generation < h.generation {
			return fmt.Errorf("generation %d is in force, after %d", manifest.Generation, h.generation)
		}
		if manifest.Ledger != "" && !book.Holds(manifest.Ledger) {
			return fmt.Errorf("generation %d was published after a line that the ledger does not have", manifest.Generation)
		}
		for _, digest := range []string{manifest.Inputs, manifest.Tables} {
			if _, err := h.home.Inputs(digest); err != nil {
				return err
			}
		}
		if _, err := h.home.Rules(manifest.Rules); err != nil {
			return err
		}
		made, err := h.toys.open(h.home.Path("generations", manifest.File))
		if err != nil {
			return err
		}
		lines := linesOf(made.(*toyDatabase).shown.Standings)
		if !slices.Equal(lines, h.model.published) && !slices.ContainsFunc(h.possible, func(one []line) bool { return slices.Equal(one, lines) }) {
			return fmt.Errorf("in force:\n%v\nwhich is neither what was:\n%v\nnor what is to be:\n%v", lines, h.model.published, h.possible)
		}
	}
	return errors.Join(h.kept(), h.disk.each(h.found))
}

// kept is that nothing is lost that an analyst wrote in a folder of exports: it lies there,
// or in the one that is being put in its place.
func (h *history) kept() error {
	texts := map[string]bool{}
	_ = h.disk.each(func(file string, data []byte) error {
		texts[string(data)] = true
		return nil
	})
	for text, folder := range h.foreign {
		if !texts[text] {
			return fmt.Errorf("%q, which somebody wrote in %s, is lost", text, folder)
		}
	}
	return nil
}

// found is what anybody may find in a file that is handed out: what was written, whole.
func (h *history) found(file string, data []byte) error {
	switch base := path.Base(file); {
	case file == homeFolder+"/run.json" && !json.Valid(data):
		return fmt.Errorf("run.json holds %.80q", data)
	case base == home.Pointer:
		if _, err := readAll(newest()); err != nil {
			return err
		}
	case strings.HasPrefix(base, ".hengji-") || base == home.Sums || strings.Contains(file, "/.hengji-"):
	case strings.HasPrefix(file, returnsFolder) || strings.HasPrefix(file, publishFolder) || strings.HasPrefix(file, homeFolder+"/report") || strings.HasPrefix(file, homeFolder+"/exports") || file == homeFolder+"/hengji.duckdb":
		_, theirs := h.foreign[string(data)]
		if !h.toys.handedOut[string(data)] && !theirs {
			return fmt.Errorf("%s holds %.80q, which nobody wrote", file, data)
		}
		if strings.Contains(file, "/"+home.Earlier+"/") && !theirs {
			return fmt.Errorf("%s is taken for somebody's", file)
		}
	}
	return nil
}

// tidy is that nothing in the making lies about after a night.
func (h *history) tidy() error {
	return h.disk.each(func(file string, _ []byte) error {
		for _, part := range strings.Split(file, "/") {
			period, earlier := strings.CutPrefix(part, ".earlier-")
			earlier = earlier && (period == h.run || slices.ContainsFunc(h.model.received, func(c came) bool { return c.period == period })) // others are not looked at
			if earlier || part == ".unfinished" || strings.HasPrefix(part, ".hengji-") || strings.HasPrefix(part, "staging-") || !h.rotted && strings.HasPrefix(part, "damaged-") {
				return fmt.Errorf("%s is left lying about", file)
			}
		}
		return nil
	})
}

// whole is what holds from a night that ended well to the next, through power cuts too:
// everything that the model says.
func (h *history) whole() error {
	if err := h.unhurt(); err != nil {
		return err
	}
	book, err := h.home.Ledger()
	if err != nil || book.Torn != "" {
		return fmt.Errorf("ledger: torn %q, %w", book.Torn, err)
	}
	manifest, _, err := h.home.Current()
	if err != nil || manifest == nil {
		return fmt.Errorf("in force: %v, %w", manifest, err)
	}
	if err := h.lines(book); err != nil {
		return err
	}
	if last, err := lastPublication(book); err != nil || last != *manifest {
		return fmt.Errorf("generation %d is in force, %d was booked, %w", manifest.Generation, last.Generation, err)
	}
	database, err := readAll(h.home.Path("generations", manifest.File))
	if err != nil {
		return err
	}
	made, err := h.toys.open(h.home.Path("generations", manifest.File))
	if err != nil {
		return err
	}
	standings := made.(*toyDatabase).shown.Standings
	lines := h.model.published
	if got := linesOf(standings); !slices.Equal(got, lines) {
		return fmt.Errorf("published:\n%v\nwant:\n%v", got, lines)
	}
	if got, err := h.decided(book); err != nil || !slices.Equal(got, lines) {
		return fmt.Errorf("decided:\n%v\nwant:\n%v, %w", got, lines, err)
	}
	for _, copied := range []string{h.home.Database(), newest()} {
		if data, err := readAll(copied); err != nil || !bytes.Equal(data, database) {
			return fmt.Errorf("%s is not what is in force, %w", copied, err)
		}
	}
	if err := h.handedBack(book, standings); err != nil {
		return err
	}
	if damaged, unclaimed := h.home.Damaged(book, func(string, fs.FS) error { return nil }); damaged != nil || !h.left && unclaimed != nil {
		return fmt.Errorf("damaged: %v, unclaimed: %q", damaged, unclaimed)
	}
	return nil
}

// lines is that the ledger has every publication once, what went wrong only where something
// did, and that the last run says where it ends.
func (h *history) lines(book *home.Ledger) error {
	booked := map[int]bool{}
	for _, entry := range book.Entries {
		switch entry.Kind {
		case "publication":
			m, err := entryOf[home.Manifest](entry)
			if err != nil || booked[m.Generation] {
				return fmt.Errorf("generation %d is booked twice, %w", m.Generation, err)
			}
			booked[m.Generation] = true
		case "damage":
			if !h.rotted {
				return errors.New("the ledger tells of damage, and nothing was damaged")
			}
		case "torn":
			if !h.broke {
				return errors.New("the ledger tells of a torn line, and no run was broken off")
			}
		}
	}
	text, err := readAll(h.home.Path("run.json"))
	if err != nil {
		return err
	}
	said, err := jsonOf[struct{ Ledger chain }](text)
	if err == nil && said.Ledger.Hash != book.Head() {
		err = fmt.Errorf("run.json speaks of another line than the ledger's last")
	}
	return err
}

// newest is the database that analysts are led to.
func newest() string {
	if text, err := readAll(path.Join(publishFolder, home.Pointer)); err == nil {
		return path.Join(publishFolder, strings.TrimSpace(string(text)))
	}
	return path.Join(publishFolder, "hengji.duckdb")
}

// decided are the lines as the ledger decided them last.
func (h *history) decided(book *home.Ledger) ([]line, error) {
	lines := make([]line, len(h.model.received))
	for _, entry := range book.Entries {
		if entry.Kind == "decision" {
			d, err := entryOf[decision](entry)
			if err != nil || d.Submission > int64(len(lines)) {
				return nil, fmt.Errorf("decision of submission %d, %w", d.Submission, err)
			}
			region := ""
			for i, name := range h.model.regions {
				if d.RegionCode == fmt.Sprintf("R%d", i) {
					region = name
				}
			}
			lines[d.Submission-1] = line{d.Submission, d.Period, region, d.Version, d.State, d.Latest, d.Effective}
		}
	}
	return lines, nil
}

// handedBack is that every region finds the return of its latest workbook with a receipt
// that holds, and nothing of another beside it, and analysts the exports of every period.
func (h *history) handedBack(book *home.Ledger, standings []hengji.Standing) error {
	expected := map[string]int{}
	folders := map[string]bool{}
	last := map[string]hengji.Standing{}
	for _, s := range standings {
		below := s.Period
		if s.Period == h.run {
			below = ""
		}
		folder := path.Join(returnsFolder, cmp.Or(s.Region, UnknownRegion), below)
		if _, known := folders[folder]; !known || s.Latest && s.State == hengji.Held {
			folders[folder] = s.Region == "" || !s.Latest || s.State != hengji.Held // else what lies there stays
		}
		if s.Latest && s.State == hengji.Held {
			continue
		}
		if s.Latest || s.State == hengji.Closed && s.Region != "" {
			key := fmt.Sprint(folder, s.Latest)
			if s.Region == "" {
				key = fmt.Sprint(s.Submission)
			}
			last[key] = s
		}
	}
	for key, s := range last {
		folder := strings.TrimSuffix(strings.TrimSuffix(key, "true"), "false")
		if s.Region == "" {
			folder = path.Join(returnsFolder, UnknownRegion)
			if s.Period != h.run {
				folder = path.Join(folder, s.Period)
			}
		}
		expected[fmt.Sprintf("%s %s %s %d %s %d", folder, h.model.texts[s.SHA256], s.Region, s.Version, s.State, s.Submission)]++
	}
	for _, region := range h.model.regions { // from when the run was of another period
		if exactly, known := folders[path.Join(returnsFolder, region)]; exactly || !known {
			folders[path.Join(returnsFolder, region, h.run)] = true
		}
	}
	for folder, exactly := range folders {
		entries, err := home.Disk.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range entries {
			if entry.IsDir() {
				continue
			}
			data, err := readAll(path.Join(folder, entry.Name()))
			if err != nil {
				return err
			}
			if strings.HasSuffix(entry.Name(), receiptSuffix) {
				w, err := jsonOf[witness](data)
				if err == nil {
					err = w.holds(book)
				}
				if err != nil {
					return fmt.Errorf("%s/%s: %w", folder, entry.Name(), err)
				}
				continue
			}
			key := folder + " " + string(data)
			if expected[key]--; expected[key] < 0 && !exactly {
				delete(expected, key)
			} else if expected[key] < 0 {
				return fmt.Errorf("%s/%s is the return of nobody's latest workbook", folder, entry.Name())
			} else if expected[key] == 0 {
				delete(expected, key)
			}
		}
	}
	if len(expected) > 0 {
		return fmt.Errorf("not handed back: %v", expected)
	}
	for _, folder := range []string{h.home.Path(ExportsFolder), path.Join(publishFolder, ExportsFolder)} {
		for _, s := range standings {
			want := (&toyDatabase{shown: shown{Standings: standings}}).table(s.Period)
			if got, err := readAll(path.Join(folder, s.Period, toyTable)); err != nil || !bytes.Equal(got, want) {
				return fmt.Errorf("%s/%s: %q, want %q, %w", folder, s.Period, got, want, err)
			}
		}
	}
	return nil
}

// catchUp follows what a run received and signed. One that did not end well has done some
// of it: the first so many of the workbooks, or none.
func (h *history) catchUp(expected []came, well bool) error {
	book, err := h.home.Ledger()
	if err != nil {
		return err
	}
	receipts, err := book.Receipts()
	if err != nil {
		return err
	}
	if len(receipts) < len(h.model.received) {
		return fmt.Errorf("lost: %d receipts, of %d that were there", len(receipts), len(h.model.received))
	}
	for i, r := range receipts {
		if r.ID != int64(i)+1 || i < len(h.model.received) && r.SHA256 != h.model.received[i].sha256 {
			return fmt.Errorf("receipt %d is another than it was", i+1)
		}
	}
	fresh := receipts[len(h.model.received):]
	for _, want := range expected {
		got := came{}
		if len(fresh) > 0 {
			r := fresh[0]
			got = came{r.Folder, r.Period, r.SHA256, r.File, "", r.Received.In(hengji.Beijing).Format(time.DateOnly), r.Received}
		}
		texts, touched := h.touched[want.file]
		switch {
		case touched: // it may have been left alone, or be any whole one of those that lay there
			texts = append(texts, h.lies[want.file].text)
			if got.file != want.file || !slices.Contains(texts, h.model.texts[got.sha256]) || h.model.knows(got) {
				continue
			}
		case h.model.knows(want):
			continue
		case len(fresh) == 0 && well:
			return fmt.Errorf("lost: %s", want.file)
		case len(fresh) == 0:
			continue
		case got.file != want.file || got.folder != want.folder || got.period != want.period || got.sha256 != want.sha256:
			return fmt.Errorf("received %v, want %v", got, want)
		}
		h.model.received, fresh = append(h.model.received, got), fresh[1:]
	}
	if len(fresh) > 0 {
		return fmt.Errorf("doubled: %v", fresh)
	}
	signed, err := closings(book)
	if err != nil {
		return err
	}
	if err := h.follow(signed, well); err != nil {
		return err
	}
	if err := h.followRules(book, well); err != nil {
		return err
	}
	for _, anew := range []bool{false, h.rejudges} {
		h.possible = append(h.possible, h.model.lines(h.calendar, h.withdrawals, anew))
	}
	return nil
}

// followRules holds the rules by which the ledger decided against those that there were: what
// was decided stays, until all is judged anew.
func (h *history) followRules(book *home.Ledger, well bool) error {
	texts, decided := map[string]string{"": ""}, map[int64]string{}
	for text, reviewer := range toyReviewers {
		texts[reviewer.Rules.Fingerprint] = text
	}
	for _, entry := range book.Entries {
		if entry.Kind == "decision" {
			d, err := entryOf[decision](entry)
			if err != nil {
				return err
			}
			decided[d.Submission] = d.Rules
			if d.State == hengji.Held {
				decided[d.Submission] = ""
			}
		}
	}
	for i := range h.model.received {
		c := &h.model.received[i]
		by, was := texts[decided[int64(i)+1]], c.by
		stopped := by == "" && stops(h.model.texts[c.sha256], "faulty")
		switch {
		case by == was || stopped:
		case was == "" || h.rejudged && !h.model.covered(i):
			if !slices.Contains(h.tried, by) {
				return fmt.Errorf("receipt %d is judged by %q, of %q", i+1, by, h.tried)
			}
		default:
			return fmt.Errorf("receipt %d was judged by %q, and is by %q", i+1, was, by)
		}
		if well && h.rejudges && by != "" && by != h.model.rules && !h.model.covered(i) {
			return fmt.Errorf("receipt %d is judged by %q still, and was to be anew by %q", i+1, by, h.model.rules)
		}
		c.by = by
	}
	return nil
}

// follow holds the signed periods against what was decided.
func (h *history) follow(signed []closing, well bool) error {
	for _, p := range h.calendar {
		at := slices.IndexFunc(signed, func(c closing) bool { return c.Period == p.Period })
		_, was := h.model.signedAt[p.Period]
		is, decided := at >= 0, h.deciding == p.Period
		switch {
		case is != was && !decided && h.unsure != p.Period:
			return fmt.Errorf("%s is signed: %v, before: %v", p.Period, is, was)
		case is == was && decided && well:
			return fmt.Errorf("%s was decided on, and is signed: %v", p.Period, is)
		case is && !was:
			h.model.signedAt[p.Period] = signed[at].Receipts
			for _, l := range h.model.published {
				if l.Period == p.Period {
					h.model.signed[p.Period] = append(h.model.signed[p.Period], l)
				}
			}
		case !is:
			delete(h.model.signedAt, p.Period)
			delete(h.model.signed, p.Period)
		}
	}
	return nil
}
