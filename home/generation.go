package home

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LeastGenerations is how many published databases are kept at least, that in
// force among them: one to fall back to, and one more for its own bad day.
const LeastGenerations = 3

// Manifest says of one published database what it is and what it was made from.
type Manifest struct {
	Generation int       `json:"generation"`
	File       string    `json:"file"` // in the folder generations
	SHA256     string    `json:"sha256"`
	Run        string    `json:"run"`
	Published  time.Time `json:"published"`
	Inputs     string    `json:"inputs"`           // digest of receipts, rules, configuration and program
	Rules      string    `json:"rules"`            // fingerprint of the rule files
	Reading    string    `json:"reading"`          // digest of what else decides how a file is read
	Content    string    `json:"content"`          // digest of the database's content
	Tables     string    `json:"tables,omitempty"` // name in rules/ of the digests of its tables, one by one
	Held       int       `json:"held,omitempty"`   // workbooks that a fault of ours kept from being judged
	// The last line of the ledger before it was published: a ledger without that
	// line is not the one that it was made with.
	Ledger string `json:"ledger,omitempty"`
}

// Current finds the database in force; nil where nothing is published. Where its
// bytes do not fit its manifest, the newest older one that is whole stands in,
// and damaged says of each that was passed over what is wrong with it. The error
// is the disk's.
func (h *Home) Current() (manifest *Manifest, damaged []string, err error) {
	text, err := readFile(h.Path("generations", "CURRENT"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read published generation: %w", err)
	}
	numbers, listing := h.generations()
	if listing != nil {
		return nil, nil, listing
	}
	if err != nil { // what lies there was never put in force
		return nil, nil, nil
	}
	digits, _, _ := strings.Cut(string(text), " ")
	named, err := strconv.Atoi(digits)
	if err == nil && slices.Contains(numbers, named) {
		manifest, err := h.Generation(named)
		if err == nil && string(text) == currentText(*manifest) {
			return manifest, nil, nil
		}
		if silent(err) {
			return nil, nil, err
		}
		if err != nil {
			damaged = append(damaged, err.Error())
			numbers = slices.DeleteFunc(numbers, func(n int) bool { return n >= named })
		}
	}
	if damaged == nil { // the newest that is whole was meant, or is as good
		damaged = append(damaged, fmt.Sprintf("CURRENT: %q names no generation that is there", text))
	}
	for _, number := range slices.Backward(numbers) {
		manifest, err := h.Generation(number)
		if err == nil {
			return manifest, damaged, nil
		}
		if silent(err) {
			return nil, nil, err
		}
		damaged = append(damaged, err.Error())
	}
	return nil, damaged, nil
}

// Generation reads a manifest and proves that its database fits it.
func (h *Home) Generation(number int) (*Manifest, error) {
	text, err := readFile(h.Path("generations", generationName(number)+".json"))
	if err != nil {
		return nil, fmt.Errorf("第 %d 次发布：%w", number, err)
	}
	var manifest Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("第 %d 次发布：读取清单：%w", number, err)
	}
	if ours, err := manifest.text(); err != nil || string(ours) != string(text) || manifest.File != generationName(number)+".duckdb" || manifest.Generation != number {
		return nil, fmt.Errorf("第 %d 次发布：%s.json 与写入时不同", number, generationName(number))
	}
	sum, err := hashFile(h.Path("generations", manifest.File))
	if err != nil {
		return nil, fmt.Errorf("第 %d 次发布：%w", number, err)
	}
	if sum != manifest.SHA256 {
		return nil, fmt.Errorf("第 %d 次发布：%s 与清单不符", number, manifest.File)
	}
	return &manifest, nil
}

func (m Manifest) text() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}

func generationName(number int) string { return fmt.Sprintf("%06d", number) }

// currentText is what CURRENT says: the generation, and of its bytes enough that
// no flipped one makes it name another.
func currentText(m Manifest) string {
	return fmt.Sprintf("%s %.16s\n", generationName(m.Generation), m.SHA256)
}

// Staging clears what an interrupted run left and names the file in which the
// next database is built. A name is never used twice: published is the highest
// generation that the ledger tells of, whether or not its file is still there.
func (h *Home) Staging(published int) (path string, generation int, err error) {
	if err := h.clearStaging(); err != nil {
		return "", 0, err
	}
	numbers, err := h.generations()
	if err != nil {
		return "", 0, err
	}
	away, err := glob(h.Path("generations"), "damaged-*.duckdb")
	if err != nil {
		return "", 0, fmt.Errorf("find generations: %w", err)
	}
	for _, path := range away {
		if number, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "damaged-"), ".duckdb")); err == nil {
			numbers = append(numbers, number)
		}
	}
	generation = slices.Max(append(numbers, published)) + 1
	return h.Path("generations", "staging-"+generationName(generation)+".duckdb"), generation, nil
}

// clearStaging removes databases in the making, with what the engine puts beside
// them: logs, and folders for what does not fit the memory.
func (h *Home) clearStaging() error {
	left, err := glob(h.Path("generations"), "staging-*")
	if err != nil {
		return fmt.Errorf("find staging: %w", err)
	}
	for _, path := range left {
		if err := removeAll(path); err != nil {
			return fmt.Errorf("clear staging: %w", err)
		}
	}
	return nil
}

// Unmake removes a database in the making, so that it can be begun anew at its path.
func Unmake(path string) error {
	for _, left := range []string{path, path + ".wal", path + ".tmp"} {
		if err := removeAll(left); err != nil {
			return fmt.Errorf("remove database in the making: %w", err)
		}
	}
	return nil
}

