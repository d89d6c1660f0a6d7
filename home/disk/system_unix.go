//go:build unix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// plainFile opens what is a plain file and nothing else: no link is followed, and
// a pipe that was put in a file's place keeps nobody waiting.
const plainFile = os.O_RDONLY | syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// syncNames writes the names of a folder to the disk. Some shares have no such
// thing and say so; there is nothing more to be done for them.
func syncNames(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}

func settle() { syscall.Sync() }
