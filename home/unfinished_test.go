package home

import (
	"errors"
	"testing"

	"hengji/home/disk"
)

// settling counts how often a disk is asked to settle.
type settling struct {
	disk.Disk
	times int
}

func (s *settling) Settle() { s.times++ }

func TestWhatAnUnfinishedRunWroteIsBroughtToTheDiskBeforeTheNextOne(t *testing.T) {
	h := open(t)
	s := &settling{Disk: disk.System{}}
	Disk = s
	defer func() { Disk = disk.System{} }()
	for _, run := range []struct {
		finishes bool
		settled  int
	}{{true, 0}, {false, 0}, {false, 1}, {true, 2}, {true, 2}} {
		unlock, err := h.Lock()
		if err != nil {
			t.Fatal(err)
		}
		if s.times != run.settled {
			t.Errorf("%+v: settled %d times", run, s.times)
		}
		if run.finishes {
			err = h.Finish()
		}
		if err := errors.Join(err, unlock()); err != nil {
			t.Fatal(err)
		}
	}
}