// Tidy clears away everything that an interrupted run left in the making: a
// database that has its name but not its manifest, too.
func (h *Home) Tidy() error {
	folders := []string{h.Dir, h.Path("archive"), h.Path("cache"), h.Path("generations"), h.Path("rules"), h.Path("closed"), h.Path("trouble"), h.Path("report"), h.Path("exports")}
	pages, _ := Disk.ReadDir(h.Path("report"))
	for _, page := range pages { // of other periods
		if page.IsDir() {
			folders = append(folders, h.Path("report", page.Name()))
		}
	}
	trouble := errors.Join(h.clearStaging(), Sweep(folders...))
	numbers, err := h.generations()
	if err != nil {
		return errors.Join(trouble, err)
	}
	current, err := readFile(h.Path("generations", "CURRENT"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(trouble, fmt.Errorf("read published generation: %w", err))
	}
	for _, number := range numbers {
		name := h.Path("generations", generationName(number))
		if !exists(name+".json") && !strings.HasPrefix(string(current), generationName(number)) {
			trouble = errors.Join(trouble, Disk.Remove(name+".duckdb"), syncFolder(h.Path("generations"))) // for good: it would come back without its manifest
		}
	}
	return trouble
}

// Publish puts a finished, closed database in force. Before the rename of CURRENT
// nothing is published, after it everything is; hengji.duckdb follows by Alias.
func (h *Home) Publish(staging string, manifest Manifest) (Manifest, error) {
	trouble := func(err error) (Manifest, error) {
		return manifest, fmt.Errorf("publish generation %d: %w", manifest.Generation, err)
	}
	if exists(staging + ".wal") {
		return trouble(errors.New("a .wal lies beside the database"))
	}
	var err error
	if manifest.SHA256, err = sealed(staging); err != nil {
		return trouble(err)
	}
	name := generationName(manifest.Generation)
	manifest.File = name + ".duckdb"
	if exists(h.Path("generations", manifest.File)) {
		return trouble(fmt.Errorf("%s: %w", manifest.File, fs.ErrExist))
	}
	if err := rename(staging, h.Path("generations", manifest.File)); err != nil {
		return trouble(err)
	}
	if err := h.Describe(manifest); err != nil {
		return trouble(err)
	}
	return manifest, h.Restore(manifest)
}

// Describe writes the manifest beside its database.
func (h *Home) Describe(manifest Manifest) error {
	text, err := manifest.text()
	if err != nil {
		return err
	}
	return WriteFile(h.Path("generations", generationName(manifest.Generation)+".json"), 0o444, writing(text))
}

// sealed brings a file that another program wrote to the disk, makes it read-only
// and gives its SHA-256.
func sealed(path string) (string, error) {
	file, err := Disk.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	if err := errors.Join(file.Chmod(0o440), file.Sync(), file.Close()); err != nil {
		return "", err
	}
	return hashFile(path)
}

// RenameDamaged gives every damaged generation a name that tells so. It stays for those
// who want to know what happened to it, until Forget.
func (h *Home) RenameDamaged() error {
	numbers, err := h.generations()
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if _, err := h.Generation(number); err == nil {
			continue
		} else if silent(err) {
			return fmt.Errorf("put damaged generations away: %w", err)
		}
		for _, ending := range []string{".duckdb", ".json"} {
			from := h.Path("generations", generationName(number)+ending)
			if !exists(from) {
				continue
			}
			if err := rename(from, h.Path("generations", "damaged-"+generationName(number)+ending)); err != nil {
				return fmt.Errorf("put damaged generation %d away: %w", number, err)
			}
		}
	}
	return nil
}

// Restore puts a generation in force that lies there already.
func (h *Home) Restore(manifest Manifest) error {
	return WriteFile(h.Path("generations", "CURRENT"), 0o644, writing([]byte(currentText(manifest))))
}

func writing(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

// Forget removes the oldest generations, so that Keep of them stay, never the one
// in force. What cannot be removed stays; the next run tries again.
func (h *Home) Forget(current Manifest) error {
	numbers, err := h.generations()
	if err != nil {
		return err
	}
	numbers = slices.DeleteFunc(numbers, func(n int) bool { return n >= current.Generation })
	var trouble []error
	forgotten := numbers[:max(len(numbers)+1-max(h.Keep, LeastGenerations), 0)]
	for _, ending := range []string{".json", ".duckdb"} { // a manifest never outlives its database, in a power cut either
		for _, old := range forgotten {
			if err := Disk.Remove(h.Path("generations", generationName(old)+ending)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				trouble = append(trouble, fmt.Errorf("remove generation %d: %w", old, err))
			}
		}
		if len(forgotten) > 0 {
			trouble = append(trouble, syncFolder(h.Path("generations")))
		}
	}
	away, err := glob(h.Path("generations"), "damaged-*")
	if err != nil {
		return err
	}
	for _, path := range away {
		base, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), "damaged-"), ".")
		if number, err := strconv.Atoi(base); err != nil || number < current.Generation-max(h.Keep, LeastGenerations) {
			trouble = append(trouble, Disk.Remove(path))
		}
	}
	return errors.Join(trouble...)
}

// generations lists the numbers of the databases that lie there, ascending.
func (h *Home) generations() ([]int, error) {
	entries, err := Disk.ReadDir(h.Path("generations"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // a home put back from its archive and ledger
	}
	if err != nil {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var numbers []int
	for _, entry := range entries {
		base := strings.TrimSuffix(strings.TrimSuffix(entry.Name(), ".duckdb"), ".json")
		if number, err := strconv.Atoi(base); err == nil {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), nil
}

func hashFile(path string) (string, error) {
	file, err := openFile(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
