package night

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"hengji/home"
)

// enter takes the lock of the home, and opens its ledger with the receipts in it. The
// caller unlocks, where there is no error.
func (n *Night) enter() (ledger *home.Ledger, receipts []home.Receipt, unlock func() error, err error) {
	unlock, err = n.home.Lock()
	if err != nil {
		return nil, nil, nil, err
	}
	ledger, err = n.open()
	if err == nil {
		receipts, err = ledger.Receipts()
	}
	if err != nil {
		return nil, nil, nil, errors.Join(err, unlock())
	}
	return ledger, receipts, unlock, nil
}

// open opens the ledger and clears away what an interrupted run left behind.
func (n *Night) open() (*home.Ledger, error) {
	if err := n.home.Tidy(); err != nil { // in nobody's way until the next build
		n.Log.Warn().Err(err).Msg("left in the making")
	}
	ledger, err := n.home.Ledger()
	if err != nil || ledger.Torn == "" {
		return ledger, err
	}
	// Writing that it was cut off cuts it off.
	sum := sha256.Sum256([]byte(ledger.Torn))
	cut := torn{Bytes: len(ledger.Torn), SHA256: hex.EncodeToString(sum[:])}
	n.Log.Warn().Int("bytes", cut.Bytes).Msg("台账最后一行没有写完整（可能断过电），已截去")
	return ledger, ledger.Append(n.clock, "torn", cut)
}

// torn is a ledger entry: what a power cut left of a line behind the whole ones.
type torn struct {
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// damage is a ledger entry: published databases that are not as they were
// written, and the generation that stood in, 0 where none was whole.
type damage struct {
	Damaged []string `json:"damaged"`
	Instead int      `json:"instead"`
}

// inForce finds the published database, nil where there is none. One that is
// damaged is told, in the ledger too; the newest whole one before it is put in
// its place at once, until this run has published anew.
func (n *Night) inForce(ledger *home.Ledger) (*home.Manifest, []string, error) {
	manifest, damaged, err := n.home.Current()
	if err != nil {
		return nil, nil, err
	}
	if manifest != nil {
		booked, err := asBooked(ledger, *manifest)
		if err != nil {
			return nil, nil, err
		}
		if booked != *manifest {
			damaged = append(damaged, fmt.Sprintf("第 %d 次发布：清单与台账所记不同，已按台账改回", manifest.Generation))
			manifest = &booked
		}
	}
	if manifest != nil && manifest.Ledger != "" && !ledger.Holds(manifest.Ledger) {
		n.Log.Warn().Msg("台账比已发布的数据库少了若干行（被截断，或是较早的备份）：请运行 hengji ledger verify")
	}
	if len(damaged) == 0 {
		return manifest, nil, nil
	}
	record := damage{Damaged: damaged}
	if manifest != nil {
		record.Instead = manifest.Generation
	}
	// Told first, and in force last: what is interrupted here is found damaged once more.
	if err := ledger.Append(n.clock, "damage", record); err != nil {
		return nil, nil, fmt.Errorf("record damage: %w", err)
	}
	for _, one := range damaged {
		n.Log.Warn().Str("damaged", one).Int("instead", record.Instead).Msg("已发布的数据库有损坏，重新生成")
	}
	if err := n.home.RenameDamaged(); err != nil {
		return nil, nil, err
	}
	if manifest != nil {
		for _, mend := range []func(home.Manifest) error{n.home.Describe, n.home.Restore, n.home.Alias} {
			if err := mend(*manifest); err != nil {
				return nil, nil, err
			}
		}
	}
	return manifest, damaged, nil
}

// asBooked is a manifest as the ledger booked it: beside its database it may read well and be
// another by a flipped bit.
func asBooked(ledger *home.Ledger, manifest home.Manifest) (home.Manifest, error) {
	all, err := publications(ledger)
	for _, booked := range all {
		if booked.Generation == manifest.Generation && booked.SHA256 == manifest.SHA256 {
			return booked.Manifest, nil
		}
	}
	return manifest, err
}
